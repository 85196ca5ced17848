/** What a basement needs, fetched while there is a signal: the officer's open tasks with their
 *  forms, the papers' templates, the printers, what these cannot write, and the calendar. One reading after the other, so
 *  that what is on the screen goes first. */
import type { Api } from './api'
import type { Tab } from './types'
import { learn } from './workdays'

const OPEN: Tab[] = ['active', 'todo', 'pending']
const MOST_TASKS = 20
const EVERY = 10 * 60 * 1000
// What no printer's font has: outside U+4E00 to U+9FA5, which is all of GBK's characters.
const RARE = /[\u3400-\u4dbf\u9fa6-\u9fff]|[\ud840-\ud8ff][\udc00-\udfff]/g

async function fetchAll(api: Api, year: number): Promise<boolean> {
  const templates = await api.templates().refresh()
  if (templates.problem) return false
  await api.printers().refresh()
  for (const each of [year, year + 1]) {
    const { value } = await api.calendar(each).refresh()
    if (value && value.confirmed) learn(value)
  }
  const ids: string[] = []
  for (const tab of OPEN) {
    const { value } = await api.tasks(tab).refresh()
    if (value) ids.push(...value.items.map(({ id }) => id))
  }
  const forms: Record<string, true> = {}
  const rare: Record<string, true> = {}
  for (const id of ids.slice(0, MOST_TASKS)) {
    const { value } = await api.task(id).refresh()
    if (value) forms[value.checklist_id] = true
    rareIn(value).forEach((char) => (rare[char] = true))
  }
  for (const form of Object.keys(forms)) await api.checklist(form).refresh()
  await api.receivers().refresh()
  for (const char of Object.keys(rare)) await api.glyph(char).refresh()
  return true
}

const rareIn = (value: unknown): string[] => JSON.stringify(value ?? '').match(RARE) ?? []

/** Call it whenever there may be a signal; it asks at most every ten minutes, and not twice at once. */
export function takeAlong(api: Api, now: () => number): () => Promise<void> {
  let last = -EVERY
  let busy = false
  return async () => {
    const at = now()
    if (busy || at - last < EVERY) return
    busy = true
    try {
      if (await fetchAll(api, new Date(at).getUTCFullYear())) last = at
    } finally {
      busy = false
    }
  }
}
