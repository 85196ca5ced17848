import type { DocumentKind } from '../shapes'

export const TITLES: Record<DocumentKind, string> = {
  record: '检查笔录',
  rectification_order: '责令改正通知书',
}
