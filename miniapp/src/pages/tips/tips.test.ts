import { describe, expect, it } from 'vitest'
import { summary, tipsOf, type Looked } from './tips'

const GOOD: Looked = {
  battery: 80,
  free: { bytes: 20 * 1024 ** 3, enough: true },
  skew: 0,
  unsent: 0,
  printer: '汉印 HM-A300',
  certificate: { number: '33060218001', left: 400 },
}
const wrong = (change: Partial<Looked>) =>
  tipsOf({ ...GOOD, ...change })
    .filter(({ ok }) => !ok)
    .map(({ key }) => key)

describe('what to look at before leaving', () => {
  it('says that all is well', () => {
    expect(wrong({})).toEqual([])
    expect(summary(tipsOf(GOOD))).toBe('电量、时间、证件都好了')
  })

  it('names what is not, first', () => {
    expect(wrong({ battery: 29 })).toEqual(['battery'])
    expect(wrong({ skew: -180000 })).toEqual(['clock'])
    expect(wrong({ free: { bytes: 100 * 1024 ** 2, enough: false } })).toEqual(['space'])
    expect(wrong({ certificate: { number: '1', left: 12 } })).toEqual(['certificate'])
    expect(wrong({ certificate: null })).toEqual(['certificate'])
    expect(wrong({ unsent: 3 })).toEqual(['unsent'])
    expect(tipsOf({ ...GOOD, unsent: 3 })[0].key).toBe('unsent')
    expect(summary(tipsOf({ ...GOOD, battery: 9, skew: 120000 }))).toBe('电量、手机时间要看一下')
  })

  it('leaves out what the phone does not tell', () => {
    const keys = tipsOf({ ...GOOD, battery: null, free: null }).map(({ key }) => key)
    expect(keys).toEqual(['clock', 'certificate', 'unsent', 'printer'])
  })
})
