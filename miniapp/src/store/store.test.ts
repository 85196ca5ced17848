import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Disk, disk, phone, server, settled, sign, type TestServer } from '../../test/phone'
import { publicKey } from '@/statement'
import { build } from './build'
import type { EvidenceMeta } from './evidence'

const TASK = '01980000-0000-7000-8000-000000000001'
const INSPECTION = '01980000-0000-7000-8000-000000000002'
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
  void app.store.start()
  await settled(500)
  return { ...app, device }
}

const checkIn = { inspection_id: INSPECTION, task_id: TASK, position: null }
const task = (inspection: unknown) => ({
  id: TASK,
  inspection,
  numbers: { record: { number: '1号', verify_code: 'v', verify_url: 'https://server/v/v' } },
})

describe('session', () => {
  it('signs in, and knows its officer after a restart without a network', async () => {
    const first = await open()
    expect(first.session.snapshot()).toMatchObject({ phase: 'ready', me: { name: '沈雨薇' } })
    first.device.kill()
    to.state.online = false
    const { session } = await open()
    expect(session.snapshot()).toMatchObject({ phase: 'ready', me: { name: '沈雨薇' } })
    expect(session.headers()).toEqual({ Authorization: 'Bearer token-1', 'X-Device': session.device() })
    expect(to.state.signIns).toBe(1)
  })

  it('without a network and unknown: failed with its reason, ready once the network is there', async () => {
    to.state.online = false
    const { session, device } = await open()
    expect(session.snapshot()).toMatchObject({ phase: 'failed', problem: { code: 'offline' } })
    to.state.online = true
    device.network.tell(true)
    await settled()
    expect(session.snapshot()).toMatchObject({ phase: 'ready', problem: null })
  })

  it('many calls that find the token stale share one sign-in', async () => {
    const { api } = await open()
    to.state.token = 'token-2'
    to.state.routes = { '/templates': [], '/printers': [], '/calendar?year=2026': {} }
    await Promise.all([api.templates().refresh(), api.printers().refresh(), api.calendar(2026).refresh()])
    expect(to.state.signIns).toBe(2)
  })

  it('the device keeps its name; signing out forgets the officer', async () => {
    const first = await open()
    const device = first.session.device()
    await first.session.signOut()
    expect(first.session.snapshot()).toMatchObject({ phase: 'failed', me: null })
    first.device.kill()
    expect((await open()).session.device()).toBe(device)
  })
})

describe('the key of this phone', () => {
  it('is told to the server once for each sign-in, and is there after a restart', async () => {
    const first = await open()
    const made = first.session.key()
    expect(to.state.keys).toEqual([publicKey(made!)])
    first.device.kill()
    to.state.online = false
    const { session } = await open()
    expect(session.key()).toEqual(made)
    expect(JSON.stringify(session.snapshot())).not.toContain(made!.seed)
    to.state.online = true
    to.state.token = 'token-2'
    await session.refresh()
    await settled()
    expect(session.key()!.seed).not.toBe(made!.seed)
    expect(to.state.keys).toHaveLength(2)
  })

  it('signs nothing before the server knows it; what was told in vain is told again as it was', async () => {
    to.state.keyStatus = 503
    const first = await open()
    expect(first.session.key()).toBeNull()
    expect(first.session.snapshot()).toMatchObject({ phase: 'ready', problem: null })
    first.device.kill()
    to.state.keyStatus = 200
    const { session } = await open()
    expect(to.state.keys).toEqual(Array(to.state.keys.length).fill(publicKey(session.key()!)))
  })
})

describe('a page that is there before it is known whose phone this is', () => {
  it('finds what was read and what was being written before the app was killed', async () => {
    const first = await open()
    to.state.routes = { '/tasks?tab=todo': { counts: {}, items: [], next: null } }
    await first.api.tasks('todo').refresh()
    await first.drafts.set('sign', { by: '孙小红' })
    first.device.kill()
    to.state.online = false
    const again = build(phone(on, to).bridge)
    const early = again.api.tasks('todo')
    early.subscribe(() => undefined)
    const draft = again.drafts.get('sign')
    void again.store.start()
    await settled(500)
    expect(early.snapshot()).toMatchObject({ value: { items: [] }, from: 'store' })
    expect(await draft).toEqual({ by: '孙小红' })
    expect(again.api.tasks('todo')).toBe(early)
  })
})

