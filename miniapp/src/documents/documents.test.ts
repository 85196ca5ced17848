// The shared cases: Python runs the same files in tests/documents.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { missing, render, RenderError, roles, type Ask, type Block, type Data, type Program, type Signature } from './blocks'
import { canonical, sha256Hex } from './canonical'
import { compose, dataSha256, remedies, statement, type Source } from './compose'
import { composed, facts, proposed } from './facts'
import * as formats from './formats'
import { strange } from './printable'
import type { Fine } from './source'

function cases<T>(name: string): T {
  const file = path.resolve(__dirname, '../../../tests/cases', name)
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

interface FormatCase { format: string; given: string; want?: string; error?: true }
interface BlockCase {
  name: string; program: Program; data: Data; signatures: Signature[]
  blocks?: Block[]; error?: string; missing?: string[]
}
interface ComposeCase {
  name: string; kind: string; source: Source; data: Data; data_sha256: string; missing: string[]
}
interface DocumentCase {
  name: string; kind: string; data: Data; signatures: Signature[]; blocks: Block[]
}

describe('what no font shows', () => {
  const all = cases<{ says: string; text: string; strange: string[] }[]>('printable.json')
  test.each(all.map((one) => [one.says, one] as const))('%s', (_, one) => {
    expect(strange({ rows: [one.text] }).sort()).toEqual(one.strange.slice().sort())
  })
})

describe('formats', () => {
  const others = { clean: formats.clean, shanghai: formats.shanghai }
  const all: Record<string, ((text: string) => string) | undefined> = { ...formats.FORMATS, ...others }
  for (const one of cases<FormatCase[]>('blocks_formats.json')) {
    test(`${one.format} ${JSON.stringify(one.given)}`, () => {
      const write = all[one.format] as (text: string) => string
      if (one.error) expect(() => write(one.given)).toThrow()
      else expect(write(one.given)).toBe(one.want)
    })
  }
})

describe('blocks', () => {
  for (const one of cases<BlockCase[]>('blocks.json')) {
    test(one.name, () => {
      if (one.missing) expect(missing(one.program, one.data)).toEqual(one.missing)
      if (one.blocks) expect(render(one.program, one.data, one.signatures)).toEqual(one.blocks)
      if (one.error) expect(failure(one)).toEqual({ template: 'probe', path: one.error })
    })
  }

  test('the signatures given are left as they were', () => {
    const { programs, cases: all } = cases<{ programs: Record<string, Program>; cases: DocumentCase[] }>(
      'documents.json',
    )
    const one = all[0]
    const before = JSON.stringify(one.signatures)
    for (let time = 0; time < 2; time += 1) {
      expect(render(programs[one.kind], one.data, one.signatures)).toEqual(one.blocks)
    }
    expect(JSON.stringify(one.signatures)).toBe(before)
  })
})

function failure(one: BlockCase): { template: string; path: string } | null {
  try {
    render(one.program, one.data, one.signatures)
    return null
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    expect(error.message).toContain(one.error)
    return { template: error.template, path: error.path }
  }
}

describe('the documents themselves', () => {
  const { programs, cases: all } = cases<{ programs: Record<string, Program>; cases: DocumentCase[] }>(
    'documents.json',
  )
  for (const one of all) {
    test(one.name, () => {
      expect(render(programs[one.kind], one.data, one.signatures)).toEqual(one.blocks)
    })
  }

  const composed = cases<{
    statement: { source: Source; says: { credentials: string; avoidance: string } }
    cases: ComposeCase[]
  }>('compose.json')
  for (const one of composed.cases) {
    test(`compose: ${one.name}`, () => {
      const program = programs[one.kind]
      const data = compose(one.kind, one.source)
      expect(canonical(data)).toBe(canonical(one.data))
      expect(dataSha256(one.kind, program.version, data)).toBe(one.data_sha256)
      expect(missing(program, data)).toEqual(one.missing)
    })
  }

  test('what is said before the certificates are shown', () => {
    expect(statement(composed.statement.source)).toEqual(composed.statement.says)
  })

  test('an unknown kind is refused', () => {
    expect(() => compose('penalty', composed.cases[0].source)).toThrow('penalty')
  })
})

describe('documents that take from the record and ask the officer', () => {
  interface PaperCase {
    kind: string; filled: Data; data: Data; data_sha256: string; blocks: Block[]
    hurried: { data: Data; missing: string[] }
  }
  const papers = cases<{
    source: Source; bare: Source; facts: Data
    programs: Record<string, Program>; cases: PaperCase[]
  }>('papers.json')
  for (const one of papers.cases) {
    const program = papers.programs[one.kind]
    test(one.kind, () => {
      const data = composed(program, { ...papers.source, filled: one.filled })
      expect(canonical(data)).toBe(canonical(one.data))
      expect(dataSha256(one.kind, program.version, data)).toBe(one.data_sha256)
      expect(render(program, data)).toEqual(one.blocks)
    })
    test(`${one.kind}, before anything is there`, () => {
      const data = composed(program, { ...papers.bare, filled: { phone: '13800005678', extra: 'x' } })
      expect(canonical(data)).toBe(canonical(one.hurried.data))
      expect(missing(program, data)).toEqual(one.hurried.missing)
    })
  }

  test('what a template may take', () => {
    expect(canonical(facts('on_spot_penalty', papers.source))).toBe(canonical(papers.facts))
  })

  test('what is proposed, and an identity number that never stays whole', () => {
    const known = facts('service_receipt', papers.source)
    expect(proposed({ as: 'line', prefill: 'place' }, known)).toBe(papers.facts.place)
    const members: [string, string][] = [['title', '文书名称'], ['page', '页号']]
    expect(proposed({ as: 'list', prefill: 'papers', members }, known)).toEqual([
      { title: '现场检查笔录', page: '' },
      { title: '责令改正通知书', page: '' },
    ])
    const program = papers.programs.authorisation
    const data = composed(program, { ...papers.source, filled: { identity: '330602199001011231' } })
    expect((data.filled as Data).identity).toBe('330602********1231')
  })

  test('what is served is the version that counts, and the file keeps both', () => {
    const { inspection } = papers.source
    const first = { title: '现场检查笔录', number: '越市监检录〔2026〕418号', superseded: true }
    const corrected = {
      ...papers.source,
      inspection: { ...inspection, documents: [...(inspection.documents ?? []), first] },
    }
    const listed = (kind: string) => (facts(kind, corrected).papers as Data[]).length
    expect([listed('service_receipt'), listed('file_index')]).toEqual([2, 3])
  })

  interface FineCase { name: string; fine: Fine | null; proposed: Record<string, string> }
  test.each(cases<FineCase[]>('penalty.json'))('a decision of the fine: $name', (one) => {
    const conclusion = { ...papers.source.inspection.conclusion, fine: one.fine }
    const inspection = { ...papers.source.inspection, conclusion }
    const known = facts('on_spot_penalty', { ...papers.source, inspection } as Source)
    const { fields } = papers.programs.on_spot_penalty
    Object.keys(one.proposed).forEach((key) =>
      expect([key, proposed(fields[`filled.${key}`].ask as Ask, known)]).toEqual([key, one.proposed[key]]),
    )
  })

  test('who signs', () => {
    expect(roles(papers.programs.authorisation).sort()).toEqual(['party', 'witness'])
    expect(roles(papers.programs.file_index)).toEqual([])
  })
})

describe('remedies', () => {
  test('a vertical agency names its superior itself', () => {
    const agency = { name: '某局', region_name: '绍兴市', remedy_kind: 'vertical', court: '某法院' }
    expect(remedies('rectification_order', agency)).toEqual({
      review: { days: '60', authority: '' },
      suit: { months: '6', court: '某法院' },
    })
    expect(() => remedies('rectification_order', { name: '某局', remedy_kind: 'moon' })).toThrow('moon')
  })
})

test('canonical JSON and its hash', () => {
  expect(canonical({ b: '乙', a: [1, true, null] })).toBe('{"a":[1,true,null],"b":"乙"}')
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(() => canonical(undefined)).toThrow()
})
