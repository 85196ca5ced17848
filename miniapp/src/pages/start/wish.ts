/** What an officer fills in before starting: pure, so that the words can be tested. */
import type { CheckKind, Gates, Mode, Notice, StartGate, Trigger, Wish } from '../shapes'

export const KINDS: { value: CheckKind; text: string }[] = [
  { value: 'routine', text: '日常' },
  { value: 'campaign', text: '专项' },
  { value: 'case', text: '个案' },
]
export const MODES: { value: Mode; text: string }[] = [
  { value: 'site', text: '到现场' },
  { value: 'offsite', text: '非现场' },
  { value: 'written', text: '书面' },
]
export const NOTICES: { value: Notice; text: string }[] = [
  { value: 'arrival', text: '到场送达' },
  { value: 'issued', text: '已送达' },
  { value: 'exempt', text: '不提前' },
]
export const TRIGGERS: Record<Exclude<Trigger, 'emergency'>, string> = {
  plan: '按计划',
  patrol: '日常巡查',
  assigned: '交办转办',
  complaint: '投诉举报',
  monitoring: '数据监测',
  transfer: '移送',
  superior: '上级部署',
  request: '当事人申请',
}
export const ON_SITE = ['要看现场的人、物和设备', '要当场抽样、检验', '书面材料查出过不实']
export const UNANNOUNCED = ['提前通知会清理现场', '接到举报，要看真实情况']

export function emptyWish(subject: string): Wish {
  return {
    subject_id: subject,
    checklist_id: '',
    officer_ids: [],
    kind: 'routine',
    mode: 'site',
    trigger: 'plan',
    trigger_note: '',
    off_site: '',
    notice: 'arrival',
    notice_reason: '',
    emergency: false,
  }
}

export interface Lack {
  key: string
  text: string
}

/** What must be filled in before the gates can be asked. */
export function lacksOf(wish: Wish): Lack[] {
  const lacks: Lack[] = []
  if (!wish.checklist_id) lacks.push({ key: 'form', text: '检查表' })
  if (wish.trigger !== 'plan' && !wish.trigger_note.trim()) {
    lacks.push({ key: 'note', text: '线索' })
  }
  if (wish.mode === 'site' && !wish.off_site.trim()) {
    lacks.push({ key: 'site', text: '到现场的理由' })
  }
  if (wish.notice === 'exempt' && !wish.notice_reason.trim()) {
    lacks.push({ key: 'notice', text: '不通知的理由' })
  }
  if (!wish.officer_ids.length) lacks.push({ key: 'partner', text: '同去的人' })
  return lacks
}

const MOST_NAMED = 2

/** 还差 3 项：检查表、同去的人等, in a line of a small screen. */
export function lackWords(lacks: Lack[]): string {
  const named = lacks.slice(0, MOST_NAMED).map(({ text }) => text)
  const more = lacks.length > MOST_NAMED ? '等' : ''
  return `还差 ${lacks.length} 项：${named.join('、')}${more}`
}

const isOpen = ({ severity }: StartGate) => severity !== 'ok'

export const openGates = (gates: Gates | null): StartGate[] =>
  gates ? gates.gates.filter(isOpen) : []

/** Rules that warn and whose reason is still missing, each once. */
export function unreasoned(gates: Gates | null, reasons: Record<string, string>): string[] {
  const rules = openGates(gates)
    .filter(({ severity, rule }) => severity === 'warn' && !(reasons[rule] || '').trim())
    .map(({ rule }) => rule)
  return rules.filter((rule, at) => rules.indexOf(rule) === at)
}

interface Known {
  gates: Gates | null
  asking: boolean
}

/** 紧急 opens what an approval, a plan or the cap keeps shut, never an unfit team: told by the
 *  gates of this very wish. Without a signal nobody can tell. */
export function offersEmergency(wish: Wish, { gates, asking }: Known, online: boolean): boolean {
  if (lacksOf(wish).length || asking) return false
  return gates ? gates.blocked && gates.may_emergency : !online
}

/** "1 天 4 小时" of what is left of a term in minutes. */
export function leftInWords(minutes: number | null): string {
  if (minutes === null) return ''
  if (minutes < 0) return `超了 ${leftInWords(-minutes)}`
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${Math.floor(hours / 24)} 天 ${hours % 24} 小时`
  return hours ? `${hours} 小时 ${minutes % 60} 分` : `${minutes} 分钟`
}