describe('reading', () => {
  it('shows what is stored at once with its time, and says why there is nothing newer', async () => {
    to.state.routes = { [`/tasks/${TASK}`]: task(null) }
    const first = await open()
    await first.api.task(TASK).refresh()
    first.device.kill()
    to.state.online = false
    const { api } = await open()
    const source = api.task(TASK)
    expect(api.task(TASK)).toBe(source)
    const seen: unknown[] = []
    source.subscribe(() => seen.push(source.snapshot().from))
    await settled()
    expect(source.snapshot()).toMatchObject({
      value: { id: TASK },
      from: 'store',
      stored_at: '2026-01-05T01:00:00.000Z',
      loading: false,
      problem: { code: 'offline' },
    })
  })

  it('searches are not kept', async () => {
    to.state.routes = { '/subjects?q=x': { items: [] } }
    const { api } = await open()
    await api.subjects({ q: 'x' }).refresh()
    expect(Object.keys(on.values).filter((key) => key.includes('subjects'))).toEqual([])
  })

  it('a problem of the server keeps its code and words', async () => {
    const { api } = await open()
    const { problem } = await api.checklist('none').refresh()
    expect(problem).toMatchObject({ code: 'not-found', title: '没有找到', status: 404 })
  })
})

describe('an inspection', () => {
  it('continues after a kill, before the server knows anything of it', async () => {
    const first = await open()
    to.state.online = false
    await first.outbox.enqueue('inspection.check_in', checkIn)
    await first.outbox.enqueue('inspection.answer', {
      inspection_id: INSPECTION,
      item: 'A1',
      value: 'pass',
      note: '',
      finding: null,
    })
    first.device.kill()
    const { inspections } = await open()
    const { inspection } = inspections.of(TASK).snapshot()
    expect(inspection).toMatchObject({ id: INSPECTION, state: 'checking', answers: { A1: { value: 'pass' } } })
  })

  it('folds in what was kept by the outbox but not yet by the inspection', async () => {
    const first = await open()
    to.state.online = false
    await first.outbox.enqueue('inspection.check_in', checkIn)
    first.device.kill()
    Object.keys(on.values).filter((key) => key.startsWith('inspection.')).forEach((key) => delete on.values[key])
    const { inspections } = await open()
    expect(inspections.of(TASK).snapshot().inspection?.id).toBe(INSPECTION)
  })

  it('keeps what the server has already taken, though the page comes back before the store', async () => {
    to.state.routes = { [`/tasks/${TASK}`]: task(null) }
    const first = await open()
    await first.api.task(TASK).refresh()
    to.state.routes = {} // the network goes once the act has arrived, before the task is read again
    await first.outbox.enqueue('inspection.check_in', checkIn)
    await settled(500)
    expect(first.outbox.pending()).toEqual([])
    first.device.kill()
    to.state.online = false
    const again = build(phone(on, to).bridge)
    again.api.task(TASK).subscribe(() => undefined)
    void again.store.start()
    await settled(500)
    expect(again.inspections.of(TASK).snapshot().inspection).toMatchObject({ id: INSPECTION })
  })

  it('does not say that a task has no inspection before it was looked up', async () => {
    const { inspections, api } = await open()
    expect(inspections.of(TASK).snapshot().known).toBe(false)
    to.state.routes = { [`/tasks/${TASK}`]: task(null) }
    await api.task(TASK).refresh()
    await settled()
    expect(inspections.of(TASK).snapshot()).toMatchObject({ known: true, inspection: null })
  })

  it('asks for a damaged link as it stands, so that the server says it is unknown', async () => {
    const { api } = await open()
    const damaged = `${TASK}?done=assigned`
    to.state.routes = { [`/tasks/${damaged}`]: task(null) } // a server passes over what it does not ask for
    const read = await api.task(damaged).refresh()
    expect(read.value).toBeNull()
    expect(read.problem?.status).toBe(404)
  })

  it('takes in what the other phone did', async () => {
    const { outbox, inspections, api } = await open()
    await outbox.enqueue('inspection.check_in', checkIn)
    const mine = inspections.of(TASK).snapshot().inspection!
    const presence = { 'officer-2': { state: 'confirmed', at: 'x' } }
    to.state.routes = { [`/tasks/${TASK}`]: task({ ...mine, presence }) }
    await api.task(TASK).refresh()
    await settled()
    const shown = inspections.of(TASK).snapshot().inspection!
    expect(Object.keys(shown.presence).sort()).toEqual(['officer-1', 'officer-2'])
  })

  it('an act that was given up is undone, the others stay', async () => {
    const { outbox, inspections } = await open()
    await outbox.enqueue('task.accept', { task_id: TASK })
    await settled()
    const problem = { code: 'x', title: 'x', status: 409 }
    to.state.spoil = ({ id }) => ({ id, outcome: 'refused', problem })
    const refused = await outbox.enqueue('inspection.check_in', checkIn)
    await settled()
    expect(inspections.of(TASK).snapshot().inspection).not.toBeNull()
    await outbox.giveUp(refused.id, '误点')
    expect(inspections.of(TASK).snapshot().inspection).toBeNull()
  })

  it('remembers the answer to the task', async () => {
    const { outbox, inspections } = await open()
    to.state.online = false
    await outbox.enqueue('task.accept', { task_id: TASK })
    expect(inspections.of(TASK).snapshot().answer).toBe('accepted')
  })
})

