import { readFileSync } from 'fs'
import { join as path } from 'path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chunks } from './chunks'
import { hindrance, send, type Outcome, type Port, type Progress, type SendOptions } from './driver'
import { openPort } from './port'
import type { Profile } from './profile'
import { join } from './segments'

const ROOT = path(__dirname, '../../..')
const read = (file: string) => JSON.parse(readFileSync(path(ROOT, file), 'utf-8'))
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))

const PROFILE: Profile = read('backend/printing/profiles/escpos-80.json')
const GOLDEN = read('tests/cases/slips/notice.json').payloads['escpos-80']
const NOTICE: Uint8Array[] = GOLDEN.commands.map(bytes)
const PAYLOAD = Buffer.from(join(NOTICE)).toString('hex')
const RASTER = NOTICE.findIndex((each) => each[0] === 0x1d && each[1] === 0x76)

type Answer = 'taken' | 'busy' | 'silent' | 'silent, but taken' | 'broken'

/** A printer that answers its n-th write (from 1) as told, and else takes it after `slow` ms. */
class Fake implements Port {
  got: string[] = []
  asked = 0
  waiting = 0
  most = 0
  private told: () => void = () => undefined

  constructor(
    readonly answers: Record<number, Answer> = {},
    readonly slow = 5,
  ) {}

  async write(hex: string): Promise<void> {
    this.asked += 1
    const answer = this.answers[this.asked] || 'taken'
    this.most = Math.max(this.most, (this.waiting += 1))
    if (answer === 'silent, but taken') this.got.push(hex)
    if (answer === 'broken') this.told()
    if (answer !== 'taken' && answer !== 'busy') return new Promise(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, this.slow))
    this.waiting -= 1
    if (answer === 'busy') throw Object.assign(new Error('busy'), { native: { error: 10008 } })
    this.got.push(hex)
  }

  onLost(told: () => void): () => void {
    this.told = told
    return () => (this.told = () => undefined)
  }
}

