import { describe, expect, it } from 'vitest'
import { pieces } from './pieces'

const shown = (text: string, matched: [number, number][], from?: number) =>
  pieces(text, matched, from)
    .map((one) => (one.hit ? `[${one.text}]` : one.text))
    .join('')

describe('what matched', () => {
  it('is marked where it stands', () => {
    expect(shown('绍兴鑫源餐饮店', [[2, 4], [6, 7]])).toBe('绍兴[鑫源]餐饮[店]')
    expect(shown('鑫源', [[0, 2]])).toBe('[鑫源]')
    expect(shown('鑫源', [])).toBe('鑫源')
  })

  it('is marked also where the beginning is left out', () => {
    expect(shown('绍兴市越城区府山街道', [[0, 2], [6, 8]], 6)).toBe('[府山]街道')
    expect(shown('绍兴市越城区府山街道', [[4, 8]], 6)).toBe('[府山]街道')
  })
})
