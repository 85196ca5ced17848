/** Whom a hand-over may go to: from what the phone keeps, and from what the server found by name. */
import type { ReceivingAgency, Receivers, Way } from '../shapes'

export interface Choice {
  id: string
  name: string
  note: string
}

const OWN: Choice = { id: 'own', name: '本单位办案机构', note: '再选一个部门' }

/** As the server looks: every word in one of the names, in the field or the post. */
const fits = (typed: string, texts: string[]): boolean =>
  typed.split(/\s+/).every((word) => texts.some((text) => text.indexOf(word) >= 0))

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
      .filter(({ name, post }) => fits(typed, [name, post]))
      .map(({ id, name, post }) => ({ id, name, note: post }))
  }
  const kept = agencies.filter(({ name, full_name: full = '', field }) => fits(typed, [name, full, field]))
  const further = found.filter(({ id }) => !kept.some((one) => one.id === id))
  const own = way === 'case' && fits(typed, [OWN.name, OWN.note]) ? [OWN] : []
  return kept
    .concat(further)
    .filter((one) => !one.own && (way !== 'unit' || one.kin))
    .reduce((all, { id, name, field }) => all.concat({ id, name, note: field }), own)
}

/** Whether the server is to be asked: the phone does not keep everybody. */
export const asksFor = (way: Way, { more }: Receivers, typed: string): boolean =>
  more && way !== 'officer' && typed !== ''

/** Whether what was typed may be the full name of somebody outside: of nobody who is known. */
export function isOutside(
  way: Way,
  { agencies }: Receivers,
  typed: string,
  found: ReceivingAgency[] = [],
): boolean {
  const known = agencies
    .concat(found)
    .some(({ name, full_name: full }) => name === typed || full === typed)
  return way !== 'officer' && way !== 'unit' && typed.length > 3 && !known
}
