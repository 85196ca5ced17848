import { describe, expect, it } from 'vitest'
import type { Gates, StartGate } from '../shapes'
import {
  emptyWish,
  lacksOf,
  leftInWords,
  offersEmergency,
  openGates,
  unreasoned,
} from './wish'

const gate = (rule: string, severity: StartGate['severity']): StartGate => ({
  step: 'frequency',
  title: '次数和重复',
  rule,
  severity,
  message: '',
  article: '',
  way_on: '',
})

const gates = (...all: StartGate[]): Gates => ({
  gates: all,
  blocked: false,
  may_ask: false,
  may_emergency: true,
  counted: true,
  plan: '',
  approval: null,
})

describe('what is still to be filled in', () => {
  it('names everything at first', () => {
    expect(lacksOf(emptyWish('s')).map(({ text }) => text)).toEqual([
      '检查表',
      '到现场的理由',
      '同去的人',
    ])
  })

  it('asks whence a clue came, and why nobody is told beforehand', () => {
    const wish = { ...emptyWish('s'), trigger: 'complaint' as const, notice: 'exempt' as const }
    expect(lacksOf(wish).map(({ key }) => key)).toEqual(['form', 'note', 'site', 'notice', 'partner'])
  })

  it('does not ask why one goes there when one does not', () => {
    const wish = { ...emptyWish('s'), mode: 'written' as const }
    expect(lacksOf(wish).map(({ key }) => key)).toEqual(['form', 'partner'])
  })
})

describe('the gates', () => {
  it('that warn want a reason each, once', () => {
    const found = gates(gate('L22', 'warn'), gate('L22', 'warn'), gate('P5', 'warn'), gate('P1', 'ok'))
    expect(openGates(found)).toHaveLength(3)
    expect(unreasoned(found, { P5: '  ' })).toEqual(['L22', 'P5'])
    expect(unreasoned(found, { L22: '举报', P5: '约不上' })).toEqual([])
  })
})

it('says how much of a term is left', () => {
  expect([2159, 61, 59, -61, null].map(leftInWords)).toEqual([
    '1 天 11 小时',
    '1 小时 1 分',
    '59 分钟',
    '超了 1 小时 1 分',
    '',
  ])
})

describe('beginning first and asking afterwards', () => {
  const wish = {
    ...emptyWish('s'),
    checklist_id: 'f',
    off_site: '要看现场',
    officer_ids: ['o'],
  }
  const shut = { ...gates(gate('P4', 'block')), blocked: true }
  const offered = (found: Gates | null, online = true, asking = false) =>
    offersEmergency(wish, { gates: found, asking }, online)

  it('is offered where only the approval, the plan or the cap stands in the way', () => {
    expect(offered(shut)).toBe(true)
    expect(offered(gates())).toBe(false)
  })

  it('is not offered to a team that may not go, nor before that is known', () => {
    expect(offered({ ...shut, may_emergency: false })).toBe(false)
    expect(offered({ ...shut, may_emergency: false }, false)).toBe(false)
    expect(offered(shut, true, true)).toBe(false)
    expect(offered(null)).toBe(false)
    expect(offersEmergency({ ...wish, officer_ids: [] }, { gates: shut, asking: false }, true)).toBe(
      false,
    )
  })

  it('is offered without a signal, where nobody can tell', () => {
    expect(offered(null, false)).toBe(true)
  })
})
