import { describe, expect, it } from 'vitest'
import {
  lackLine,
  lacksOfAnswer,
  lacksOfConclusion,
  lacksOnArrival,
  mayAnswer,
  neededDocuments,
  nextStep,
  openItems,
  outdated,
  resultProblem,
  tally,
  type ConclusionFacts,
  type InspectionFacts,
} from './steps'

const chen = 'chen'
const team = [
  { officer_id: chen, name: '陈立群', lead: true, answer: 'accepted' },
  { officer_id: 'shen', name: '沈雨薇', lead: false, answer: 'accepted' },
]
const task = { state: 'accepted', team }
const item = (code: string, photos = 0) => ({
  code,
  text: code,
  key: false,
  answer: 'pass_fail_na',
  evidence: { photos_on_fail: photos },
})
const checklist = {
  sections: [
    { title: '一', items: [item('A1'), item('A2', 2)] },
    { title: '二', items: [item('B1')] },
  ],
}
const arrived: InspectionFacts = {
  checked_in_at: '2026-11-23T14:00:00+08:00',
  presence: { chen: { state: 'confirmed' }, shen: { state: 'confirmed' } },
  credentials: { means: 'physical' },
  avoidance: { answer: 'none' },
  answers: {},
  conclusion: null,
  documents: [],
  submitted_at: null,
}
const passed = { value: 'pass' as const, finding: null }
const order = {
  kind: 'D2' as const,
  items: ['A2'],
  measure: '清理过期食品',
  deadline: { date: '2026-11-30' },
}
const conclusion: ConclusionFacts = {
  party: { name: '孙小红', role: '经营者' },
  result: 5,
  dispositions: [order],
}
const situation = { task, checklist, inspection: arrived, me: chen }

describe('the law before the first answer', () => {
  const without = (part: Partial<InspectionFacts>) => ({ ...arrived, ...part })
  const texts = (members: typeof team, inspection: InspectionFacts) =>
    lacksOnArrival({ ...task, team: members }, inspection, chen).map(({ text }) => text)

  it('wants 亮证 and the question of 回避', () => {
    expect(texts(team, without({ credentials: null, avoidance: null }))).toEqual([
      '出示证件',
      '回避答复',
    ])
  })

  it('does not count whose certificate has run out', () => {
    const expired = [team[0], { ...team[1], certificate_valid: false }]
    expect(texts(expired, arrived)).toEqual(['第二名证件有效的人'])
  })

  it('does not let one officer go on alone', () => {
    expect(texts([team[0]], arrived)).toEqual(['第二名证件有效的人'])
  })
})

describe('the order of the steps', () => {
  it('starts with accepting, by this officer', () => {
    const pending = { state: 'pending', team: [{ ...team[0], answer: null }, team[1]] }
    expect(nextStep({ ...situation, task: pending, inspection: null })).toBe('accept')
    expect(nextStep({ ...situation, inspection: null })).toBe('arrive')
  })

  it('stays on arrival until everything asked there is there', () => {
    const half = { ...arrived, presence: {}, avoidance: null }
    expect(nextStep({ ...situation, inspection: half })).toBe('arrive')
    expect(lackLine(lacksOnArrival(task, half, chen))).toBe('还差 2 项：沈雨薇确认、回避答复')
    expect(lacksOnArrival(task, null, chen).map(({ key }) => key)).toEqual([
      'position',
      'credentials',
      'presence',
      'avoidance',
    ])
  })

  it('takes a presence reported offline as given, to be verified by the server', () => {
    const reported = { ...arrived, presence: { ...arrived.presence, shen: { state: 'reported' as const } } }
    expect(lacksOnArrival(task, reported, chen)).toEqual([])
  })

  it('walks on: check, conclude, sign, submit, print', () => {
    expect(nextStep(situation)).toBe('check')
    const failed = { value: 'fail' as const, finding: { facts: '过期', photos: ['x', 'y'] } }
    const answers = { A1: passed, A2: failed, B1: passed }
    expect(nextStep({ ...situation, inspection: { ...arrived, answers } })).toBe('conclude')
    const concluded = { ...arrived, answers, conclusion }
    expect(nextStep({ ...situation, inspection: concluded })).toBe('sign')
    const half = { ...concluded, documents: [{ kind: 'record' }] }
    expect(nextStep({ ...situation, inspection: half })).toBe('sign')
    const signed = {
      ...concluded,
      documents: [{ kind: 'record' }, { kind: 'rectification_order' }],
    }
    expect(nextStep({ ...situation, inspection: signed })).toBe('submit')
    const sent = { ...signed, submitted_at: '2026-11-23T15:00:00+08:00' }
    expect(nextStep({ ...situation, inspection: sent })).toBe('print')
  })
})

