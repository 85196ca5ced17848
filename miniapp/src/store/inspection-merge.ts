/** One picture from two: what this phone's officer did, and what the server knows from everybody. */
import { nameOf } from '@/documents/several'
import { staged } from './inspection-reducer'
import type { Inspection, PresenceState, SignedDocument } from './types'

const WEIGHT: Record<PresenceState, number> = { none: 0, reported: 1, confirmed: 2 }

function presence(own: Inspection['presence'], server: Inspection['presence']) {
  const merged = { ...server }
  Object.keys(own).forEach((officer) => {
    const theirs = merged[officer]
    if (!theirs || WEIGHT[own[officer].state] > WEIGHT[theirs.state]) merged[officer] = own[officer]
  })
  return merged
}

function later(one: string | null | undefined, other: string | null | undefined): boolean {
  return Date.parse(one || '') > Date.parse(other || '')
}

function answers(own: Inspection['answers'], server: Inspection['answers']) {
  const merged = { ...server }
  Object.keys(own).forEach((code) => {
    if (!merged[code] || !later(merged[code].at, own[code].at)) merged[code] = own[code]
  })
  return merged
}

/** Of a document both know, the server says more: PDF, number's state, copies printed. What was
 *  corrected on this phone is superseded before the server hears of it. */
function documents(own: SignedDocument[], server: SignedDocument[]): SignedDocument[] {
  const known = server.map(({ id }) => id)
  const fresh = own.filter(({ id }) => known.indexOf(id) < 0)
  const corrected = ({ kind, nth, version }: SignedDocument) =>
    fresh.some(
      (one) =>
        nameOf(one.kind, one.nth) === nameOf(kind, nth) && (one.version || 1) > (version || 1),
    )
  return server
    .map((theirs) => {
      const mine = own.find(({ id }) => id === theirs.id)
      const printed = mine ? Math.max(mine.printed, theirs.printed) : theirs.printed
      return corrected(theirs) ? { ...theirs, printed, superseded: true } : { ...theirs, printed }
    })
    .concat(fresh)
}

/** An own submission counts until the server has it, and no more once it was returned. */
function submittedAgain(own: Inspection, { returned }: Inspection): string | null {
  return returned && !later(own.submitted_at, returned.at) ? null : own.submitted_at
}

/** Own acts upon the server's state. Another inspection of the same task on the server stands:
 *  the own check-in was refused then, and its commands show in the outbox. */
export function merge(own: Inspection | null, server: Inspection | null): Inspection | null {
  if (!own || !server) return own || server
  if (own.id !== server.id) return server
  const ownConclusion = own.conclusion && !later(server.conclusion?.at, own.conclusion.at)
  const ownAvoidance = own.avoidance && !later(server.avoidance?.at, own.avoidance.at)
  const submitted = server.submitted_at || submittedAgain(own, server)
  return staged({
    ...server,
    checked_in_at: server.checked_in_at || own.checked_in_at,
    position: server.position || own.position,
    presence: presence(own.presence, server.presence),
    credentials: server.credentials || own.credentials,
    avoidance: ownAvoidance ? own.avoidance : server.avoidance,
    answers: answers(own.answers, server.answers),
    conclusion: ownConclusion ? own.conclusion : server.conclusion,
    documents: documents(own.documents, server.documents),
    missing: server.submitted_at ? server.missing : own.missing,
    submitted_at: submitted,
    returned: submitted ? null : server.returned || own.returned,
  })
}
