/**
 * The official working-day calendar on the phone, so that a period can be counted without a signal.
 * Twin of backend/core/workdays.py; both run tests/cases/workdays.json and workdays_counting.json.
 * Days are "YYYY-MM-DD". A year without a State Council notice is counted by weekends alone and
 * marked as not confirmed.
 */
import bundled from './workdays.json'

export interface Due {
  date: string
  confirmed: boolean
}

/** One day of the strip under a deadline; `count` is the n-th working day, null for others. */
export interface StripDay {
  date: string
  mark: 'start' | 'work' | 'rest' | 'due'
  count: number | null
  label: string
  confirmed: boolean
}

/** What GET /api/v1/calendar answers. */
export interface Calendar {
  year: number
  confirmed: boolean
  rest_days: string[]
  work_days: string[]
}

interface Year {
  rest: Map<string, string>
  work: Set<string>
}

const DAY = 86_400_000
const LONGEST = 3660
const official = new Map<number, Year>()

Object.entries(bundled.years).forEach(([year, { rest, work }]) => {
  official.set(Number(year), {
    rest: new Map(Object.entries<string>(rest)),
    work: new Set(Object.keys(work)),
  })
})

/** Take over a year that the server knows and this package does not yet. */
export function learn(calendar: Calendar): void {
  if (!calendar.confirmed || official.has(calendar.year)) return
  official.set(calendar.year, {
    rest: new Map(calendar.rest_days.map((day) => [day, '休'])),
    work: new Set(calendar.work_days),
  })
}

export function confirmed(day: string): boolean {
  return official.has(yearOf(day))
}

/** The name of the holiday on which this day rests, null on others. */
export function holiday(day: string): string | null {
  return official.get(yearOf(day))?.rest.get(day) ?? null
}

export function isWorkingDay(day: string): boolean {
  const year = official.get(yearOf(day))
  if (year?.rest.has(day)) return false
  if (year?.work.has(day)) return true
  const weekday = new Date(parse(day)).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The n-th working day after `day` (before it, for n < 0); 0 rolls a day of rest forward. */
export function addWorkingDays(day: string, n: number): Due {
  bound(n)
  if (n === 0) return due(day, nextWorkingDay(day))
  const step = n > 0 ? 1 : -1
  let end = day
  for (let left = Math.abs(n); left > 0; ) {
    end = plus(end, step)
    if (isWorkingDay(end)) left -= 1
  }
  return due(day, end)
}

/** `n` calendar days after `day`; `roll` moves an end on a day of rest to the next working day. */
export function addDays(day: string, n: number, roll = true): Due {
  bound(n)
  const end = plus(day, n)
  return due(day, roll ? nextWorkingDay(end) : end)
}

/** Working days after `a` up to and with `b`; the same with a minus sign where b is earlier. */
export function workingDaysBetween(a: string, b: string): number {
  const span = daysBetween(a, b)
  bound(span)
  const first = span < 0 ? b : a
  let found = 0
  for (let i = 1; i <= Math.abs(span); i += 1) if (isWorkingDay(plus(first, i))) found += 1
  return span < 0 && found > 0 ? -found : found
}

/** Every day from `day` to `end`: how a date came about. Throws RangeError where end < day. */
export function strip(day: string, end: string): StripDay[] {
  const span = daysBetween(day, end)
  if (span < 0) throw new RangeError(`${end} lies before ${day}`)
  bound(span)
  const days: StripDay[] = [
    { date: day, mark: 'start', count: null, label: '今天', confirmed: confirmed(day) },
  ]
  let count = 0
  for (let i = 1; i <= span; i += 1) {
    const date = plus(day, i)
    const worked = isWorkingDay(date)
    if (worked) count += 1
    days.push({
      date,
      mark: i === span ? 'due' : worked ? 'work' : 'rest',
      count: worked ? count : null,
      label: worked ? String(count) : (holiday(date) ?? '休'),
      confirmed: confirmed(date),
    })
  }
  return days
}

function nextWorkingDay(day: string): string {
  let next = day
  while (!isWorkingDay(next)) next = plus(next, 1)
  return next
}

function due(start: string, end: string): Due {
  const [first, last] = [yearOf(start), yearOf(end)].sort((a, b) => a - b)
  for (let year = first; year <= last; year += 1) {
    if (!official.has(year)) return { date: end, confirmed: false }
  }
  return { date: end, confirmed: true }
}

function parse(day: string): number {
  const [year, month, date] = day.split('-').map(Number)
  const moment = Date.UTC(year, month - 1, date)
  if (Number.isNaN(moment)) throw new RangeError(`${day} is no day`)
  return moment
}

function plus(day: string, n: number): string {
  return new Date(parse(day) + n * DAY).toISOString().slice(0, 10)
}

function daysBetween(a: string, b: string): number {
  return (parse(b) - parse(a)) / DAY
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

function bound(days: number): void {
  if (!Number.isInteger(days) || Math.abs(days) > LONGEST) {
    throw new RangeError(`a period of ${days} days`)
  }
}
