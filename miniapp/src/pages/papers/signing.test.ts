import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Program } from '@/documents/blocks'
import { lacksOf } from './signing'

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
