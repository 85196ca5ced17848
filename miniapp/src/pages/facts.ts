import { evaluate } from '@/checklists/standing'
import type { Facts } from '@/gates'
import type {
  Conclusion,
  EarlierProblem,
  Fine,
  Inspection,
  Item,
  Preservation,
  Teammate,
  Thing,
  UnableHow,
} from './shapes'

/* What the stages of @/gates read, gathered from what the phone has; the same as
 * backend/inspections/facts.py. Pure. */

interface Arrived {
  presence: Record<string, { state: string }>
  credentials: unknown
  avoidance: unknown
}

type Member = Pick<Teammate, 'officer_id' | 'name' | 'certificate_valid'>

const momentOf = (act: unknown): number | null => {
  if (!act) return null
  const { at } = act as { at?: string }
  return at ? Date.parse(at) / 1000 : 0
}

/** Who has shown up; somebody without a valid certificate never counts. */
export function ofArrival(team: Member[], inspection: Arrived | null): Facts {
  const valid = team.filter(({ certificate_valid: holds }) => holds !== false)
  const seen = (state: string) =>
    valid.filter(({ officer_id: id }) => inspection && inspection.presence[id]?.state === state)
  return {
    present: seen('confirmed').length,
    reported: seen('reported').length,
    expired: team.filter((one) => valid.indexOf(one) < 0).map(({ name }) => name),
    credentials_at: momentOf(inspection && inspection.credentials),
    avoidance_at: momentOf(inspection && inspection.avoidance),
  }
}

interface Cannot {
  how: UnableHow
  facts: string
  photos: string[]
}

export function ofUnable(team: Member[], inspection: Arrived, cannot: Cannot): Facts {
  const { how, facts, photos } = cannot
  return { ...ofArrival(team, inspection), how, facts: facts.trim(), photos: photos.length }
}

export function ofFine({ kind, amount, party, heard, cash, ground }: Fine): Facts {
  return { amount: kind === 'fine' ? amount : null, party, heard, cash, ground }
}

interface Unsigned {
  state: string | null
  reason: string
  witness: string
}

/** A party that does not sign, while the officers do; no recording can be tied to it yet. */
export function ofRefusal({ state, reason, witness }: Unsigned): Facts {
  return {
    party: state,
    reason: reason.trim(),
    officers: 2,
    witness: Boolean(witness.trim()),
    recorded: false,
  }
}

interface Preserving {
  things: Thing[]
  called: boolean
}

export function ofPreserving({ things, called }: Preserving, kept: Preservation | null): Facts {
  return {
    approved: Boolean(kept && (kept.state === 'approved' || kept.state === 'decided')),
    called,
    things: things.length,
  }
}

type Disposed = Pick<Conclusion['dispositions'][number], 'kind'>

interface Came {
  result: number
  failed: number
  dispositions: Disposed[]
  photos: number
  visits?: number
  mailed?: boolean
  /** 当场处罚, a warning as well. */
  fined?: boolean
}

/** What gates.contradictions looks at. */
export function ofResult(came: Came): Facts {
  const { result, failed, dispositions, photos, visits, mailed, fined } = came
  const kinds = dispositions.map(({ kind }) => kind)
  return {
    result,
    failed,
    kinds,
    measures: kinds.filter((kind) => kind !== 'D0').length,
    photos,
    visits: visits ?? 1,
    mailed: Boolean(mailed),
    fined: Boolean(fined),
  }
}

/** Earlier findings of the same item, or of one that rests on the same article. */
export function earlierOf(item: Item, earlier: EarlierProblem[]): EarlierProblem[] {
  const laws = item.basis.map(({ law, article }) => `${law}${article ?? ''}`)
  return earlier.filter(
    (one) => one.item === item.code || one.laws.some((each) => laws.indexOf(each) >= 0),
  )
}

interface Concluding {
  checklist: Parameters<typeof evaluate>[0]
  inspection: Pick<Inspection, 'answers'>
  failed: Item[]
  dispositions: (Disposed & { to?: string; reason?: string })[]
  fine: Fine | null
  earlier: EarlierProblem[]
}

export function ofConclusion(about: Concluding): Facts {
  const { checklist, inspection, failed, dispositions, fine, earlier } = about
  const { missing } = evaluate(checklist, inspection.answers)
  const kinds = dispositions.map(({ kind }) => kind)
  const photosOf = (code: string) => inspection.answers[code]?.finding?.photos.length ?? 0
  const bare = failed.filter((item) => photosOf(item.code) < item.evidence.photos_on_fail)
  const lacks = (kind: string, part: 'to' | 'reason') =>
    dispositions.some((one) => one.kind === kind && !(one[part] ?? '').trim())
  return {
    unanswered: missing.length,
    unproven: bare.map(({ code }) => code),
    first_offence: failed.length > 0 && !failed.some((item) => earlierOf(item, earlier).length),
    fined: fine !== null || kinds.indexOf('D4') >= 0,
    corrected: kinds.indexOf('D1') >= 0,
    crime_without_reason: lacks('D6', 'reason'),
    handed_to_nobody: lacks('D5', 'to'),
  }
}
