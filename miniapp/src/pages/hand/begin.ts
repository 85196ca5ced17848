import { drafts, newId } from '@/store'
import { go } from '../go'
import { orSaySo } from '../use'
import { begun, KEY, type Chosen } from './draft'

/** With what was picked to the page that asks how and to whom. */
export async function handOver(picks: Chosen[]): Promise<void> {
  await orSaySo(drafts.set(KEY, begun(picks, newId())))
  go('hand')
}
