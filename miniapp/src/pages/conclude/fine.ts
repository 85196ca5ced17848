import { blocking, broken } from '@/gates'
import { ofFine } from '../facts'
import type { Fine, Item } from '../shapes'
import type { Lack } from '../steps'
import type { Draft } from './draft'

/** Who is fined decides the limit: it is asked, never supposed. */
export const NO_FINE: Fine = {
  kind: 'fine',
  amount: null,
  party: '',
  heard: false,
  statement: '',
  cash: false,
  ground: '',
  ground_reason: '',
  basis: '',
}

/** 当场处罚 is for what was found: without a problem there is none, whatever was written before. */
export function fineOf({ fine }: Pick<Draft, 'fine'>, failed: Item[]): Fine | null {
  return failed.length ? fine : null
}

export function lacksOfFine(fine: Fine | null): Lack[] {
  if (!fine) return []
  const lacks: Lack[] = []
  if (!fine.party) lacks.push({ key: 'fine', text: '当事人是公民还是单位' })
  if (fine.kind === 'fine' && !fine.amount) lacks.push({ key: 'fine', text: '罚款金额' })
  if (!fine.basis.trim()) lacks.push({ key: 'fine', text: '处罚依据' })
  const found = blocking(broken('fine', ofFine(fine)))
  if (found.length) lacks.push({ key: 'fine', text: found[0].title })
  return lacks
}
