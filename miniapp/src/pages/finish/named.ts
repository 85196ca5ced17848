import { named as namedBy } from '@/checklists/kinds'
import { evidenceOf, type SignDraft } from '../papers/signing'
import type { Inspection } from '../shapes'

/** Every hash that this inspection names: findings, answers, photos after, signatures, paper. */
export function namedEvidence(inspection: Inspection, drafts: SignDraft[]): string[] {
  const named: Record<string, true> = {}
  const add = (hashes: string[] | undefined) => hashes?.forEach((one) => (named[one] = true))
  Object.keys(inspection.answers).forEach((code) => {
    const { finding, value } = inspection.answers[code]
    add(finding?.photos)
    add(namedBy(value))
  })
  inspection.conclusion?.dispositions.forEach((one) => {
    add(one.photos_after)
    add(one.pledge)
  })
  add(inspection.conclusion?.unable?.photos)
  drafts.forEach((draft) => add(evidenceOf(draft)))
  return Object.keys(named).sort()
}
