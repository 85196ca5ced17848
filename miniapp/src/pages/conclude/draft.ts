import type { Disposition, DispositionKind, Fine, Item, Party, Phoned, Thing } from '../shapes'
import { addDays, addWorkingDays, confirmed, type Due } from '@/store/workdays'

export type Mode = 'date' | 'days' | 'workdays'

export interface Handling {
  kinds: DispositionKind[]
  measure: string
  photosAfter: string[]
  to: string
  reason: string
  exempt: '' | 'first' | 'slight'
  pledge: string[]
}

/** 先行登记保存, while it is written and after it was asked for. */
export interface Preserving {
  id: string
  things: Thing[]
  place: string
  reason: string
  phoned: Phoned | null
  asked: boolean
}

export interface Draft {
  handlings: Record<string, Partial<Handling>>
  mode: Mode
  days: number
  /** Chosen day when the mode is 'date'. */
  date: string
  party: Party
  /** null: follows from the dispositions. */
  result: number | null
  opinion: string
  fine: Fine | null
  preserving: Preserving
}

export const NOT_PRESERVING: Preserving = {
  id: '',
  things: [],
  place: '',
  reason: '',
  phoned: null,
  asked: false,
}

export const EMPTY: Draft = {
  handlings: {},
  mode: 'workdays',
  days: 5,
  date: '',
  party: { name: '', role: '', phone: '' },
  result: null,
  opinion: '',
  fine: null,
  preserving: NOT_PRESERVING,
}

export const KINDS: Record<DispositionKind, { text: string; note: string }> = {
  D0: { text: '未发现问题', note: '' },
  D1: { text: '当场改正', note: '写明改了什么，拍改后照片' },
  D2: { text: '责令限期改正', note: '出责令改正通知书，到期复查' },
  D3: { text: '责令停止', note: '有重大隐患，先停下来' },
  D4: { text: '移送办案机构', note: '发现案件线索，固定证据后移送' },
  D5: { text: '移交其他部门', note: '不归本单位管的' },
  D6: { text: '移送公安机关', note: '涉嫌犯罪，三日内报负责人决定' },
  D7: { text: '先行登记保存', note: '证据可能灭失的，要负责人批准' },
  D8: { text: '教育提醒', note: '首违不罚、轻微免罚的，签承诺书' },
  D9: { text: '信用联动', note: '依法列入异常名录等' },
}

export const RESULTS: string[] = [
  '未发现问题',
  '未按规定公示应当公示的信息',
  '公示信息隐瞒真实情况、弄虚作假',
  '通过登记的住所（经营场所）无法联系',
  '发现问题已责令改正',
  '不配合检查情节严重',
  '未发现开展本次抽查涉及的经营活动',
  '发现问题待后续处理',
]

export const ROLES = ['法定代表人', '负责人', '经营者', '受托人', '现场工作人员']

export function handlingOf(draft: Draft, item: Item): Handling {
  const fresh: Handling = {
    kinds: [],
    measure: item.measure,
    photosAfter: [],
    to: '',
    reason: '',
    exempt: '',
    pledge: [],
  }
  return { ...fresh, ...draft.handlings[item.code] }
}

/** Whether any finding is disposed of in this way. */
export function has(draft: Draft, failed: Item[], kind: DispositionKind): boolean {
  return failed.some((item) => handlingOf(draft, item).kinds.indexOf(kind) >= 0)
}

/** The last day as the officer set it, counted on this phone. */
export function dueOf({ mode, days, date }: Draft, today: string): Due {
  if (mode === 'workdays') return addWorkingDays(today, days)
  if (mode === 'days') return addDays(today, days)
  const day = date > today ? date : addWorkingDays(today, 5).date
  return { date: day, confirmed: confirmed(day) }
}

const PLAIN: Disposition = {
  kind: 'D0',
  items: [],
  measure: '',
  photos_after: [],
  deadline: null,
  to: '',
  reason: '',
  preservation_id: null,
  exempt: '',
  pledge: [],
}
const GIVEN_REASON: DispositionKind[] = ['D3', 'D5', 'D6', 'D7', 'D9']

/** One disposition per finding and kind: each keeps its own measure. */
export function dispositionsOf(draft: Draft, failed: Item[], today: string): Disposition[] {
  if (!failed.length) {
    return [PLAIN]
  }
  const due = dueOf(draft, today)
  const deadline = {
    mode: draft.mode,
    days: draft.mode === 'date' ? null : draft.days,
    date: due.date,
    confirmed: due.confirmed,
  }
  const made: Disposition[] = []
  failed.forEach((item) => {
    const { kinds, measure, photosAfter, to, reason, exempt, pledge } = handlingOf(draft, item)
    kinds.forEach((kind) =>
      made.push({
        kind,
        items: [item.code],
        measure: kind === 'D1' || kind === 'D2' ? measure.trim() : '',
        photos_after: kind === 'D1' ? photosAfter : [],
        deadline: kind === 'D2' ? deadline : null,
        to: kind === 'D5' ? to.trim() : '',
        reason: GIVEN_REASON.indexOf(kind) >= 0 ? reason.trim() : '',
        preservation_id: kind === 'D7' ? draft.preserving.id || null : null,
        exempt: kind === 'D8' ? exempt : '',
        pledge: kind === 'D8' ? pledge : [],
      }),
    )
  })
  return made
}

/** What the result type is when the officer says nothing else (1 … 8, domain 2.4). */
export function impliedResult(failed: number, dispositions: Disposition[]): number {
  if (!failed) return 1
  const kinds = dispositions.map(({ kind }) => kind)
  const handed = kinds.some((kind) => kind === 'D4' || kind === 'D5' || kind === 'D6')
  const corrected = kinds.indexOf('D1') >= 0 || kinds.indexOf('D2') >= 0
  return corrected && !handed ? 5 : 8
}

/** The first period that a checklist item proposes for its order. */
export function proposedDeadline(failed: Item[]): Pick<Draft, 'mode' | 'days'> | null {
  const found = failed.find(({ deadline }) => deadline)
  return found?.deadline ? { mode: found.deadline.mode, days: found.deadline.days } : null
}
