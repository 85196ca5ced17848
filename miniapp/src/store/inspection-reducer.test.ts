import { describe, expect, it } from 'vitest'
import { merge } from './inspection-merge'
import { namedEvidence, reduce } from './inspection-reducer'
import { neededDocuments } from './needed'
import type { Command, Inspection, Kind, Payloads } from './types'

const ID = 'inspection-1'
const around = { officer: 'officer-1', verifyUrl: (kind: string) => `https://server/v/${kind}` }
let seq = 0

function command<K extends Kind>(kind: K, payload: Payloads[K], at = '2026-01-05T09:00:00.000+08:00') {
  seq += 1
  return { id: `c${seq}`, device: 'd', seq, at, kind, payload } as unknown as Command
}

function play(...commands: Command[]): Inspection {
  const end = commands.reduce<Inspection | null>((state, each) => reduce(state, each, around), null)
  if (!end) throw new Error('no inspection')
  return end
}

const checkIn = command('inspection.check_in', {
  inspection_id: ID,
  task_id: 'task-1',
  position: null,
  no_position_reason: '室内没有信号',
})
const answer = (item: string, value: 'pass' | 'fail', at?: string, photos: string[] = []) =>
  command(
    'inspection.answer',
    {
      inspection_id: ID,
      item,
      value,
      note: '',
      finding: value === 'fail' ? { facts: '未加盖', typical: [], photos } : null,
    },
    at,
  )
const conclude = (kind: 'D0' | 'D2') =>
  command('inspection.conclude', {
    inspection_id: ID,
    party: { name: '王五', role: '负责人' },
    result: kind === 'D2' ? 5 : 1,
    dispositions: [{ kind, items: [], measure: '', photos_after: ['d'], deadline: null }],
    opinion: '',
  })
const sign = (kind: 'record' | 'rectification_order') =>
  command('document.sign', {
    document_id: `document-${kind}`,
    inspection_id: ID,
    kind,
    template_version: 1,
    number: '某检〔2026〕1号',
    verify_code: 'v',
    data: {},
    data_sha256: 'hash',
    signatures: [],
    mode: 'handwritten',
    paper_photos: [],
  })
const submit = (evidence: string[]) =>
  command('inspection.submit', { inspection_id: ID, evidence, documents: [] })

describe('the inspection on the phone', () => {
  it('does not exist before somebody checks in', () => {
    expect(reduce(null, answer('A1', 'pass'), around)).toBeNull()
  })

  it('begins with who checked in', () => {
    const begun = play(checkIn)
    expect(begun).toMatchObject({ id: ID, state: 'on_site', state_in_words: '已到场' })
    expect(begun.presence).toEqual({ 'officer-1': { state: 'confirmed', at: begun.checked_in_at } })
    expect(begun.no_position_reason).toBe('室内没有信号')
  })

  it('walks through its stages', () => {
    const walked = [
      checkIn,
      answer('A1', 'fail'),
      conclude('D2'),
      sign('record'),
      sign('rectification_order'),
      submit([]),
    ]
    const stages = walked.map((_, index) => play(...walked.slice(0, index + 1)).state)
    expect(stages).toEqual(['on_site', 'checking', 'concluded', 'concluded', 'signed', 'review'])
  })

  it('is not under review while evidence has not arrived', () => {
    const end = play(checkIn, answer('A1', 'pass'), conclude('D0'), sign('record'), submit(['x', 'y']))
    expect(end).toMatchObject({ state: 'signed', missing: ['x', 'y'] })
    expect(end.submitted_at).not.toBeNull()
  })

  it('keeps the first showing of credentials and the last answer', () => {
    const shown = (at: string) =>
      command(
        'inspection.show_credentials',
        { inspection_id: ID, officer_ids: ['officer-1'], means: 'physical', read_out: true },
        at,
      )
    const end = play(
      checkIn,
      shown('2026-01-05T09:01:00+08:00'),
      shown('2026-01-05T09:02:00+08:00'),
      answer('A1', 'fail'),
      answer('A1', 'pass'),
    )
    expect(end.credentials?.at).toBe('2026-01-05T09:01:00+08:00')
    expect(end.answers.A1).toMatchObject({ value: 'pass', finding: null })
  })

  it('a code read offline is reported, and does not undo a confirmation', () => {
    const receipt = (officer: string) =>
      command('inspection.presence_receipt', { inspection_id: ID, officer_id: officer, code: '000000' })
    const end = play(checkIn, receipt('officer-2'), receipt('officer-1'))
    expect(end.presence['officer-2'].state).toBe('reported')
    expect(end.presence['officer-1'].state).toBe('confirmed')
  })

  it('counts the copies printed and knows where a document is verified', () => {
    const printed = command('document.printed', {
      document_id: 'document-record',
      printer: 'p',
      profile: 'escpos-80',
      payload_sha256: '',
      bytes: 10,
      outcome: 'done',
      copy: 1,
    })
    const [record] = play(checkIn, conclude('D0'), sign('record'), printed).documents
    expect(record).toMatchObject({
      printed: 1,
      title: '现场检查笔录',
      verify_url: 'https://server/v/record',
    })
  })

  it('names its evidence and the documents it needs', () => {
    const end = play(checkIn, answer('A1', 'fail', undefined, ['b', 'a']), conclude('D2'))
    expect(namedEvidence(end)).toEqual(['a', 'b', 'd'])
    expect(neededDocuments(end)).toEqual(['record', 'rectification_order'])
  })

  it('never changes what it was given', () => {
    const before = play(checkIn)
    const frozen = JSON.stringify(before)
    reduce(before, answer('A1', 'fail'), around)
    expect(JSON.stringify(before)).toBe(frozen)
  })
})

