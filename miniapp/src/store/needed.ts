/** Which documents an inspection ends in: the same as backend/inspections/rules.py
 *  (tests/cases/inspection.json). */

interface Concluded {
  conclusion: { dispositions: { kind: string }[]; fine?: unknown } | null
}

const TOLD_BY: [string, string][] = [
  ['D2', 'rectification_order'],
  ['D3', 'stop_order'],
  ['D7', 'preservation_notice'],
]
const PENALTY = 'on_spot_penalty'

/** 现场检查笔录 always; what a disposition is told by, and a fine. */
export function neededDocuments({ conclusion }: Concluded): string[] {
  const kinds = conclusion ? conclusion.dispositions.map(({ kind }) => kind) : []
  const told = TOLD_BY.filter(([kind]) => kinds.indexOf(kind) >= 0).map(([, paper]) => paper)
  return ['record'].concat(told, conclusion && conclusion.fine ? [PENALTY] : [])
}

/** Nothing is handed in without these. */
export const holdsUp = (kind: string): boolean =>
  kind === 'record' || kind === 'rectification_order'
