import { describe, expect, it } from 'vitest'
import { broken } from '@/gates'
import { EMPTY } from './conclude/draft'
import { lacksOfPreserving, mayPreserve } from './conclude/preserving'
import { pinnedOf } from './check/pinned-of'
import { fineOf, lacksOfFine, NO_FINE } from './conclude/fine'
import { earlierOf, ofConclusion, ofFine, ofUnable } from './facts'
import type { EarlierProblem, Fine, Item, Preservation } from './shapes'

const item = {
  code: 'A2',
  text: 'A2',
  answer: 'pass_fail_na',
  basis: [{ law: '食品安全法', article: '第三十四条' }],
  evidence: { photos_on_fail: 1, what: [] },
} as unknown as Item
const checklist = { sections: [{ title: '一', items: [item] }] }
const failed = {
  value: 'fail' as const,
  note: '',
  finding: { facts: '过期', typical: [], photos: ['p'] },
  at: '2026-11-24T14:00:00+08:00',
}
const earlier: EarlierProblem[] = [
  { day: '2026-06-01', agency: '市监', item: 'A2', text: 'A2', facts: '过期', laws: [] },
  { day: '2026-04-08', agency: '卫健', item: 'B9', text: 'B9', facts: '', laws: ['食品安全法第三十四条'] },
  { day: '2025-12-01', agency: '市监', item: 'A2', text: 'A2', facts: '也过期', laws: [] },
]

describe('what was found before', () => {
  it('is the same item, or another on the same article', () => {
    expect(earlierOf(item, earlier)).toHaveLength(3)
    expect(earlierOf({ ...item, code: 'C1', basis: [] }, earlier)).toEqual([])
  })

  it('stands first on the form, each item once, the newest of it', () => {
    expect(pinnedOf(earlier, ['A2']).map(({ facts }) => facts)).toEqual(['过期'])
  })

  it('makes a first offence show where one is fined', () => {
    const about = {
      checklist,
      inspection: { answers: { A2: failed } },
      failed: [item],
      dispositions: [{ kind: 'D4' as const }],
      fine: null,
    }
    const rules = (known: EarlierProblem[]) =>
      broken('conclude', ofConclusion({ ...about, earlier: known })).map(({ rule }) => rule)
    expect(rules([])).toEqual(['L15'])
    expect(rules(earlier)).toEqual([])
  })
})

describe('the law before it is said', () => {
  const fine: Fine = {
    kind: 'fine',
    amount: 3001,
    party: 'organisation',
    heard: true,
    statement: '',
    cash: false,
    ground: '',
    ground_reason: '',
    basis: '食品安全法第一百二十六条',
  }

  it('asks who is fined before it says what the limit is', () => {
    const fresh = { ...NO_FINE, basis: fine.basis, amount: 3001, heard: true }
    expect(lacksOfFine(fresh).map(({ text }) => text)).toEqual(['当事人是公民还是单位'])
    expect(lacksOfFine({ ...fresh, party: 'citizen' }).map(({ text }) => text)).toEqual([
      '当场处罚的限额',
    ])
  })

  it('stops a fine over the limit, and never a warning for its amount', () => {
    expect(broken('fine', ofFine(fine)).map(({ rule }) => rule)).toEqual(['L9'])
    expect(broken('fine', ofFine({ ...fine, kind: 'warning' }))).toEqual([])
  })

  it('knows no fine once nothing is wrong any more', () => {
    expect(fineOf({ ...EMPTY, fine }, [item])).toBe(fine)
    expect(fineOf({ ...EMPTY, fine }, [])).toBeNull()
  })

  it('asks for photos, facts and both officers where nothing can be checked', () => {
    const team = [
      { officer_id: 'chen', name: '陈立群', certificate_valid: true },
      { officer_id: 'shen', name: '沈雨薇', certificate_valid: true },
    ]
    const alone = { presence: { chen: { state: 'confirmed' } }, credentials: null, avoidance: null }
    const found = broken('unable', ofUnable(team, alone, { how: 'closed', facts: ' ', photos: [] }))
    expect(found.map(({ rule }) => rule)).toEqual(['L1', 'L6', 'L13'])
  })

  it('preserves nothing before the head approved or was called', () => {
    const written = {
      ...EMPTY.preserving,
      things: [{ name: '鸡排', spec: '', quantity: '3 袋' }],
      place: '冷柜',
      reason: '可能转移',
      asked: true,
    }
    expect(lacksOfPreserving(EMPTY.preserving)).toEqual(['物品名称和数量', '保存地点', '理由'])
    expect(mayPreserve(written, null)).toBe(false)
    expect(mayPreserve({ ...written, phoned: { who: '俞建国', at: 'x' } }, null)).toBe(true)
    expect(mayPreserve(written, { state: 'approved' } as Preservation)).toBe(true)
  })
})
