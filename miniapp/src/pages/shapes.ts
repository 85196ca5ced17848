import type { Approval } from '@/store/starting'
import type { Item as PlainItem } from '@/store/types'

export * from '@/store/types'
export * from '@/store/found'
export * from '@/store/alerts'
export * from '@/store/handovers'

/** A line of the inbox. */
export interface InboxRow {
  id: string
  number: string
  state: string
  state_in_words: string
  kind_in_words: string
  approval?: Approval | null
  deadline: string
  late: boolean
  subject: { id: string; name: string; address: string; latitude: string; longitude: string }
  checklist_title: string
  note: string
}

/** What the checklist proposes as a period, when it proposes one. */
export type Item = PlainItem & { deadline?: { mode: 'days' | 'workdays'; days: number } }

export interface Article {
  law: string
  title: string
  version: string
  article: string
  text: string
  sha256: string
}
