import { readFileSync } from 'fs'
import { join as path } from 'path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { made, type Port, type Profile } from '@/printing'
import { TroubleError } from '@/store/http'
import type { PrintRecord } from '../papers/signing'
import { Queue, type JobState, type Made, type Order } from './queue'

const ROOT = path(__dirname, '../../../..')
const read = (file: string) => JSON.parse(readFileSync(path(ROOT, file), 'utf-8'))
const PROFILE: Profile = read('backend/printing/profiles/escpos-80.json')
const COMMANDS: Uint8Array[] = [[0x1b, 0x40, 0x1c, 0x26], ...Array.from({ length: 60 }, () => [0x41, 0x0a])].map(
  (each) => Uint8Array.from(each),
)
const PAYLOAD = COMMANDS.map((each) => Buffer.from(each).toString('hex')).join('')
const PRINTER = { id: 'p', name: 'MTP-II', profile: '' }

/** A phone: its storage, its printer, and what was told to the server. */
class Phone {
  stored: Record<string, unknown> = {}
  got: string[] = []
  records: PrintRecord[] = []
  drops = 0
  says = 0
  /** The write, from 1, after which the connection breaks. */
  breaks = 0
  make: (order: Order) => Promise<Made> = async () => ({
    slip: made(COMMANDS, PROFILE),
    coded: [],
    seconds: null,
  })
  queue = this.started()

  port: Port = {
    write: async (hex) => {
      if (this.breaks && this.got.length >= this.breaks) return new Promise(() => undefined)
      this.got.push(hex)
    },
    ask: async () => this.says,
  }

  /** A killed app starts anew on what was stored. */
  started(): Queue {
    this.queue = new Queue({
      link: { connect: async () => this.port, drop: () => void (this.drops += 1) },
      make: (order) => this.make(order),
      finish: async () => undefined,
      kept: {
        get: async <T>(key: string) => (this.stored[key] as T) ?? null,
        set: async (key, value) => void (this.stored[key] = value),
        remove: async (key) => void delete this.stored[key],
      },
    })
    return this.queue
  }

  order(key: string, part: Partial<Order> = {}): Order {
    const record = (print: PrintRecord) => void this.records.push(print)
    const facts = { blocks: [], ink: {}, demo: false, reprint: 0, standing: '', copy: 1 }
    return { key, profile: PROFILE, printer: PRINTER, record, ...facts, ...part }
  }

  step(key: string): JobState['step'] {
    return this.queue.of(key).snapshot().step
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(20_000)

describe('a copy', () => {
  it('is printed, told to the server once, and forgotten', async () => {
    const phone = new Phone()
    phone.queue.print(phone.order('a'))
    await settle()
    expect(phone.queue.of('a').snapshot()).toMatchObject({ step: 'ended', state: 'done' })
    expect(phone.got.join('')).toBe(PAYLOAD)
    expect(phone.records).toMatchObject([{ outcome: 'done', copy: 1, bytes: PAYLOAD.length / 2 }])
    expect(phone.stored).toEqual({})
  })

  it('goes on while nobody looks, and a second tap is not heard', async () => {
    const phone = new Phone()
    const unsubscribe = phone.queue.of('a').subscribe(() => undefined)
    phone.queue.print(phone.order('a'))
    phone.queue.print(phone.order('a'))
    unsubscribe()
    await settle()
    expect(phone.got.join('')).toBe(PAYLOAD)
    expect(phone.records).toHaveLength(1)
  })

  it('waits for the one before, and can be taken out of the line', async () => {
    const phone = new Phone()
    ;['a', 'b', 'c'].forEach((key) => phone.queue.print(phone.order(key)))
    expect(phone.queue.of('c').snapshot()).toEqual({ step: 'waiting', before: 2 })
    phone.queue.stop('b')
    expect(phone.step('b')).toBe('idle')
    expect(phone.queue.of('c').snapshot()).toEqual({ step: 'waiting', before: 1 })
    await settle()
    expect([phone.step('a'), phone.step('b'), phone.step('c')]).toEqual(['ended', 'idle', 'ended'])
    expect(phone.got.join('')).toBe(PAYLOAD + PAYLOAD)
  })

  it('does not begin without paper, and says so', async () => {
    const phone = new Phone()
    phone.says = 0x20
    phone.queue.print(phone.order('a'))
    await settle()
    expect(phone.queue.of('a').snapshot()).toEqual({ step: 'failed', words: '打印机没有纸了，装好纸再打' })
    expect([phone.got, phone.records]).toEqual([[], []])
  })

  it('of unknown end is never sent again: the next one pays back first', async () => {
    const phone = new Phone()
    phone.breaks = 3
    phone.queue.print(phone.order('a'))
    await settle()
    expect(phone.queue.of('a').snapshot()).toMatchObject({ state: 'unknown', reason: 'timeout' })
    expect(phone.records).toMatchObject([{ outcome: 'unknown' }])
    expect([phone.got.length, phone.drops]).toEqual([3, 1])
  })

  it('of a page of dots asks first whether it may take so long', async () => {
    const phone = new Phone()
    phone.make = async () => ({ slip: made(COMMANDS, PROFILE), coded: [], seconds: 275 })
    ;['a', 'b'].forEach((key) => phone.queue.print(phone.order(key)))
    await settle()
    expect(phone.queue.of('a').snapshot()).toEqual({ step: 'slow', seconds: 275 })
    phone.queue.stop('a')
    await settle()
    phone.queue.agree('b')
    await settle()
    expect([phone.step('a'), phone.step('b')]).toEqual(['idle', 'ended'])
    expect(phone.got.join('')).toBe(PAYLOAD)
  })

  it('that the server must draw needs a signal', async () => {
    const phone = new Phone()
    phone.make = () => Promise.reject(new TroubleError({ code: 'offline', title: '', status: 0 }))
    phone.queue.print(phone.order('a'))
    await settle()
    expect(phone.queue.of('a').snapshot()).toMatchObject({ step: 'failed' })
    expect(JSON.stringify(phone.queue.of('a').snapshot())).toContain('没有信号')
  })
})

describe('after the app was killed', () => {
  it('a copy under way is of unknown end, told once, and the printer is brought back first', async () => {
    const phone = new Phone()
    phone.queue.print(phone.order('a'))
    phone.breaks = 2
    await vi.advanceTimersByTimeAsync(100)
    const killed = phone.started()
    Object.assign(phone, { got: [], breaks: 0 })
    const { record } = phone.order('a')
    await Promise.all([killed.restore('a', record), killed.restore('a', record)])
    expect(killed.of('a').snapshot()).toMatchObject({ state: 'unknown', reason: 'killed' })
    expect(phone.records.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(1)
    killed.print(phone.order('b'))
    await settle()
    expect(phone.got.join('')).toContain('00'.repeat(1024) + PAYLOAD)
  })

  it('a copy that waited is offered', async () => {
    const phone = new Phone()
    ;['a', 'b'].forEach((key) => phone.queue.print(phone.order(key)))
    const again = phone.started()
    await again.restore('b', phone.order('b').record)
    expect(again.of('b').snapshot()).toEqual({ step: 'left' })
    await again.restore('c', phone.order('c').record)
    expect(again.of('c').snapshot()).toEqual({ step: 'idle' })
  })
})
