/** Dates and numbers as people say them. Moments are ISO 8601; the clock is Shanghai's. */

const WEEK = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六']
const SHANGHAI_MS = 8 * 3600 * 1000

const two = (value: number) => (value < 10 ? `0${value}` : String(value))

function inShanghai(moment: string | number): Date {
  return new Date(new Date(moment).getTime() + SHANGHAI_MS)
}

/** 2026-11-30 of this moment. */
export function dayOf(moment: string | number): string {
  return inShanghai(moment).toISOString().slice(0, 10)
}

/** 14:26 */
export function timeOf(moment: string | number): string {
  const there = inShanghai(moment)
  return `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
}

/** 11月30日 */
export function monthDay(day: string): string {
  const [, month, date] = day.split('-')
  return `${Number(month)}月${Number(date)}日`
}

/** 星期一 */
export function weekday(day: string): string {
  return WEEK[new Date(`${day}T00:00:00Z`).getUTCDay()]
}

export const isWeekend = (day: string) => /六|日/.test(weekday(day).slice(2))

export function addDays(day: string, count: number): string {
  const start = new Date(`${day}T00:00:00Z`).getTime()
  return new Date(start + count * 86400000).toISOString().slice(0, 10)
}

/** 刚才 · 09:05 · 11月20日 09:05 */
export function momentInWords(moment: string | number, now: number = Date.now()): string {
  const age = now - new Date(moment).getTime()
  if (age >= 0 && age < 60000) return '刚才'
  if (dayOf(moment) === dayOf(now)) return timeOf(moment)
  return `${monthDay(dayOf(moment))} ${timeOf(moment)}`
}

/** 1:42 */
export function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** 8F3A…21C7: enough of a SHA-256 to compare by eye. */
export function fingerprint(sha256: string): string {
  const upper = sha256.toUpperCase()
  return `${upper.slice(0, 4)}…${upper.slice(-4)}`
}

/** 482 916 */
export const inThrees = (digits: string) => digits.replace(/(\d{3})(?=\d)/g, '$1 ')
/** 3306 0220 2611: long codes in fours, to be read out. */
export const inFours = (digits: string) => digits.replace(/(.{4})(?=.)/g, '$1 ')
