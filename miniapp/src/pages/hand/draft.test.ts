import { describe, expect, it } from 'vitest'
import { begun, lacksOf, payloadOf, waysOf, type Chosen } from './draft'

const finding: Chosen = {
  kind: 'finding',
  id: 'inspection',
  item: 'FS-01',
  subject: '鑫源餐饮店',
  title: '疏散通道',
  said: '堆物',
  photos: ['aa', 'bb'],
  documents: [{ id: 'record', title: '现场检查笔录' }],
}
const task: Chosen = { kind: 'task', id: 'task', subject: '鑫源餐饮店', title: '任务', said: '' }
const agencies = [
  { id: 'mine', name: '市场监管局', field: '市场监管', own: true, kin: false },
  { id: 'fire', name: '消防大队', field: '消防救援', own: false, kin: false },
]

describe('a hand-over that is being written', () => {
  it('offers a colleague for work only, and a unit to heads only', () => {
    expect(waysOf([task], false)[0]).toBe('officer')
    expect(waysOf([task], true).slice(0, 2)).toEqual(['officer', 'unit'])
    expect(waysOf([task, finding], true)[0]).toBe('clue')
  })

  it('takes the photos of what was picked along, each once, and papers that were ticked', () => {
    const draft = begun([finding, { ...finding, item: 'FS-02' }], 'id')
    const sent = payloadOf({ ...draft, documents: ['record'] }, 'clue', agencies)
    expect(sent.material).toEqual([
      { inspection_id: 'inspection', sha256: 'aa' },
      { inspection_id: 'inspection', sha256: 'bb' },
      { inspection_id: 'inspection', document_id: 'record' },
    ])
    expect(sent.items).toHaveLength(2)
  })

  it('names what is missing', () => {
    const draft = begun([finding], 'id')
    const texts = (way: 'clue' | 'police') => lacksOf(draft, way).map(({ text }) => text)
    expect(texts('clue')).toEqual(['接收单位', '原因'])
    expect(texts('police')).toEqual(['接收单位', '专案组两人', '原因'])
  })

  it('sends a case of the own agency to one of its sections', () => {
    const draft = { ...begun([finding], 'id'), receiver: { id: 'own', name: '本单位' }, reason: '立案' }
    expect(lacksOf(draft, 'case').map(({ text }) => text)).toEqual(['办案部门'])
    expect(payloadOf({ ...draft, unit: '执法队' }, 'case', agencies)).toMatchObject({
      receiver_id: 'mine',
      receiver_unit: '执法队',
    })
  })
})
