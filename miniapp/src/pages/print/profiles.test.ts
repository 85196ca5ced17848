import { readdirSync, readFileSync } from 'fs'
import { join } from 'path'
import { expect, it } from 'vitest'
import type { Profile } from '@/printing'
import { profileFor } from './profiles'

const FOLDER = join(__dirname, '../../../../backend/printing/profiles')
const PROFILES: Profile[] = readdirSync(FOLDER).map((file) =>
  JSON.parse(readFileSync(join(FOLDER, file), 'utf-8')),
)
const chosen = (wanted: string, name: string) => profileFor(PROFILES, wanted, name)?.id

it.each([
  ['', 'HM-A300', 'cpcl-hprt-80'],
  ['', 'HM-A4 104', 'cpcl-hprt-104'],
  ['', 'HM-Z3 80', 'cpcl-hprt-80'],
  ['', 'CC4-58', 'cpcl-zicox-58'],
  ['', 'Printer_58', 'escpos-58'],
  ['', 'BT-Printer', 'escpos-80'],
  ['', '', 'escpos-80'],
  ['escpos-58', 'HM-A300', 'escpos-58'],
])('%s %s', (wanted, name, id) => {
  expect(chosen(wanted, name)).toBe(id)
})
