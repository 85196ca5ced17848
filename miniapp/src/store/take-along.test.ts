import { describe, expect, it } from 'vitest'
import type { Api } from './api'
import { takeAlong } from './take-along'

const NAMES: Record<string, string> = { a: '绍兴市喆堃餐饮店', b: '㛃𬭚商行', c: '㛃记' }
const TASKS = { pending: ['a'], todo: ['b', 'c'], active: [] as string[] }

function fake(reachable: () => boolean) {
  const asked: string[] = []
  const read = (what: string, value: unknown) => ({
    refresh: async () => {
      asked.push(what)
      return reachable() ? { value, problem: null } : { value: null, problem: { title: '没有网络' } }
    },
  })
  const api = {
    templates: () => read('templates', []),
    printers: () => read('printers', []),
    calendar: (year: number) =>
      read(`calendar ${year}`, { year, confirmed: false, rest_days: [], work_days: [] }),
    tasks: (tab: keyof typeof TASKS) => read(tab, { items: TASKS[tab].map((id) => ({ id })) }),
    task: (id: string) =>
      read(`task ${id}`, { checklist_id: id === 'a' ? 'one' : 'two', subject: NAMES[id] }),
    receivers: () => read('receivers', {}),
    glyph: (char: string) => read(`glyph ${char}`, { rows: '' }),
    checklist: (id: string) => read(`checklist ${id}`, {}),
  }
  return { api: api as unknown as Api, asked }
}

const NOON = Date.UTC(2026, 10, 24, 4)

describe('what is taken along', () => {
  it('is every open task, each form once, papers, printers, rare characters and two calendars', async () => {
    const { api, asked } = fake(() => true)
    await takeAlong(api, () => NOON)()
    expect(asked).toEqual([
      ...['templates', 'printers', 'calendar 2026', 'calendar 2027'],
      ...['active', 'todo', 'pending', 'task b', 'task c', 'task a'],
      ...['checklist two', 'checklist one', 'receivers', 'glyph 㛃', 'glyph 𬭚'],
    ])
  })

  it('is not asked for again within ten minutes, and again after a failure', async () => {
    let reachable = false
    let at = NOON
    const { api, asked } = fake(() => reachable)
    const take = takeAlong(api, () => at)
    await take()
    expect(asked).toEqual(['templates'])
    reachable = true
    await take()
    const once = asked.length
    at += 9 * 60 * 1000
    await take()
    expect(asked).toHaveLength(once)
    at += 61 * 1000
    await take()
    expect(asked.length).toBeGreaterThan(once)
  })
})
