import { describe, expect, it } from 'vitest'
import { oldest, tellUnsent, type Waiting } from './tell-unsent'

const NOON = Date.UTC(2026, 10, 24, 4)
const hours = (count: number) => NOON + count * 3600 * 1000
const moment = (at: number) => new Date(at).toISOString()

function phone() {
  const told: unknown[] = []
  const state: { at: number; reachable: boolean; waiting: Waiting } = {
    at: NOON,
    reachable: true,
    waiting: { oldestAt: null, count: 0 },
  }
  const http = {
    post: async <T>(_: string, body?: unknown): Promise<T> => {
      if (!state.reachable) throw new Error('no network')
      told.push(body)
      return body as T
    },
  }
  return { told, state, tell: tellUnsent(http, () => state.at, () => state.waiting) }
}

describe('what waits in this phone', () => {
  it('is told when it has waited for hours, once, and that it is gone', async () => {
    const { told, state, tell } = phone()
    state.waiting = { oldestAt: moment(NOON), count: 2 }
    await tell()
    expect(told).toEqual([])
    state.at = hours(13)
    await tell()
    await tell()
    expect(told).toEqual([{ oldest_at: moment(NOON), count: 2 }])
    state.at = hours(14)
    state.waiting = { oldestAt: null, count: 0 }
    await tell()
    expect(told[1]).toEqual({ oldest_at: null, count: 0 })
  })

  it('is told again when it was not heard', async () => {
    const { told, state, tell } = phone()
    state.waiting = { oldestAt: moment(NOON), count: 1 }
    state.at = hours(13)
    state.reachable = false
    await tell()
    state.reachable = true
    await tell()
    expect(told).toHaveLength(1)
  })

  it('waits since the oldest of all', () => {
    expect(oldest([null, moment(hours(2)), moment(hours(1))])).toBe(moment(hours(1)))
    expect(oldest([null])).toBeNull()
  })
})
