import { broken } from '@/gates'
import { ofPreserving } from '../facts'
import type { Preservation, Thing } from '../shapes'
import type { Preserving } from './draft'

/* 先行登记保存: what is still to be written, and whether one may go on. Pure. */

/** Rows that say what and how many. */
export const filled = (things: Thing[]) =>
  things.filter(({ name, quantity }) => name.trim() && quantity.trim())

/** What the draft still lacks before the head can be asked. */
export function lacksOfPreserving({ things, place, reason, phoned }: Preserving): string[] {
  return [
    filled(things).length ? '' : '物品名称和数量',
    place.trim() ? '' : '保存地点',
    reason.trim() ? '' : '理由',
    phoned && !phoned.who.trim() ? '请示了谁' : '',
  ].filter(Boolean)
}

/** Approved, or asked for by telephone: then one may go on (L11). */
export function mayPreserve(preserving: Preserving, kept: Preservation | null): boolean {
  const { asked, phoned, things } = preserving
  const facts = ofPreserving({ things: filled(things), called: asked && phoned !== null }, kept)
  return broken('preserve', facts).length === 0
}