describe('drafts', () => {
  it('survive a kill; the last one set wins', async () => {
    const first = await open()
    void first.drafts.set('facts', '一')
    await first.drafts.set('facts', '二')
    first.device.kill()
    const { drafts } = await open()
    expect(await drafts.get('facts')).toBe('二')
    await drafts.remove('facts')
    expect(await drafts.get('facts')).toBeNull()
  })
})

describe('evidence', () => {
  const meta: EvidenceMeta = {
    kind: 'photo',
    inspection_id: INSPECTION,
    item: 'A1',
    origin: 'camera',
    position: null,
  }
  const wait = async () => {
    for (let i = 0; i < 40; i += 1) {
      await vi.advanceTimersByTimeAsync(5)
      await settled(50)
    }
  }

  it('is kept under its hash, sent with what it is, and received only with a good receipt', async () => {
    const { evidence } = await open()
    const { sha256 } = await evidence.keepText('{"strokes":[]}', { ...meta, kind: 'strokes' })
    expect(evidence.status(sha256)).toBe('sending')
    await wait()
    expect(evidence.status(sha256)).toBe('received')
    expect(evidence.receipt(sha256)?.payload.evidence).toBe(sha256)
    expect(JSON.parse(to.state.uploads[0].fields.meta)).toEqual({
      sha256,
      kind: 'strokes',
      inspection_id: INSPECTION,
      item: 'A1',
      origin: 'camera',
      taken_at: '2026-01-05T09:00:00.000+08:00',
      position: null,
      media_type: 'application/json',
    })
  })

  it('at most two are on their way at once', async () => {
    const { evidence } = await open()
    for (let i = 0; i < 7; i += 1) await evidence.keepText(`{"n":${i}}`, meta)
    await wait()
    expect(to.state.mostAtOnce).toBe(2)
    expect(evidence.snapshot().unsent).toBe(0)
  })

  it('a wrong receipt deletes nothing', async () => {
    const { evidence } = await open()
    to.state.uploadReply = async () => to.json(200, { receipt: sign({ evidence: '0'.repeat(64) }) })
    const { sha256 } = await evidence.keepText('{}', meta)
    await wait()
    expect(evidence.status(sha256)).toBe('kept')
    expect(evidence.snapshot().items[0].problem?.code).toBe('receipt-invalid')
    expect(Object.keys(on.files)).toHaveLength(1)
  })

  it('is sent again after a kill, waits for its inspection, and goes when the network is back', async () => {
    const first = await open()
    to.state.online = false
    const { sha256 } = await first.evidence.keepText('{}', meta)
    await wait()
    first.device.kill()
    to.state.online = true
    const missing = { code: 'inspection-missing', title: '没有这次检查', status: 404 }
    to.state.uploadReply = async () => to.json(404, missing)
    const { evidence } = await open()
    await wait()
    expect(evidence.status(sha256)).toBe('kept')
    to.state.uploadReply = null
    evidence.resume()
    await wait()
    expect(evidence.status(sha256)).toBe('received')
  })

  it('refused by the server: stays with its problem and its original', async () => {
    const { evidence } = await open()
    const problem = { code: 'evidence-hash-mismatch', title: '指纹不符', status: 422 }
    to.state.uploadReply = async () => to.json(422, problem)
    const { sha256 } = await evidence.keepText('{}', meta)
    await wait()
    expect(evidence.status(sha256)).toBe('refused')
    expect(evidence.snapshot()).toMatchObject({ refused: 1, unsent: 1 })
    expect(Object.keys(on.files)).toHaveLength(1)
    to.state.uploadReply = null
    evidence.retry(sha256)
    await wait()
    expect(evidence.status(sha256)).toBe('received')
  })

  it('the same bytes twice are one original', async () => {
    const { evidence } = await open()
    await evidence.keepText('{}', meta)
    await evidence.keepText('{}', meta)
    expect(evidence.snapshot().items).toHaveLength(1)
    expect(Object.keys(on.files)).toHaveLength(1)
  })

  it('a photo of more pixels than the server takes is said at once and leaves nothing', async () => {
    const { evidence, device } = await open()
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    const bytes = new Uint8Array(6_000_000)
    bytes.set([...png, 0, 0, 0x30, 0, 0, 0, 0x20, 0])
    const file = await device.bridge.files.write(bytes, 'image/png')
    await expect(evidence.keepPhoto(file, meta)).rejects.toThrow('照片的像素太多（最多 8000 万）')
    expect(evidence.snapshot().items).toEqual([])
    expect(Object.keys(on.files)).toEqual([])
  })

  it('old received copies go, and are shown from the server then', async () => {
    const { evidence } = await open()
    const { sha256 } = await evidence.keepText('{}', { ...meta, taken_at: '2025-12-01T00:00:00Z' })
    expect(await evidence.url(sha256)).toMatch(/^local:/)
    await wait()
    expect(Object.keys(on.files)).toEqual([])
    expect(await evidence.url(sha256)).toBe(`remote:https://server/api/v1/evidence/${sha256}`)
  })
})
