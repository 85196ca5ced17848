import { readdirSync, readFileSync } from 'fs'
import { join as path } from 'path'
import { sha256 } from 'js-sha256'
import { describe, expect, it } from 'vitest'
import { encode } from './charset'
import { commands } from './slip'
import type { Block } from './layout'
import { PrintError } from './problems'
import type { Profile } from './profile'
import { fromStrokes, type Bitmap } from './raster'
import { crc32, cut, join } from './segments'

const ROOT = path(__dirname, '../../..')
const CASES = path(ROOT, 'tests/cases/slips')
const PROFILES = path(ROOT, 'backend/printing/profiles')

const read = (file: string) => JSON.parse(readFileSync(file, 'utf-8'))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const profile = (id: string): Profile => read(path(PROFILES, `${id}.json`))

interface Case {
  name: string
  blocks: Block[]
  strokes: Record<string, number[][][]>
  glyphs: Record<string, string>
  demo: boolean
  reprint: number
  standing: string
  payloads: Record<string, { commands: string[]; segments: [number, number, number][] }>
}

function payload(one: Case, on: Profile): Uint8Array[] {
  const images: Record<string, Bitmap> = {}
  Object.keys(one.strokes).forEach((sha256) => {
    images[sha256] = fromStrokes(one.strokes[sha256], on.signature.width, on.signature.height)
  })
  const glyph = (char: string) => {
    const rows = Uint8Array.from(Buffer.from(one.glyphs[char] || '', 'hex'))
    return rows.length ? { width: 24, height: 24, rows } : null
  }
  return commands(one.blocks, on, images, { glyph, demo: one.demo, reprint: one.reprint, standing: one.standing })
}

describe.each(readdirSync(CASES))('%s', (file) => {
  const one: Case = read(path(CASES, file))

  it.each(Object.keys(one.payloads))('has the same bytes as the server on %s', (id) => {
    const made = payload(one, profile(id))
    expect(made.map(hex)).toEqual(one.payloads[id].commands)
  })

  it.each(Object.keys(one.payloads))('is cut into the same segments on %s', (id) => {
    const made = payload(one, profile(id))
    const segments = cut(made, profile(id).segment_bytes)
    const shown = segments.map((each) => [each.offset, each.data.length, each.crc32])
    expect(shown).toEqual(one.payloads[id].segments)
    expect(hex(join(segments.map((each) => each.data)))).toBe(hex(join(made)))
  })
})

describe('every template is what the server makes of it', () => {
  interface Paper {
    kind: string
    blocks: Block[]
  }
  const whole: { cases: Paper[] } = read(path(CASES, '../documents.json'))
  const others: { cases: Paper[] } = read(path(CASES, '../papers.json'))
  const wanted: Record<string, Record<string, { sha256: string; size: number }>> = read(
    path(CASES, '../papers_slips.json'),
  )
  const empty = { state: '', words: '', at: '', image_sha256: '' }
  const unsigned = (block: Block) =>
    block.type === 'signatures'
      ? { ...block, slots: block.slots.map((slot) => ({ ...slot, ...empty })) }
      : block
  const papers: Record<string, Block[]> = {}
  whole.cases.concat(others.cases).forEach(({ kind, blocks }) => (papers[kind] = blocks.map(unsigned)))

  it.each(Object.keys(wanted))('%s', (kind) => {
    Object.keys(wanted[kind]).forEach((id) => {
      const payload = join(
        commands(papers[kind], profile(id), {}, { demo: true, standing: 'copy' }),
      )
      const { sha256: hash, size } = wanted[kind][id]
      expect([id, payload.length, sha256(payload)]).toEqual([id, size, hash])
    })
  })
})

describe('the charset', () => {
  const expected = read(path(CASES, '../charset.json'))

  it('is the whole of GBK, code by code', () => {
    const bytes = new Uint8Array(0x20000)
    let count = 0
    for (let point = 0x80; point < 0x10000; point += 1) {
      const code = encode(String.fromCharCode(point))
      if (code) count += 1
      bytes[2 * point] = code >> 8
      bytes[2 * point + 1] = code & 0xff
    }
    expect({ characters: count, crc32: crc32(bytes) }).toEqual(expected)
  })
})

describe('strokes', () => {
  interface StrokeCase {
    name: string
    strokes: number[][][]
    width: number
    height: number
    bitmap: { width: number; height: number; rows: string }
  }
  const cases: StrokeCase[] = read(path(CASES, '../strokes.json'))

  it.each(cases)('$name', ({ strokes, width, height, bitmap }) => {
    const made = fromStrokes(strokes, width, height)
    expect({ width: made.width, height: made.height, rows: hex(made.rows) }).toEqual(bitmap)
  })

  it('refuses an empty pad', () => {
    expect(() => fromStrokes([[]], 100, 50)).toThrow('没有笔画')
  })
})

describe('what cannot be put on paper', () => {
  const on = profile('escpos-58')
  const who = { role: 'party', label: '当事人', name: '孙小红' }
  const slot = { ...who, state: 'signed', words: '', at: '', image_sha256: 'ab' }
  const wide: Bitmap = { width: 400, height: 1, rows: new Uint8Array(50) }

  it.each([
    ['image-missing', [{ type: 'signatures', slots: [slot] }], {}],
    ['image-too-wide', [{ type: 'signatures', slots: [slot] }], { ab: wide }],
    ['qr-unfit', [{ type: 'qr', text: 'x'.repeat(912), caption: '' }], {}],
    ['qr-unfit', [{ type: 'qr', text: '', caption: '' }], {}],
    ['qr-unfit', [{ type: 'qr', text: '网址', caption: '' }], {}],
    ['block-unknown', [{ type: 'poem', text: '' }], {}],
  ])('%s', (code, blocks, images) => {
    const attempt = () => commands(blocks as Block[], on, images)
    expect(attempt).toThrow(PrintError)
    expect(attempt).toThrow(expect.objectContaining({ code }))
  })

  it('writes half a surrogate pair as its code', () => {
    const bytes = join(commands([{ type: 'paragraph', text: '\ud83d', indent: false }], on, {}))
    expect(Buffer.from(bytes).toString('latin1')).toContain('U+D83D')
  })

  it('refuses a command longer than a segment', () => {
    expect(() => cut([new Uint8Array(1025)], 1024)).toThrow('1025')
  })
})
