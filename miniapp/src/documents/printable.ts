// Which characters the fonts of the documents can show: what they cannot, nobody should sign. The
// same as backend/documents/printable.py, whose bytes printable.json has.
import steps from './printable.json'

/** First and last of each range, in their order. */
const edges: number[] = []
steps.reduce((before, step) => {
  edges.push(before + step)
  return before + step
}, 0)

export function isPrintable(code: number): boolean {
  let from = 0
  let to = edges.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (edges[middle] <= code) from = middle + 1
    else to = middle
  }
  return from % 2 === 1 || (from > 0 && edges[from - 1] === code)
}

/** The characters anywhere in it that no font shows, each once. */
export function strange(value: unknown, found: string[] = []): string[] {
  if (typeof value === 'string') {
    for (let place = 0; place < value.length; place++) {
      const code = value.codePointAt(place) as number
      const one = String.fromCodePoint(code)
      if (!isPrintable(code) && found.indexOf(one) < 0) found.push(one)
      if (code > 0xffff) place++
    }
  } else if (Array.isArray(value)) value.forEach((inner) => strange(inner, found))
  else if (value && typeof value === 'object') {
    Object.keys(value).forEach((name) => strange((value as Record<string, unknown>)[name], found))
  }
  return found
}
