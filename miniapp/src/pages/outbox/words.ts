import type { IconName } from '../../ui/Icon'
import type { Command, Kind } from '../shapes'

export const KIND_WORDS: Record<Kind, { text: string; icon: IconName }> = {
  'task.accept': { text: '接收任务', icon: 'inbox' },
  'task.decline': { text: '退回任务', icon: 'undo' },
  'task.start': { text: '发起检查', icon: 'play' },
  'approval.ask': { text: '报负责人批准', icon: 'okc' },
  'approval.decide': { text: '审批', icon: 'okc' },
  'avoidance.declare': { text: '申报回避', icon: 'user' },
  'inspection.check_in': { text: '到场', icon: 'pin' },
  'inspection.confirm_presence': { text: '确认到场', icon: 'key' },
  'inspection.presence_receipt': { text: '同事到场', icon: 'key' },
  'inspection.show_credentials': { text: '出示证件', icon: 'cert' },
  'inspection.ask_avoidance': { text: '回避答复', icon: 'swap' },
  'inspection.answer': { text: '检查答复', icon: 'list' },
  'inspection.unable': { text: '无法检查', icon: 'x' },
  'inspection.approve': { text: '复核通过', icon: 'okc' },
  'inspection.return': { text: '退回修改', icon: 'undo' },
  'preservation.ask': { text: '先行登记保存', icon: 'lock' },
  'document.correct': { text: '更正文书', icon: 'pen' },
  'inspection.conclude': { text: '小结与处置', icon: 'docs' },
  'document.sign': { text: '签好的文书', icon: 'pen' },
  'inspection.submit': { text: '提交', icon: 'send' },
  'rectification.report': { text: '整改报告', icon: 'camera' },
  'rectification.recheck': { text: '安排复查', icon: 'hist' },
  'alert.close': { text: '关闭预警', icon: 'alarm' },
  'handover.send': { text: '移交', icon: 'swap' },
  'handover.approve': { text: '批准移送', icon: 'check' },
  'handover.refuse': { text: '不批准移送', icon: 'stop' },
  'handover.transfer': { text: '送达公安机关', icon: 'send' },
  'handover.receive': { text: '签收移交', icon: 'check' },
  'handover.return': { text: '退回移交', icon: 'undo' },
  'handover.resend': { text: '补充后再移交', icon: 'swap' },
  'handover.withdraw': { text: '撤回移交', icon: 'undo' },
  'document.printed': { text: '打印记录', icon: 'printer' },
}

/** A refused command that may simply be said again: it failed for the moment, not for good. */
const AGAIN = ['too-many-tries', 'receipt-invalid', 'no-answer']

export function canResend({ kind }: Command, code: string): boolean {
  return AGAIN.indexOf(code) >= 0 || kind === 'inspection.submit' || kind === 'document.printed'
}

/** Where its content can be changed before it is said again. */
export function editPage({
  kind,
}: Command): 'arrive' | 'check' | 'conclude' | 'papers' | 'presence' | null {
  if (kind === 'inspection.answer') return 'check'
  if (kind === 'inspection.conclude') return 'conclude'
  if (kind === 'document.sign') return 'papers'
  if (kind === 'inspection.confirm_presence') return 'presence'
  if (kind === 'inspection.presence_receipt' || kind === 'inspection.show_credentials')
    return 'arrive'
  return kind === 'inspection.ask_avoidance' ? 'arrive' : null
}

/** Equal kinds of one task stand together: 检查答复 24 项. */
export function grouped(commands: Command[]): { key: string; first: Command; count: number }[] {
  const groups: { key: string; first: Command; count: number }[] = []
  commands.forEach((command) => {
    const named = command.payload as { inspection_id?: string; task_id?: string }
    const key = `${command.kind}:${named.inspection_id ?? named.task_id ?? command.id}`
    const found = groups.find((one) => one.key === key)
    if (found) found.count += 1
    else groups.push({ key, first: command, count: 1 })
  })
  return groups
}