describe('what was concluded', () => {
  const failed = { value: 'fail' as const, finding: { facts: '过期', photos: ['x', 'y'] } }
  const concluded = { ...arrived, answers: { A1: passed, A2: failed, B1: passed }, conclusion }
  const answering = (more: InspectionFacts['answers']) => ({
    ...concluded,
    answers: { ...concluded.answers, ...more },
  })

  it('can be changed until it is handed in, and again once it was sent back', () => {
    expect(mayAnswer(concluded)).toBe(true)
    expect(mayAnswer({ ...concluded, submitted_at: '2026-11-23T15:00:00+08:00' })).toBe(false)
    const returned: InspectionFacts = { ...concluded, returned: { remarks: '漏了一项' } }
    expect(mayAnswer(returned)).toBe(true)
  })

  it('no longer fits once a problem was added or taken back', () => {
    expect(outdated(checklist, concluded)).toBe(false)
    expect(outdated(checklist, answering({ B1: failed }))).toBe(true)
    expect(outdated(checklist, answering({ A2: passed }))).toBe(true)
    expect(outdated(checklist, { ...answering({ A2: passed }), conclusion: null })).toBe(false)
  })

  it('is what comes next when it no longer fits', () => {
    expect(nextStep({ ...situation, inspection: answering({ B1: failed }) })).toBe('conclude')
    expect(nextStep({ ...situation, checklist: null, inspection: concluded })).toBe('sign')
  })

  it('stands where nothing could be checked, whatever was answered before', () => {
    const unable = { ...conclusion, dispositions: [], unable: { how: 'refused' } }
    expect(outdated(checklist, { ...concluded, conclusion: unable })).toBe(false)
  })
})

describe('answers', () => {
  it('a finding wants its facts and its photos', () => {
    const bare = { value: 'fail' as const, finding: { facts: ' ', photos: ['x'] } }
    expect(lacksOfAnswer(item('A2', 2), bare, 'fail').map(({ text }) => text)).toEqual([
      '问题事实',
      '照片 1 张',
    ])
    expect(openItems(checklist, { A1: passed, A2: bare })).toEqual(['A2', 'B1'])
  })

  it('counts what is there', () => {
    expect(tally(checklist, { A1: passed, B1: { value: 'na', finding: null } })).toMatchObject({
      pass: 1,
      fail: 0,
      na: 1,
      answered: 2,
      total: 3,
    })
  })

  it('counts and asks only what is shown', () => {
    const asked = { ...item('A2'), show_if: { '==': [{ var: 'answers.A1' }, 'fail'] } }
    const form = { sections: [{ title: '一', items: [item('A1'), asked] }] }
    const kept = { A1: passed, A2: { value: 'fail', finding: null } }
    expect(openItems(form, kept)).toEqual([])
    expect(tally(form, kept)).toMatchObject({ pass: 1, fail: 0, answered: 1, total: 1 })
    const failed = { value: 'fail', finding: { facts: '堵塞', photos: [] } }
    expect(openItems(form, { A1: failed })).toEqual(['A2'])
  })

  it('an item that need not be answered is open only while half answered', () => {
    const photos = { ...item('A1'), answer: { type: 'photo' as const, min: 2 }, required: false }
    const form = { sections: [{ title: '一', items: [photos] }] }
    expect(openItems(form, {})).toEqual([])
    expect(openItems(form, { A1: { value: ['x'], finding: null } })).toEqual(['A1'])
    expect(openItems(form, { A1: { value: ['x', 'y'], finding: null } })).toEqual([])
  })
})

describe('the conclusion', () => {
  const draft = { party: conclusion.party, result: 5 as number | null, dispositions: [order] }

  it('is complete when every finding is disposed of', () => {
    expect(lacksOfConclusion(['A2'], draft)).toEqual([])
    expect(lacksOfConclusion(['A2', 'B1'], draft).map(({ key }) => key)).toEqual(['dispositions'])
  })

  it('asks for a deadline, a result, the party', () => {
    const open = {
      party: { name: '', role: '' },
      result: null,
      dispositions: [{ ...order, deadline: null }],
    }
    expect(lacksOfConclusion(['A2'], open).map(({ key }) => key)).toEqual([
      'deadline',
      'result',
      'party',
      'party',
    ])
  })

  it('does not let the result contradict the answers', () => {
    expect(resultProblem(1, 1, [order])).toContain('未发现问题')
    expect(resultProblem(5, 1, [{ ...order, kind: 'D4' }])).toContain('责令改正')
    expect(resultProblem(8, 1, [])).toBeNull()
    expect(resultProblem(1, 0, [], { fined: true })).toContain('当场处罚')
    expect(resultProblem(6, 0, [], { photos: 0 })).toContain('要有证据')
  })

  it('names the documents it ends in', () => {
    expect(neededDocuments(null)).toEqual([])
    expect(neededDocuments(conclusion)).toEqual(['record', 'rectification_order'])
    expect(neededDocuments({ ...conclusion, dispositions: [] })).toEqual(['record'])
  })
})
