import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Disk,
  disk,
  phone,
  receiptFor,
  server,
  serverKey,
  settled,
  sign,
  type TestServer,
} from '../../test/phone'
import { build } from './build'
import type { Command, CommandAnswer } from './types'

const TASK = '01980000-0000-7000-8000-000000000001'
let on: Disk
let to: TestServer

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-05T01:00:00Z'), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  on = disk()
  to = server()
})

afterEach(() => {
  vi.useRealTimers()
})

async function open() {
  const device = phone(on, to)
  const app = build(device.bridge)
  const starting = app.store.start()
  await settled()
  await starting
  await settled()
  return { ...app, device }
}

const accept = { task_id: TASK }
const stored = () => Object.keys(on.values).filter((key) => /^outbox\.\d+$/.test(key))

describe('a command', () => {
  it('is kept before enqueue resolves, with its id, device, number and time', async () => {
    to.state.online = true
    const { outbox } = await open()
    to.state.online = false
    const command = await outbox.enqueue('task.accept', accept)
    expect(command.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(command).toMatchObject({ seq: 1, kind: 'task.accept', payload: accept })
    expect(command.at).toBe('2026-01-05T09:00:00.000+08:00')
    expect(JSON.parse(on.values['outbox.1']).command).toEqual(command)
  })

  it('leaves when its receipt is good, and its receipt stays', async () => {
    const { outbox } = await open()
    const command = await outbox.enqueue('task.accept', accept)
    await settled()
    expect(outbox.snapshot()).toMatchObject({ unsent: 0, items: [], oldestAt: null })
    expect(stored()).toEqual([])
    expect(outbox.receipts()[0]).toMatchObject({ id: command.id, kind: 'task.accept' })
  })

  it('is not told as kept when the phone is full', async () => {
    const { outbox } = await open()
    on.full = true
    await expect(outbox.enqueue('task.accept', accept)).rejects.toMatchObject({ code: 'full' })
    on.full = false
    expect(outbox.snapshot().unsent).toBe(0)
    expect((await outbox.enqueue('task.accept', accept)).seq).toBe(1)
  })
})

describe('a receipt that does not hold', () => {
  const wrong: Record<string, (answer: CommandAnswer, command: Command) => CommandAnswer> = {
    'is missing': (answer) => ({ ...answer, receipt: undefined }),
    'is signed by another key': (answer) => ({
      ...answer,
      receipt: sign(answer.receipt!.payload, serverKey(9)),
    }),
    'was changed after signing': (answer) => ({
      ...answer,
      receipt: { ...answer.receipt!, payload: { ...answer.receipt!.payload, received_at: 'later' } },
    }),
    'names another hash': (answer) => ({
      ...answer,
      receipt: sign({ ...answer.receipt!.payload, sha256: '0'.repeat(64) }),
    }),
    'names another command': (answer, command) => ({
      ...answer,
      receipt: receiptFor({ ...command, id: '01980000-0000-7000-8000-00000000000f' }),
    }),
    'confirms a refusal': (answer) => ({
      ...answer,
      receipt: sign({ ...answer.receipt!.payload, outcome: 'refused' }),
    }),
  }

  it.each(Object.keys(wrong))('%s: the command stays', async (name) => {
    const { outbox } = await open()
    to.state.spoil = wrong[name]
    await outbox.enqueue('task.accept', accept)
    await settled()
    const [item] = outbox.snapshot().items
    expect(item).toMatchObject({ state: 'waiting', problem: { code: 'receipt-invalid' } })
    expect(stored()).toEqual(['outbox.1'])
    expect(outbox.receipts()).toEqual([])
  })

  it('is asked for again, and the duplicate answer with the good one settles it', async () => {
    const { outbox } = await open()
    let times = 0
    const good = (answer: CommandAnswer) => answer
    to.state.spoil = (answer, command) => (times++ ? good(answer) : wrong['is missing'](answer, command))
    await outbox.enqueue('task.accept', accept)
    await settled()
    Object.values(to.taken).forEach((one) => (one.answer.receipt = receiptFor(one.command)))
    await vi.advanceTimersByTimeAsync(1500)
    await settled()
    expect(to.state.batches.map((batch) => batch[0].id)).toEqual(
      Array(2).fill(to.state.batches[0][0].id),
    )
    expect(outbox.snapshot().unsent).toBe(0)
  })

  it('names a key the phone does not know yet: the new one is fetched', async () => {
    const { outbox, session } = await open()
    const fresh = serverKey(5)
    to.state.spoil = (answer) => ({
      ...answer,
      receipt: { ...sign(answer.receipt!.payload, fresh), key_id: 'k2' },
    })
    const request = to.request.bind(to)
    to.request = async (asked) => {
      const got = await request(asked)
      if (!asked.url.endsWith('/me')) return got
      const receipt_key = { key_id: 'k2', public_key: fresh.public_key }
      return { ...got, data: { ...session.me()!, receipt_key } }
    }
    await outbox.enqueue('task.accept', accept)
    await settled()
    expect(outbox.snapshot().unsent).toBe(0)
    expect(session.me()?.receipt_key.key_id).toBe('k2')
  })
})

describe('a refused command', () => {
  const problem = { code: 'task-withdrawn', title: '任务已撤回', status: 409 }
  const refuse = (answer: CommandAnswer): CommandAnswer => ({ id: answer.id, outcome: 'refused', problem })

  it('stands on top with its problem, is not sent again, and others go on', async () => {
    const { outbox } = await open()
    to.state.spoil = (answer, { seq }) => (seq === 2 ? refuse(answer) : answer)
    to.state.online = false
    for (let i = 0; i < 3; i += 1) await outbox.enqueue('task.accept', accept)
    to.state.online = true
    await outbox.resume()
    expect(outbox.snapshot()).toMatchObject({ unsent: 1, refused: 1 })
    expect(outbox.snapshot().items[0]).toMatchObject({ state: 'refused', problem, command: { seq: 2 } })
    const sent = to.state.batches.length
    await outbox.resume()
    expect(to.state.batches.length).toBe(sent)
  })

  it('survives a restart with its problem', async () => {
    const first = await open()
    to.state.spoil = refuse
    await first.outbox.enqueue('task.accept', accept)
    await settled()
    first.device.kill()
    const { outbox } = await open()
    expect(outbox.snapshot().items[0]).toMatchObject({ state: 'refused', problem })
  })

  it('is sent changed under a new id, or given up with its reason kept', async () => {
    const { outbox } = await open()
    to.state.spoil = refuse
    const one = await outbox.enqueue('task.decline', { task_id: TASK, reason: '短' })
    const two = await outbox.enqueue('task.accept', accept)
    await settled()
    to.state.spoil = null
    const again = await outbox.resend(one.id, { task_id: TASK, reason: '与检查对象有利害关系' })
    await settled()
    expect(again.id).not.toBe(one.id)
    expect(again.seq).toBe(3)
    expect(to.taken[again.id].answer.outcome).toBe('accepted')
    await outbox.giveUp(two.id, '已由他人接收')
    expect(outbox.snapshot().items).toEqual([])
    expect(await outbox.givenUp()).toMatchObject([{ reason: '已由他人接收', problem, command: two }])
    expect(stored()).toEqual([])
  })

  it('by the server’s own fault is no refusal: it is tried again', async () => {
    const { outbox } = await open()
    const fault = { code: 'internal', title: '出错了', status: 500 }
    to.state.spoil = (answer) => ({ id: answer.id, outcome: 'refused', problem: fault })
    await outbox.enqueue('task.accept', accept)
    await settled()
    expect(outbox.snapshot()).toMatchObject({ refused: 0, unsent: 1 })
    to.state.spoil = null
    await vi.advanceTimersByTimeAsync(2000)
    await settled()
    expect(outbox.snapshot().unsent).toBe(0)
  })
})

describe('an outage', () => {
  it('of the server: everything stays, tries come further apart, then all goes', async () => {
    const { outbox } = await open()
    to.state.status = 503
    await outbox.enqueue('task.accept', accept)
    const counted = vi.spyOn(to, 'request')
    await vi.advanceTimersByTimeAsync(60_000)
    await settled()
    expect(outbox.snapshot()).toMatchObject({ unsent: 1, refused: 0 })
    expect(counted.mock.calls.length).toBeLessThan(12)
    to.state.status = 200
    await vi.advanceTimersByTimeAsync(300_000)
    await settled()
    expect(outbox.snapshot().unsent).toBe(0)
  })

  it('of the network: nothing is lost, and it goes when the network is back', async () => {
    const { outbox, device } = await open()
    to.state.online = false
    const made: string[] = []
    for (let i = 0; i < 5; i += 1) made.push((await outbox.enqueue('task.accept', accept)).id)
    await settled()
    expect(outbox.snapshot()).toMatchObject({ unsent: 5, online: false })
    expect(outbox.snapshot().oldestAt).toBe('2026-01-05T09:00:00.000+08:00')
    to.state.online = true
    device.network.tell(true)
    await settled(500)
    expect(outbox.snapshot()).toMatchObject({ unsent: 0, online: true })
    expect(to.state.order).toEqual(made)
  })

  it('a stale token is renewed without losing anything', async () => {
    const { outbox } = await open()
    to.state.token = 'token-2'
    await outbox.enqueue('task.accept', accept)
    await settled()
    expect(to.state.signIns).toBe(2)
    expect(outbox.snapshot().unsent).toBe(0)
  })
})

describe('a killed app', () => {
  it('sends the same ids again; what had arrived is a duplicate and settles', async () => {
    const first = await open()
    to.state.online = false
    for (let i = 0; i < 3; i += 1) await first.outbox.enqueue('task.accept', accept)
    to.state.online = true
    to.state.loseAnswer = true
    await first.outbox.resume()
    expect(Object.keys(to.taken)).toHaveLength(3)
    first.device.kill()
    to.state.loseAnswer = false
    const { outbox } = await open()
    await settled(500)
    const ids = to.state.batches.map((batch) => batch.map((command) => command.id))
    expect(ids[1]).toEqual(ids[0])
    expect(to.state.order).toHaveLength(3)
    expect(outbox.snapshot().unsent).toBe(0)
  })

  it('between storing the command and storing the index uses the number again', async () => {
    const first = await open()
    to.state.online = false
    await first.outbox.enqueue('task.accept', accept)
    const index = on.values.outbox
    await first.outbox.enqueue('task.accept', accept)
    first.device.kill()
    on.values.outbox = index // as if the second index had not been written
    const { outbox } = await open()
    expect(outbox.snapshot().unsent).toBe(1)
    expect((await outbox.enqueue('task.accept', accept)).seq).toBe(2)
    expect(stored()).toHaveLength(2)
  })

  it('goes on counting where it was, also after everything was sent', async () => {
    const first = await open()
    await first.outbox.enqueue('task.accept', accept)
    await settled()
    first.device.kill()
    const { outbox } = await open()
    expect((await outbox.enqueue('task.accept', accept)).seq).toBe(2)
  })
})

describe('order and time', () => {
  it('a clock moved backwards never claims an earlier time', async () => {
    const { outbox } = await open()
    to.state.online = false
    const one = await outbox.enqueue('task.accept', accept)
    vi.setSystemTime(new Date('2026-01-04T01:00:00Z'))
    const two = await outbox.enqueue('task.accept', accept)
    expect(two.seq).toBe(one.seq + 1)
    expect(Date.parse(two.at)).toBeGreaterThanOrEqual(Date.parse(one.at))
  })

  it('a phone an hour late writes the server’s time', async () => {
    to.state.now = () => Date.now() + 3600_000
    const { outbox, session } = await open()
    const { at } = await outbox.enqueue('task.accept', accept)
    expect(session.snapshot().skew).toBe(3600_000)
    expect(at).toBe('2026-01-05T10:00:00.000+08:00')
  })

  it('1000 commands go in order, in batches of at most 200, one after the other', async () => {
    const { outbox } = await open()
    to.state.online = false
    const all = await Promise.all(
      Array.from({ length: 1000 }, () => outbox.enqueue('task.accept', accept)),
    )
    to.state.online = true
    const sending = outbox.resume()
    while (outbox.snapshot().unsent) await vi.advanceTimersByTimeAsync(1)
    await sending
    expect(to.state.batches.map((batch) => batch.length)).toEqual([200, 200, 200, 200, 200])
    expect(to.state.order).toEqual(all.map(({ id }) => id))
    expect(outbox.snapshot().unsent).toBe(0)
    expect(stored()).toEqual([])
  }, 180_000)

  it('what is written while a batch flies goes with the next one', async () => {
    const { outbox } = await open()
    const first = outbox.enqueue('task.accept', accept)
    const second = outbox.enqueue('task.accept', accept)
    await Promise.all([first, second])
    await settled(500)
    expect(to.state.order).toEqual([(await first).id, (await second).id])
    expect(outbox.snapshot().unsent).toBe(0)
  })
})

describe('two officers on one phone', () => {
  it('never send each other’s commands', async () => {
    const first = await open()
    to.state.online = false
    await first.outbox.enqueue('task.accept', accept)
    first.device.kill()
    const kept = JSON.parse(on.values['outbox.1'])
    on.values['outbox.1'] = JSON.stringify({ ...kept, account: 'account-2' })
    to.state.online = true
    const { outbox } = await open()
    await outbox.resume()
    expect(outbox.snapshot().unsent).toBe(0)
    expect(to.state.batches).toEqual([])
    expect(stored()).toEqual(['outbox.1'])
  })
})

describe('two windows of one phone', () => {
  it('do not overwrite each other: both commands are there after a restart', async () => {
    const one = await open()
    const other = await open()
    to.state.online = false
    await one.outbox.enqueue('task.accept', accept)
    await other.outbox.enqueue('task.accept', accept)
    one.device.kill()
    other.device.kill()
    const { outbox } = await open()
    expect(outbox.snapshot().items.map(({ command }) => command.seq)).toEqual([1, 2])
  })
})
