import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { usccIn } from './uscc'

const file = resolve(__dirname, '../../tests/cases/uscc.csv')
const rows = readFileSync(file, 'utf-8').trim().split('\n').slice(1).map((row) => row.split(','))
const codes = rows.map(([code]) => code)
const good = rows.filter((row) => row[row.length - 1].trim() === 'valid').map(([code]) => code)

test('every code of the list is known where it stands alone', () => {
  expect(codes.map((code) => usccIn(` ${code.toLowerCase()} `))).toEqual(codes)
  expect(codes.length).toBeGreaterThan(20)
})

test('inside a link it is found behind a token that looks like one', () => {
  for (const code of good) {
    const link = `https://www.gsxt.gov.cn/q?t=4F2A90B1C7D84E6F9A0B1C2D3E4F5A6B&uniscid%3D${code}&v=1`
    expect(usccIn(link)).toBe(code)
  }
})

test('what holds none has none', () => {
  expect(usccIn('https://example.cn/?t=4F2A90B1C7D84E6F9A0B1C2D3E4F5A6B')).toBeUndefined()
  expect(usccIn('%E0%A4%A')).toBeUndefined()
  expect(usccIn('鑫源餐饮店')).toBeUndefined()
})
