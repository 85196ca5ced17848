// Several documents of one kind in one inspection: the same as backend/documents/several.py
// (tests/cases/several.json).
import type { Data } from './blocks'

/** The first goes by its kind, the others by kind and place. */
export function nameOf(kind: string, nth = 1): string {
  return nth === 1 ? kind : `${kind}.${nth}`
}

export function kindOf(name: string): string {
  return name.split('.')[0]
}

export function nthOf(name: string): number {
  return Number(name.split('.')[1] || 1)
}

export function once(list: string[]): string[] {
  return list.filter((one, place) => list.indexOf(one) === place)
}

/** The name for one more of a kind beside those that are there. */
export function nextName(kind: string, taken: string[]): string {
  const places = taken.filter((name) => kindOf(name) === kind).map(nthOf)
  return nameOf(kind, Math.max(0, ...places) + 1)
}

/** What stands at a path of the data; of a list its first entry, and how many there are. */
export function about(path: string, data: Data): string {
  let count = 1
  const found = path.split('.').reduce<unknown>((value, name) => {
    if (Array.isArray(value)) count = value.length
    const one: unknown = Array.isArray(value) ? value[0] : value
    return typeof one === 'object' && one !== null ? (one as Data)[name] : undefined
  }, data)
  const text = typeof found === 'string' ? found : ''
  return text && count > 1 ? `${text}等${count}项` : text
}

interface Named {
  title: string
  about?: string
}

/** 询问笔录（孙小红） */
export function titled({ title, about: which }: Named): string {
  return which ? `${title}（${which}）` : title
}