/** Which write it is that first carries bytes at or behind `offset`. */
function writeAt(offset: number): number {
  let end = 0
  const writes = chunks(NOTICE, PROFILE.chunk_bytes)
  return 1 + writes.findIndex((write) => (end += write.data.length) > offset)
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function print(port: Port, options: SendOptions = {}, meanwhile?: (stop: () => void) => void) {
  const started = Date.now()
  const sending = send(port, NOTICE, PROFILE, options)
  if (meanwhile) meanwhile(sending.stop)
  let outcome: Outcome | undefined
  void sending.outcome.then((ended) => (outcome = ended))
  while (!outcome) await vi.advanceTimersByTimeAsync(5)
  return { ...outcome, ms: Date.now() - started }
}

describe('writes', () => {
  const writes = chunks(NOTICE, 20)

  it('carry every byte once, at most 20 at a time', () => {
    expect(Buffer.from(join(writes.map((each) => each.data))).toString('hex')).toBe(PAYLOAD)
    expect(Math.max(...writes.map((each) => each.data.length))).toBe(20)
  })

  it('never end inside a character or the head of a command', () => {
    const forbidden = new Set<number>()
    let offset = 0
    NOTICE.forEach((command) => {
      const text = command[0] >= 0x20 || command[0] === 0x0a
      for (let at = 1; !text && at < Math.min(8, command.length); at += 1) forbidden.add(offset + at)
      for (let at = 0; text && at < command.length; at += 1) {
        if (command[at] >= 0x80) forbidden.add(offset + (at += 1))
      }
      offset += command.length
    })
    let end = 0
    const ends = writes.map((each) => (end += each.data.length))
    expect(forbidden.size).toBeGreaterThan(500)
    expect(ends.filter((each) => forbidden.has(each))).toEqual([])
  })
})

describe('a printer that takes what it gets', () => {
  it('gets the payload, one write at a time, at the pace of the profile', async () => {
    const port = new Fake()
    const { state, sent, owed, ms } = await print(port)
    expect({ state, sent, owed }).toEqual({ state: 'done', sent: PAYLOAD.length / 2, owed: 0 })
    expect(port.got.join('')).toBe(PAYLOAD)
    expect(port.most).toBe(1)
    expect(ms).toBeGreaterThanOrEqual(20 * (port.asked - 1))
    expect(ms).toBeLessThanOrEqual(6000)
  })

  it('is reported on: bytes, segment and seconds left', async () => {
    const told: Progress[] = []
    await print(new Fake(), { onProgress: (progress) => told.push(progress) })
    const last = told[told.length - 1]
    expect(told[0]).toMatchObject({ sent: 0, segment: 1, total: PAYLOAD.length / 2 })
    expect(told[0].secondsLeft).toBeGreaterThanOrEqual(3)
    expect(last).toMatchObject({ sent: last.total, segment: last.segments, secondsLeft: 0 })
    expect(last.segments).toBe(GOLDEN.segments.length)
    const sent = told.map((each) => each.sent)
    expect(sent).toEqual(sent.slice().sort((a, b) => a - b))
  })

  it('takes as long as it needs', async () => {
    const told: Progress[] = []
    const port = new Fake({}, 180)
    const { state } = await print(port, { onProgress: (progress) => told.push(progress) })
    expect(state).toBe('done')
    expect(port.got.join('')).toBe(PAYLOAD)
    expect(told[20].secondsLeft).toBeGreaterThan(told[0].secondsLeft)
  })
})

describe('a refused write', () => {
  it('is offered again, more slowly, and nothing is lost or doubled', async () => {
    const port = new Fake({ 7: 'busy', 8: 'busy', 9: 'busy', 60: 'busy' })
    const { state } = await print(port)
    expect(state).toBe('done')
    expect(port.got.join('')).toBe(PAYLOAD)
  })

  it('backs off from 20 to 50 to 200 ms', async () => {
    const at: number[] = []
    const port = new Fake({ 2: 'busy', 3: 'busy', 4: 'busy' }, 0)
    const write = port.write.bind(port)
    port.write = (hex) => (at.push(Date.now()), write(hex))
    await print(port)
    expect(at.slice(1, 5).map((each, index) => each - at[index])).toEqual([20, 50, 200, 200])
  })

  it('ends after ten seconds of refusals, with nothing in doubt', async () => {
    const answers: Record<number, Answer> = {}
    for (let write = 5; write < 200; write += 1) answers[write] = 'busy'
    const port = new Fake(answers)
    const { state, reason, sent } = await print(port)
    expect({ state, reason }).toEqual({ state: 'unknown', reason: 'refused' })
    expect(port.got.join('').length / 2).toBe(sent)
  })
})

describe.each<[Answer, Outcome['reason']]>([
  ['silent', 'timeout'],
  ['silent, but taken', 'timeout'],
  ['broken', 'lost'],
])('a write that is %s', (answer, reason) => {
  it('is never sent again', async () => {
    const port = new Fake({ 30: answer })
    const { state, reason: why } = await print(port)
    expect({ state, why }).toEqual({ state: 'unknown', why: reason })
    expect(port.asked).toBe(30)
  })

  it('in a picture leaves the printer waiting for what the next copy pays back first', async () => {
    const offset = NOTICE.slice(0, RASTER).reduce((sum, each) => sum + each.length, 0)
    const port = new Fake({ [writeAt(offset + 100)]: answer })
    const { owed, sent } = await print(port)
    const missing = offset + NOTICE[RASTER].length - port.got.join('').length / 2
    expect(sent).toBeLessThan(offset + NOTICE[RASTER].length)
    expect(owed).toBeGreaterThanOrEqual(missing)
    expect(owed).toBeLessThanOrEqual(missing + 20)

    const again = new Fake()
    await print(again, { owed })
    expect(again.got.join('')).toBe('00'.repeat(owed) + PAYLOAD)
  })
})

describe('a printer with a page memory', () => {
  const cpcl: Profile = read('backend/printing/profiles/cpcl-hprt-80.json')
  const golden = read('tests/cases/slips/notice.json').payloads['cpcl-hprt-80']
  const notice: Uint8Array[] = golden.commands.map(bytes)

  it('gives up the page of a copy that broke off', async () => {
    const port = new Fake()
    const sending = send(port, notice, cpcl, { broken: true })
    await vi.runAllTimersAsync()
    expect((await sending.outcome).state).toBe('done')
    const whole = Buffer.from(join(notice)).toString('hex')
    expect(port.got.join('')).toBe(Buffer.from('\r\nABORT\r\n').toString('hex') + whole)
  })

  it('gets the head of a picture in one write, and waits for its dots', () => {
    const picture = notice.find((each) => Buffer.from(each).toString('latin1').startsWith('CG '))!
    const [head, ...dots] = chunks([picture], cpcl.chunk_bytes)
    expect(Buffer.from(head.data).toString('latin1')).toMatch(/^CG \d+ \d+ \d+ \d+ /)
    expect(head.awaited).toBe(picture.length - head.data.length)
    expect(dots[dots.length - 1].awaited).toBe(0)
  })
})

describe('a printer that says what hinders it', () => {
  const cpcl: Profile = read('backend/printing/profiles/cpcl-hprt-80.json')

  /** Takes nothing from its `full`th write on while it answers `says`. */
  class Telling extends Fake {
    asks: string[] = []
    says: Record<string, number> = {}
    constructor(readonly full: number) {
      super()
    }
    override async write(hex: string): Promise<void> {
      const stuck = Object.keys(this.says).some((question) => this.says[question])
      if (stuck && this.got.length + 1 >= this.full) this.answers[this.asked + 1] = 'busy'
      return super.write(hex)
    }
    async ask(hex: string): Promise<number | null> {
      this.asks.push(hex)
      return hex in this.says ? this.says[hex] : null
    }
  }

  it('is waited for, and goes on by itself once there is paper', async () => {
    const port = new Telling(3)
    port.says = { '100402': 0, '100404': 0x60 }
    const told: Progress[] = []
    const loaded = () => void setTimeout(() => (port.says = {}), 60_000)
    const { state } = await print(port, { onProgress: (progress) => told.push(progress) }, loaded)
    expect(state).toBe('done')
    expect(port.got.join('')).toBe(PAYLOAD)
    expect(told.some(({ hindered }) => hindered === 'paper_out')).toBe(true)
    expect(told[told.length - 1].hindered).toBeNull()
  })

  it('can be stopped while it waits', async () => {
    const port = new Telling(3)
    port.says = { '100402': 4 }
    const { state } = await print(port, {}, (stop) => void setTimeout(stop, 30_000))
    expect(state).toBe('stopped')
  })

  it('is not believed to have printed what still lies in its buffer', async () => {
    const port = new Telling(10_000)
    port.says = { '100402': 0x20 }
    expect(await print(port)).toMatchObject({ state: 'unknown', reason: 'paper_out', owed: 0 })
  })

  it('is never asked inside a picture', async () => {
    const offset = NOTICE.slice(0, RASTER).reduce((sum, each) => sum + each.length, 0)
    const port = new Telling(writeAt(offset + 100))
    port.says = { '100402': 4 }
    const { reason, sent } = await print(port)
    expect(reason).toBe('lid_open')
    expect(port.asks).toHaveLength(1) // when it was given up
    expect(sent).toBeGreaterThan(offset)
  })

  it.each([
    [4, 'lid_open'],
    [2, 'paper_out'],
    [1, null],
    [null, null],
  ])('%s of ESC h is %s', async (byte, state) => {
    const port = { write: async () => undefined, ask: async () => byte }
    expect(await hindrance(port, cpcl.status)).toBe(state)
  })

  it('is not asked where the profile knows no question', async () => {
    const port = new Telling(10_000)
    expect(await hindrance(port, undefined)).toBeNull()
    expect(port.asks).toEqual([])
  })
})

describe('other ends', () => {
  it('a failure that is no refusal counts as unknown', async () => {
    const port = new Fake()
    const gone = Object.assign(new Error('gone'), { native: { error: 10006 } })
    port.write = () => Promise.reject(gone)
    const outcome = await print(port)
    expect(outcome).toMatchObject({ state: 'unknown', reason: 'failed', sent: 0, owed: 0, error: gone })
  })

  it('stops after the write under way', async () => {
    const port = new Fake()
    const outcome = await print(port, {}, (stop) => void setTimeout(stop, 200))
    expect(outcome).toMatchObject({ state: 'stopped', reason: 'stopped' })
    expect(port.asked).toBeGreaterThan(5)
    expect(port.asked).toBeLessThan(15)
    expect(outcome.sent).toBe(port.got.join('').length / 2)
  })

  it('stops while a full printer refuses', async () => {
    const answers: Record<number, Answer> = {}
    for (let write = 3; write < 200; write += 1) answers[write] = 'busy'
    const outcome = await print(new Fake(answers), {}, (stop) => void setTimeout(stop, 1000))
    expect(outcome.state).toBe('stopped')
  })
})

describe('the port', () => {
  const service = (uuid: string, write: boolean) => ({
    uuid,
    characteristics: [{ uuid: `${uuid}-c`, write, notify: true }],
  })
  const bluetooth = (services: unknown[]) => {
    const written: unknown[][] = []
    const told: ((hex: string) => void)[] = []
    const fake = {
      services: async () => services,
      write: async (...all: unknown[]) => void written.push(all),
      listen: async (...all: unknown[]) => void told.push(all[3] as (hex: string) => void),
      onLost: () => () => undefined,
    }
    return { fake: fake as never, written, told }
  }

  it('is the first that can be written to and is not a standard one', async () => {
    const standard = '0000180A-0000-1000-8000-00805F9B34FB'
    const offered: [string, boolean][] = [[standard, true], ['180F', true], ['ff10', false], ['ff00', true]]
    const { fake, written } = bluetooth(offered.map(([uuid, write]) => service(uuid, write)))
    const port = await openPort(fake, 'p')
    await port!.write('00')
    expect(written).toEqual([['p', 'ff00', 'ff00-c', '00']])
  })

  it('is found under 18F0, where many printers answer', async () => {
    const { fake, written } = bluetooth([service('000018F0-0000-1000-8000-00805F9B34FB', true)])
    await (await openPort(fake, 'p'))!.write('00')
    expect(written).toHaveLength(1)
  })

  it('hears the byte that answers a question, and gives up on a silent printer', async () => {
    const { fake, written, told } = bluetooth([service('ff00', true)])
    const port = await openPort(fake, 'p')
    const asked = port!.ask!('100404')
    told[0]('60')
    expect(await asked).toBe(0x60)
    const silent = port!.ask!('100404')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await silent).toBeNull()
    expect(written).toHaveLength(2)
  })

  it('is missing on what is no printer', async () => {
    expect(await openPort(bluetooth([service('1801', true)]).fake, 'p')).toBeNull()
  })
})
