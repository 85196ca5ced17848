/** Whom a hand-over may go to: from what the phone keeps, and from what the server found by name. */
import type { ReceivingAgency, Receivers, Way } from '../shapes'

export interface Choice {
  id: string
  name: string
  note: string
}

const OWN: Choice = { id: 'own', name: '本单位办案机构', note: '再选一个部门' }

const fits = (typed: string, { name, note }: Choice): boolean =>
  typed
    .split(/\s+/)
    .every((word) => name.indexOf(word) >= 0 || note.indexOf(word) >= 0)

/** Those of the same line first, as the server orders them; what was found stands behind what is
 *  kept, each once. */
export function choicesOf(
  way: Way,
  { agencies, officers }: Receivers,
  typed: string,
  found: ReceivingAgency[] = [],
): Choice[] {
  if (way === 'officer') {
    return officers
      .map(({ id, name, post }) => ({ id, name, note: post }))
      .filter((one) => fits(typed, one))
  }
  const seen: Record<string, boolean> = {}
  const suits = ({ id, own, kin }: ReceivingAgency) =>
    !own && (way !== 'unit' || kin) && !seen[id] && (seen[id] = true)
  const choice = ({ id, name, field }: ReceivingAgency): Choice => ({ id, name, note: field })
  const kept = (way === 'case' ? [OWN] : [])
    .concat(agencies.filter(suits).map(choice))
    .filter((one) => fits(typed, one))
  return kept.concat(found.filter(suits).map(choice))
}

/** Whether the server is to be asked: the phone does not keep everybody. */
export const asksFor = (way: Way, { more }: Receivers, typed: string): boolean =>
  more && way !== 'officer' && typed !== ''
