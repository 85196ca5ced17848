export interface Piece {
  text: string
  hit: boolean
}

/** Text cut where it matched. `from` characters at its start are not shown. */
export function pieces(text: string, matched: [number, number][] = [], from = 0): Piece[] {
  const found: Piece[] = []
  let at = from
  matched.forEach(([start, end]) => {
    if (end <= at) return
    if (start > at) found.push({ text: text.slice(at, start), hit: false })
    found.push({ text: text.slice(Math.max(start, at), end), hit: true })
    at = end
  })
  if (at < text.length) found.push({ text: text.slice(at), hit: false })
  return found
}
