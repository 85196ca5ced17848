/** Short names of the documents that an inspection ends in by itself. */
export const TITLES: Record<string, string | undefined> = {
  record: '检查笔录',
  rectification_order: '责令改正通知书',
  stop_order: '责令停止通知书',
  preservation_notice: '先行登记保存证据通知书',
  on_spot_penalty: '当场行政处罚决定书',
}
