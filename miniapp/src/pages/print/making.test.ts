import { readFileSync } from 'fs'
import { join as path } from 'path'
import { describe, expect, it } from 'vitest'
import { cut } from '@/printing/segments'
import type { Profile } from '@/printing'
import { make } from './making'
import type { Order } from './queue'

const ROOT = path(__dirname, '../../../..')
const profile = (id: string): Profile =>
  JSON.parse(readFileSync(path(ROOT, `backend/printing/profiles/${id}.json`), 'utf-8'))
const order = (part: Partial<Order>) =>
  ({ blocks: [], ink: {}, demo: false, reprint: 0, profile: profile('escpos-80'), ...part }) as Order
const shop = order({ blocks: [{ type: 'paragraph', text: '㛃𬭚商行，㛃记', indent: false }] })

/** A server that knows the dots of these characters. */
function glyphs(known: Record<string, string>) {
  const asked: string[] = []
  const glyph = (char: string) => {
    asked.push(char)
    const value = char in known ? { rows: known[char] } : null
    return { refresh: async () => ({ value }) }
  }
  return { asked, from: { glyph } as never }
}

describe('a slip', () => {
  it('has the dots of rare characters, each asked for once', async () => {
    const { asked, from } = glyphs({ '㛃': 'ff'.repeat(72), '𬭚': '0f'.repeat(72) })
    const { slip, coded, seconds } = await make(shop, from)
    const hex = Buffer.from(slip.payload).toString('hex')
    expect([asked, coded, seconds]).toEqual([['㛃', '𬭚'], [], null])
    expect(hex.split('1b2a211800').length - 1).toBe(3)
  })

  it('names those that nobody can draw, and prints their code', async () => {
    const { slip, coded } = await make(shop, glyphs({ '㛃': 'ff'.repeat(72), '𬭚': '' }).from)
    expect(coded).toEqual(['𬭚'])
    expect(Buffer.from(slip.payload).toString('latin1')).toContain('U+2CB5A')
  })
})

describe('a page of dots', () => {
  const raster = profile('escpos-raster-a4')
  const commands = [Uint8Array.of(0x1b, 0x40, 0x1c, 0x26), Uint8Array.of(0x1b, 0x4a, 12)]
  const [segment] = cut(commands, 1024)
  const told = { offset: 0, bytes: segment.data.length, crc32: segment.crc32 }
  const drawing = (part: object) => async () => ({
    commands: commands.map((each) => Buffer.from(each).toString('base64')),
    segments: [told],
    seconds: 275,
    ...part,
  })

  it('comes from the server, and is checked', async () => {
    const asked: unknown[] = []
    const ink = { ab: [[[1, 2, 3]]] } as unknown as Order['ink']
    const from = { drawing: async (...all: unknown[]) => (asked.push(all), drawing({})()) }
    const { slip, seconds } = await make(order({ profile: raster, ink, reprint: 2 }), from as never)
    expect(Buffer.from(slip.payload).toString('hex')).toBe('1b401c261b4a0c')
    expect(seconds).toBe(275)
    expect(asked).toEqual([
      ['escpos-raster-a4', { blocks: [], strokes: { ab: [[[1, 2, 3]]] }, reprint: 2 }],
    ])
  })

  it('that was damaged on the way is not printed', async () => {
    const from = { drawing: drawing({ segments: [{ ...told, crc32: 1 }] }) } as never
    await expect(make(order({ profile: raster }), from)).rejects.toMatchObject({ code: 'damaged' })
  })
})
