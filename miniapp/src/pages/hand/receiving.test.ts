import { describe, expect, it } from 'vitest'
import type { ReceivingAgency, Receivers } from '../shapes'
import { asksFor, choicesOf, isOutside } from './receiving'

const agency = (id: string, name: string, field: string, kin = false): ReceivingAgency => ({
  id,
  name,
  field,
  own: id === 'mine',
  kin,
})
const receivers: Receivers = {
  agencies: [
    agency('mine', '越城区市场监管局', '市场监管'),
    agency('city', '绍兴市市场监管局', '市场监管', true),
    agency('fire', '越城区消防大队', '消防救援'),
  ],
  more: true,
  officers: [{ id: 'shen', name: '沈雨薇', post: '执法一科' }],
  units: [],
  ways: [],
  parts: [],
}
const far = [
  agency('fire', '越城区消防大队', '消防救援'),
  agency('far', '温州市消防支队', '消防救援'),
]
const names = (...asked: Parameters<typeof choicesOf>) => choicesOf(...asked).map(({ id }) => id)

describe('whom a hand-over may go to', () => {
  it('narrows what the phone keeps by every word', () => {
    expect(names('clue', receivers, '')).toEqual(['city', 'fire'])
    expect(names('clue', receivers, '越城 消防')).toEqual(['fire'])
    expect(names('officer', receivers, '执法')).toEqual(['shen'])
    expect(names('case', receivers, '')).toEqual(['own', 'city', 'fire'])
    expect(names('unit', receivers, '')).toEqual(['city'])
  })

  it('adds whom the server found, each once, and none of another line to a unit', () => {
    expect(names('clue', receivers, '消防', far)).toEqual(['fire', 'far'])
    expect(names('unit', receivers, '消防', far)).toEqual([])
  })

  it('knows an agency by its full name too, as the server does', () => {
    const fire = { ...agency('fire', '越城区消防大队', '消防救援'), full_name: '绍兴市越城区消防救援大队' }
    const kept = { ...receivers, agencies: [fire] }
    expect(names('clue', kept, '绍兴市越城区消防救援大队')).toEqual(['fire'])
    expect(names('clue', receivers, '绍兴市', [fire])).toEqual(['city', 'fire'])
  })

  it('takes a full name for somebody outside only where nobody is known by it', () => {
    const fire = { ...agency('x', '诸暨市消防大队', '消防救援'), full_name: '绍兴市诸暨市消防救援大队' }
    expect(isOutside('clue', receivers, '某某仲裁委员会')).toBe(true)
    expect(isOutside('clue', receivers, '越城区消防大队')).toBe(false)
    expect(isOutside('clue', receivers, '绍兴市诸暨市消防救援大队', [fire])).toBe(false)
    expect(isOutside('clue', receivers, '消防')).toBe(false)
    expect(isOutside('unit', receivers, '某某仲裁委员会')).toBe(false)
  })

  it('asks the server only where there are more than the phone keeps', () => {
    expect(asksFor('clue', receivers, '消防')).toBe(true)
    expect(asksFor('clue', receivers, '')).toBe(false)
    expect(asksFor('officer', receivers, '沈')).toBe(false)
    expect(asksFor('clue', { ...receivers, more: false }, '消防')).toBe(false)
  })
})
