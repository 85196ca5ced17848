import { readFileSync } from 'fs'
import path from 'path'
import { describe, expect, it } from 'vitest'
import * as workdays from './workdays'

const CASES = path.resolve(__dirname, '../../../tests/cases')
const read = (name: string) => JSON.parse(readFileSync(path.join(CASES, name), 'utf-8'))
const published: { from: string; working_days: number; due: string }[] = read('workdays.json')
const counting = read('workdays_counting.json')

describe('the same cases as on the server', () => {
  it.each(published)('$from and $working_days working days', (each) => {
    const due = workdays.addWorkingDays(each.from, each.working_days)
    expect(due).toEqual({ date: each.due, confirmed: true })
    expect(workdays.workingDaysBetween(each.from, each.due)).toBe(each.working_days)
  })

  it('tells working days', () => {
    for (const { day, working, confirmed } of counting.working) {
      expect([day, workdays.isWorkingDay(day), workdays.confirmed(day)]).toEqual([
        day,
        working,
        confirmed,
      ])
    }
  })

  it('adds working days', () => {
    for (const { from, n, due, confirmed } of counting.add_working_days) {
      expect(workdays.addWorkingDays(from, n)).toEqual({ date: due, confirmed })
    }
  })

  it('adds days and rolls', () => {
    for (const { from, n, roll, due, confirmed } of counting.add_days) {
      expect(workdays.addDays(from, n, roll)).toEqual({ date: due, confirmed })
    }
  })

  it('counts what lies between', () => {
    for (const { a, b, n } of counting.between) expect(workdays.workingDaysBetween(a, b)).toBe(n)
  })

  it('shows how a date came about', () => {
    for (const { from, due, days } of counting.strip) {
      expect(workdays.strip(from, due)).toEqual(days)
    }
  })
})

describe('on the phone', () => {
  it('learns a year from the server and never unlearns the bundled ones', () => {
    expect(workdays.confirmed('2031-01-01')).toBe(false)
    const year = { year: 2031, confirmed: true, rest_days: ['2031-01-01'], work_days: ['2031-01-04'] }
    workdays.learn({ ...year, confirmed: false })
    expect(workdays.confirmed('2031-01-01')).toBe(false)
    workdays.learn(year)
    expect(workdays.addWorkingDays('2030-12-31', 0).confirmed).toBe(false)
    expect(workdays.isWorkingDay('2031-01-01')).toBe(false)
    expect(workdays.isWorkingDay('2031-01-04')).toBe(true)
    workdays.learn({ year: 2026, confirmed: true, rest_days: [], work_days: [] })
    expect(workdays.holiday('2026-10-01')).toBe('国庆节')
  })

  it('refuses what is no period', () => {
    expect(() => workdays.strip('2026-11-24', '2026-11-23')).toThrow(RangeError)
    expect(() => workdays.addDays('2026-11-24', 1e6)).toThrow(RangeError)
    expect(() => workdays.addWorkingDays('2026-11-24', 1.5)).toThrow(RangeError)
    expect(() => workdays.isWorkingDay('heute')).toThrow(RangeError)
  })
})
