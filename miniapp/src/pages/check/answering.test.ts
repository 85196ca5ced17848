import { describe, expect, it } from 'vitest'
import type { Answer, Checklist } from '../shapes'
import { answering, type Working } from './answering'

const item = (code: string) => ({
  code,
  text: code,
  answer: 'pass_fail_na',
  evidence: { photos_on_fail: 0, what: [] },
})
const checklist = { sections: [{ title: '一', items: [item('A1'), item('A2')] }] } as unknown as Checklist
const at = (minute: string) => `2026-11-23T14:${minute}:00+08:00`
const passed = (minute: string): Answer => ({ value: 'pass', note: '', finding: null, at: at(minute) })
const failed = (minute: string, facts: string): Answer => ({
  value: 'fail',
  note: '',
  finding: { facts, typical: [], photos: ['p'] },
  at: at(minute),
})

/** A phone with this draft, to which this has been said; what it tells is said at 14:20. */
function phone(said: Record<string, Answer>, drafted: Record<string, Answer>) {
  const told: [string, Answer][] = []
  let working: Working = { current: 'A1', answers: drafted }
  const work = () =>
    answering({
      checklist,
      said: () => said,
      working,
      keep: async (change) => void (working = change(working)),
      tell: async (code, answer) => {
        told.push([code, answer])
        said = { ...said, [code]: { ...answer, at: at('20') } }
        return true
      },
      now: () => at('10'),
      alarm: () => undefined,
    })
  return { work, told, hear: (more: Record<string, Answer>) => (said = { ...said, ...more }), draft: () => working }
}

describe('an answer in the draft', () => {
  it('gives way to what a colleague said later, and does not come over it', async () => {
    const { work, told } = phone({ A1: failed('09', '通道堵了') }, { A1: passed('05') })
    expect(work().answers.A1).toEqual(failed('09', '通道堵了'))
    await work().sayAll()
    expect(told).toEqual([])
  })

  it('stands over what was said before it', () => {
    const { work } = phone({ A1: passed('01') }, { A1: failed('05', '') })
    expect(work().answers.A1).toEqual(failed('05', ''))
    expect(work().standing.verdicts.A1).toBe('fail')
  })

  it('is gone once it was told, so that the next word of a colleague is seen', async () => {
    const { work, told, hear, draft } = phone({}, {})
    await work().answer('pass')
    expect(told.map(([code]) => code)).toEqual(['A1'])
    expect(draft().answers).toEqual({})
    hear({ A1: failed('21', '通道堵了') })
    expect(work().answers.A1.value).toBe('fail')
  })

  it('keeps the photos of a problem that was told without its facts', async () => {
    const { work, told } = phone({}, { A1: failed('05', ' ') })
    await work().save()
    expect(told).toEqual([['A1', { ...failed('05', ' '), finding: null }]])
    expect(work().answers.A1.finding?.photos).toEqual(['p'])
    await work().find('A1', (finding) => ({ ...finding, facts: '通道堵了' }))
    await work().save()
    expect(told[1][1].finding?.facts).toBe('通道堵了')
  })

  it('takes a photo that comes after the problem was told', async () => {
    const { work, told } = phone({}, { A1: failed('05', '通道堵了') })
    const asked = work()
    await work().leave('A2')
    await asked.find('A1', (finding) => ({ ...finding, photos: finding.photos.concat('q') }))
    expect(told.map(([, { finding }]) => finding?.photos)).toEqual([['p'], ['p', 'q']])
    expect(work().answers.A1.finding?.photos).toEqual(['p', 'q'])
  })

  it('written while the last one is on its way is not taken for older than it', async () => {
    const { work } = phone({}, {})
    await work().answer('pass')
    await work().answer('fail')
    expect(work().answers.A1.value).toBe('fail')
  })
})
