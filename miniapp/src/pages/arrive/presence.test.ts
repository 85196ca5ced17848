import { readFileSync } from 'fs'
import { describe, expect, it } from 'vitest'
import type { Inspection, Presence, Task } from '../shapes'
import { placeWords } from '../where'
import { notOurs } from './not-ours'

const file = new URL('../../../../tests/cases/statements.json', import.meta.url)
const [line] = JSON.parse(readFileSync(file, 'utf8')).cases
const task = { id: line.task_id, team: [{ officer_id: line.officer_id }] } as Task
const at = line.at * 1000

describe('what is scanned for the other officer', () => {
  it('is taken while the code of the same moment would be', () => {
    expect(notOurs(line.text, task, at)).toBeNull()
    expect(notOurs(line.text, task, at + 120_000)).toBeNull()
  })

  it('is scanned again when it is something else', () => {
    const team = [{ officer_id: 'somebody' }] as Task['team']
    expect(notOurs('91330602MA2BXXXX0A', task, at)).toMatch('不是到场码')
    expect(notOurs(line.text, { ...task, id: 'another' }, at)).toMatch('另一个任务')
    expect(notOurs(line.text, { ...task, team }, at)).toMatch('不在检查组')
    expect(notOurs(line.text, task, at + 240_000)).toMatch('过时')
  })
})

describe('where an officer was', () => {
  const subject = { latitude: '30.000100', longitude: '120.575200' } as Task['subject']
  const here = { ...line.position, latitude: '30.001000' }
  const inspection = { checked_in_at: 'first', position: here } as Inspection
  const words = (seen: Partial<Presence>, of = subject) =>
    placeWords({ subject: of }, inspection, { state: 'confirmed', at: 'later', ...seen })

  it('is told by the distance and how exact it is', () => {
    expect(words({ position: here })).toBe('离登记地址 100 m，定位精度 12 米')
    expect(words({ position: here }, { ...subject, latitude: null })).toBe('定位精度 12 米')
    expect(words({ position: { ...here, mock: true } })).toMatch(/模拟定位$/)
  })

  it('is said to be unknown, and not told where nothing was asked', () => {
    expect(words({ position: null })).toBe('没有定位')
    expect(words({})).toBeNull()
    expect(words({ state: 'none', position: null })).toBeNull()
  })

  it('is the check-in for who checked in', () => {
    expect(words({ at: 'first' })).toBe('离登记地址 100 m，定位精度 12 米')
  })
})
