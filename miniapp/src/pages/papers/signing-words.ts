/** Short names of the documents that an inspection ends in by itself. */
export const TITLES: Record<string, string | undefined> = {
  record: '检查笔录',
  rectification_order: '责令改正通知书',
}
