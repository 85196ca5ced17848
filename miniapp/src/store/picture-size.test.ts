import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pixels } from './picture-size'

const file = resolve(__dirname, '../../../tests/cases/picture_sizes.json')
const cases = JSON.parse(readFileSync(file, 'utf-8')) as {
  name: string
  head: string
  pixels: number
}[]

describe('how large a picture says it is', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(pixels(new Uint8Array(Buffer.from(one.head, 'base64')))).toBe(one.pixels)
  })
})