describe('own acts and the server’s news', () => {
  const own = play(checkIn, answer('A1', 'pass', '2026-01-05T09:05:00+08:00'))

  it('what the other phone confirmed shows here', () => {
    const presence = { ...own.presence, 'officer-2': { state: 'confirmed' as const, at: 'x' } }
    const shown = merge(own, { ...own, answers: {}, presence })
    expect(shown?.presence['officer-2'].state).toBe('confirmed')
    expect(shown?.answers.A1.value).toBe('pass')
  })

  it('of two answers to one item the later one stands', () => {
    const theirs = (at: string) => ({
      ...own,
      answers: { A1: { value: 'fail' as const, note: '', finding: null, at } },
    })
    expect(merge(own, theirs('2026-01-05T01:04:00Z'))?.answers.A1.value).toBe('pass')
    expect(merge(own, theirs('2026-01-05T01:06:00Z'))?.answers.A1.value).toBe('fail')
  })

  it('another inspection of the same task on the server stands', () => {
    expect(merge(own, { ...own, id: 'other' })?.id).toBe('other')
  })

  it('done is done', () => {
    expect(merge(own, { ...own, state: 'done' })?.state).toBe('done')
  })

  it('the server knows more of a document that both know', () => {
    const mine = play(checkIn, conclude('D0'), sign('record'))
    const theirs = { ...mine, documents: [{ ...mine.documents[0], pdf: true, printed: 2 }] }
    expect(merge(mine, theirs)?.documents).toMatchObject([{ pdf: true, printed: 2 }])
  })
})

describe('several documents of one kind', () => {
  const apart = () => 'filled.name'
  const titled = { ...around, title: () => '询问笔录', apart }
  const asked = (id: string, nth: number, name: string) => ({
    ...(sign('record').payload as Payloads['document.sign']),
    ...{ document_id: id, kind: 'interview_record', nth, data: { filled: { name } } },
  })
  const start = play(checkIn, conclude('D0'))
  const both = [asked('a', 1, '孙小红'), asked('b', 2, '周阿毛')].reduce<Inspection>(
    (state, each) => reduce(state, command('document.sign', each), titled) as Inspection,
    start,
  )

  it('stand beside each other, told apart by whom they are about', () => {
    const told = both.documents.map(({ nth, title, about }) => [nth, title, about])
    expect(told).toEqual([
      [1, '询问笔录', '孙小红'],
      [2, '询问笔录', '周阿毛'],
    ])
    expect(both.documents[1].verify_url).toBe('https://server/v/interview_record.2')
  })

  it('are corrected one by one, also before the server hears of it', () => {
    const better = { ...asked('c', 2, '周阿茂'), supersedes: 'b', reason: '错字' }
    const own = reduce(both, command('document.correct', better), titled) as Inspection
    const state = ({ documents }: Inspection) =>
      documents.map(({ id, superseded }) => [id, superseded]).sort()
    const wanted = [
      ['a', false],
      ['b', true],
      ['c', false],
    ]
    expect(state(own)).toEqual(wanted)
    expect(state(merge(own, both) as Inspection)).toEqual(wanted)
  })
})

describe('an inspection that was sent back', () => {
  const first = play(checkIn, answer('A1', 'pass'), conclude('D0'), sign('record'), submit([]))
  const returned = { at: '2026-01-06T09:00:00+08:00', remarks: '没写数量' }
  const server: Inspection = { ...first, submitted_at: null, state: 'returned', returned }
  const correct = command(
    'document.correct',
    {
      ...(sign('record').payload as Payloads['document.sign']),
      document_id: 'document-record-2',
      supersedes: 'document-record',
      reason: '补写数量',
    },
    '2026-01-06T10:00:00+08:00',
  )
  const again = command(
    'inspection.submit',
    { inspection_id: ID, evidence: [], documents: [] },
    '2026-01-06T11:00:00+08:00',
  )

  it('is the team\'s again, though this phone handed it in before', () => {
    expect(merge(first, server)).toMatchObject({ state: 'returned', submitted_at: null, returned })
  })

  it('counts as handed in again before the server hears of it', () => {
    const own = reduce(reduce(first, correct, around), again, around)
    const seen = merge(own, server) as Inspection
    expect(seen).toMatchObject({ state: 'review', returned: null })
    const versions = seen.documents.map(({ version, superseded }) => [version, superseded])
    expect(versions).toEqual([
      [1, true],
      [2, false],
    ])
  })
})
