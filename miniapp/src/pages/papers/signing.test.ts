import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Program } from '@/documents/blocks'
import type { Inspection, SignedDocument } from '../shapes'
import {
  correctingOf,
  differs,
  lacksOf,
  NO_SIGN,
  openExtras,
  signedHere,
  toSign,
  type Paper,
  type SignDraft,
} from './signing'

const file = resolve(__dirname, '../../../../tests/cases/documents.json')
const { programs } = JSON.parse(readFileSync(file, 'utf-8')) as { programs: Record<string, Program> }

const program = {
  kind: 'x',
  version: 1,
  title: '文书',
  fields: {
    'party.name': { label: '现场人员姓名', required: true },
    avoidance_statement: { label: '回避告知与答复', required: true },
    checks: { label: '检查情况', required: true, at_least: 1 },
    'filled.paid': { label: '金额', required: true, ask: { as: 'amount' } },
    opinion: { label: '当事人意见', required: false },
  },
  blocks: [{ type: 'paragraph', indent: false, text: [{ path: 'filled.paid', format: 'amount' }] }],
} as Program

describe('what a document still lacks', () => {
  it('is named with the page where it is written', () => {
    const bare = {
      party: { name: '' },
      avoidance_statement: ' ',
      checks: [],
      filled: { paid: '' },
      opinion: '',
    }
    expect(lacksOf(program, bare)).toEqual([
      { text: '现场人员姓名', page: 'conclude' },
      { text: '回避告知与答复', page: 'arrive' },
      { text: '检查情况', page: 'check' },
      { text: '金额', page: 'fill' },
    ])
  })

  it('is also what nobody could print', () => {
    const written = {
      party: { name: '孙小红' },
      avoidance_statement: '不申请',
      checks: ['符合'],
      filled: { paid: '三百' },
      opinion: '',
    }
    expect(lacksOf(program, written)).toEqual([{ text: '金额（写法不对）', page: 'fill' }])
  })

  it('has a page for every field that a record must have', () => {
    Object.keys(programs).forEach((kind) =>
      lacksOf(programs[kind], {}).forEach(({ page }) => expect(page).toBeTruthy()),
    )
  })
})

describe('what was signed', () => {
  const text = { ...program, fields: {}, blocks: [{ type: 'center', text: [{ path: 'result' }] }] }
  const paper = { kind: 'x', sha256: 'a', program: text as Program, data: { result: '未发现问题' } } as unknown as Paper
  const draft: SignDraft = { ...NO_SIGN, documentId: 'd1', sha256: 'a', sent: true, paper }

  it('is shown and printed as it was signed here, whatever the record says by now', () => {
    const found = signedHere(draft, { id: 'd1' })
    expect(found?.blocks).toEqual([{ type: 'center', text: '未发现问题' }])
    expect(found?.data).toBe(paper.data)
  })

  it('is not the version that it superseded, nor one that was signed on another phone', () => {
    expect(signedHere(draft, { id: 'd2' })).toBeNull()
    expect(signedHere(NO_SIGN, { id: 'd1' })).toBeNull()
  })

  it('differs from the record only where it says something else', () => {
    const signed = { result: '未发现问题', recorder: '陈立群', date: '2026-11-23', filled: { paid: '1' } }
    const elsewhere = { ...signed, recorder: '沈雨薇', date: '2026-11-24', filled: { paid: '' } }
    expect(differs(elsewhere, signed)).toBe(false)
    expect(differs({ ...signed, result: '发现问题已责令改正' }, signed)).toBe(true)
    expect(differs({ ...signed, deadlines: [] }, signed)).toBe(true)
  })

  it('leaves out what the server leaves out', () => {
    const server = readFileSync(resolve(__dirname, '../../../../backend/inspections/papers.py'), 'utf-8')
    const free = /FREE = frozenset\(\{(.*)\}\)/.exec(server)?.[1] ?? ''
    free.split(', ').forEach((key) => {
      expect(differs({ [JSON.parse(key) as string]: 'a' }, {})).toBe(false)
    })
  })
})

describe('a correction', () => {
  const documents = [
    { id: 'd2', kind: 'record', version: 2, superseded: false },
    { id: 'd1', kind: 'record', version: 1, superseded: true },
  ] as SignedDocument[]
  const told = { words: '写错了货架号', begun: true }

  it('goes on where it was, as long as its version counts', () => {
    expect(correctingOf({ documents }, 'record', { d2: told })).toEqual({
      supersedes: 'd2',
      version: 3,
      reason: '写错了货架号',
    })
    expect(correctingOf({ documents }, 'record', { d1: told })).toBeNull()
    expect(correctingOf({ documents: [] }, 'record', { d1: told })).toBeNull()
  })

  it('has not begun while its reason is being written', () => {
    expect(correctingOf({ documents }, 'record', { d2: { ...told, begun: false } })).toBeNull()
  })
})

describe('before it is handed in', () => {
  const documents = [{ kind: 'record' }, { kind: 'interview_record', nth: 1 }] as SignedDocument[]
  const conclusion = { dispositions: [{ kind: 'D3' }] } as Inspection['conclusion']
  const inspection = { documents, conclusion } as Inspection

  it('what was added is signed, each of its kind', () => {
    expect(toSign(inspection, ['interview_record', 'interview_record.2', 'photo_sheet'])).toEqual([
      'interview_record.2',
      'photo_sheet',
    ])
    expect(toSign(inspection, [])).toEqual([])
  })

  it('the order to stop may be left out for a reason, though it was begun', () => {
    expect(openExtras(inspection, ['stop_order'])).toEqual(['stop_order'])
    expect(toSign(inspection, ['stop_order'])).toEqual([])
  })
})
