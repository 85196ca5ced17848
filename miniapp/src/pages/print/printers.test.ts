import { readdirSync, readFileSync } from 'fs'
import { join } from 'path'
import { expect, it } from 'vitest'
import type { Profile } from '@/printing'
import { byWidth, isPrinter, nearWords, profileFor, sorted } from './printers'

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
  ['', 'MTP-II', 'escpos-58-basic'],
  ['', 'MT800-1234', 'cpcl-raster-a4'],
])('%s %s', (wanted, name, id) => {
  expect(chosen(wanted, name)).toBe(id)
})

it.each(PROFILES.map(({ id }) => id))('the demo printer is taken for %s', (id) => {
  expect(chosen('', `演示打印机 ${id}`)).toBe(id)
})

it('shows printers before other devices, the nearest first, and nothing without a name', () => {
  const device = (name: string, strength: number | null) => ({ id: name, name, strength })
  const { printers, others } = sorted(
    [
      device('HM-A300', -80),
      device('', -20),
      device('Mi Band', -30),
      device('Printer_58', -50),
      device('CC4-58', null),
    ],
    PROFILES,
  )
  expect(printers.map(({ name }) => name)).toEqual(['Printer_58', 'HM-A300', 'CC4-58'])
  expect(others.map(({ name }) => name)).toEqual(['Mi Band'])
})

it.each([
  ['MTP-II', true],
  ['演示打印机 escpos-80', true],
  ['ZICOX XT423', true],
  ['AirPods', false],
])('%s is a printer: %s', (name, yes) => {
  expect(isPrinter({ id: '', name, strength: null }, PROFILES)).toBe(yes)
})

it('offers the kinds by their width, the slow ones last', () => {
  const widths = byWidth(PROFILES).map(({ dots }) => dots)
  expect(widths).toEqual(widths.slice().sort((a, b) => a - b))
  expect(byWidth(PROFILES).filter(({ dots }) => dots === 832).pop()!.mode).toBe('raster')
})

it('tells in words how near one is', () => {
  expect([-40, -70, -95, null].map(nearWords)).toEqual(['就在旁边', '不远', '有点远，放近些', ''])
})
