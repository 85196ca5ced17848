import { describe, expect, it } from 'vitest'
import {
  clockOf,
  dayOf,
  fingerprint,
  inThrees,
  momentInWords,
  monthDay,
  timeOf,
  weekday,
} from './words'

describe('words', () => {
  it('tells Shanghai time whatever the phone thinks', () => {
    expect(dayOf('2026-11-29T16:30:00Z')).toBe('2026-11-30')
    expect(timeOf('2026-11-29T16:30:00Z')).toBe('00:30')
    expect(monthDay('2026-11-30')).toBe('11月30日')
    expect(weekday('2026-11-30')).toBe('星期一')
  })

  it('says how long ago something was stored', () => {
    const now = Date.parse('2026-11-23T15:00:00+08:00')
    expect(momentInWords('2026-11-23T14:59:30+08:00', now)).toBe('刚才')
    expect(momentInWords('2026-11-23T09:05:00+08:00', now)).toBe('09:05')
    expect(momentInWords('2026-11-20T09:05:00+08:00', now)).toBe('11月20日 09:05')
  })

  it('cuts long numbers where the eye wants it', () => {
    expect(clockOf(102)).toBe('1:42')
    expect(inThrees('482916')).toBe('482 916')
    expect(fingerprint('8f3a00000021c7')).toBe('8F3A…21C7')
  })
})
