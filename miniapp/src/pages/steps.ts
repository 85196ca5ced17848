import { answered, type AskedItem, type Value } from '@/checklists/kinds'
import { evaluate, itemsOf, type Verdict } from '@/checklists/standing'
import { blocking, broken, contradictions } from '@/gates'
import { holdsUp, neededDocuments as needed } from '@/store/needed'
import { ofArrival, ofResult } from './facts'
import type { DispositionKind } from './shapes'

/** Which step of one inspection comes next and what it still lacks. Pure: no clock, no store. */

export type StepName = 'accept' | 'arrive' | 'check' | 'conclude' | 'sign' | 'submit' | 'print'

export interface Lack {
  /** What the page scrolls to or opens when the word is tapped. */
  key: string
  text: string
}

interface Teammate {
  officer_id: string
  name: string
  lead: boolean
  answer: string | null
  certificate_valid?: boolean
}

export interface TaskFacts {
  state: string
  team: Teammate[]
}

interface ItemFacts extends AskedItem {
  evidence: { photos_on_fail: number }
}

export interface ChecklistFacts {
  sections: { title: string; items: ItemFacts[] }[]
}

interface FindingFacts {
  facts: string
  photos: string[]
}

export interface AnswerFacts {
  value: Value
  finding: FindingFacts | null
}

export interface DispositionFacts {
  kind: DispositionKind
  items: string[]
  measure: string
  photos_after?: string[]
  deadline: { date: string } | null
  to?: string
  reason?: string
}

export interface ConclusionFacts {
  party: { name: string; role: string }
  result: number
  dispositions: DispositionFacts[]
  unable?: unknown
  fine?: unknown
}

export interface InspectionFacts {
  checked_in_at: string | null
  presence: Record<string, { state: 'none' | 'confirmed' | 'reported' }>
  credentials: unknown
  avoidance: unknown
  answers: Record<string, AnswerFacts>
  conclusion: ConclusionFacts | null
  documents: { kind: string }[]
  submitted_at: string | null
  returned?: unknown
}

export const STEP_WORDS: Record<StepName, string> = {
  accept: '接收任务',
  arrive: '到场亮证',
  check: '逐项检查',
  conclude: '小结与处置',
  sign: '文书与签名',
  submit: '提交',
  print: '打印',
}

/** Those that need a reason, and who it goes to. */
const REASONED = ['D3', 'D5', 'D6', 'D9']

/** Dispositions that end in an order the party must be handed. */
const ORDERED = 'D2'
/** Those that say what is to be corrected. */
const MEASURED = ['D1', ORDERED]

export function lacksOnArrival(
  task: TaskFacts,
  inspection: InspectionFacts | null,
  me: string | null,
): Lack[] {
  const lacks: Lack[] = []
  const found = blocking(broken('answer', ofArrival(task.team, inspection)))
  const breaks = (id: string) => found.some(({ rule }) => rule === id)
  if (!inspection?.checked_in_at) lacks.push({ key: 'position', text: '到场' })
  if (breaks('L3')) lacks.push({ key: 'credentials', text: '出示证件' })
  task.team.forEach(({ officer_id: officer, name }) => {
    if (officer === me) return
    const seen = inspection?.presence[officer]?.state ?? 'none'
    if (seen === 'none') lacks.push({ key: 'presence', text: `${name}确认` })
  })
  if (breaks('L4')) lacks.push({ key: 'avoidance', text: '回避答复' })
  const alone = breaks('L1') && !lacks.some(({ key }) => key === 'presence')
  if (breaks('L2') || alone) lacks.push({ key: 'team', text: '第二名证件有效的人' })
  return lacks
}

/** What an answer still lacks before the next item is taken as complete. */
export function lacksOfAnswer(
  item: ItemFacts,
  answer: AnswerFacts | undefined,
  verdict: Verdict | undefined,
): Lack[] {
  const lacks: Lack[] = []
  const value = answer?.value ?? null
  const whole = answered(item, value)
  if (!whole && (item.required !== false || value !== null)) {
    lacks.push({ key: 'answer', text: value === null ? '作答' : '照片' })
  }
  if (verdict !== 'fail') return lacks
  const photos = answer?.finding?.photos.length ?? 0
  const short = item.evidence.photos_on_fail - photos
  if (!answer?.finding?.facts.trim()) lacks.push({ key: 'facts', text: '问题事实' })
  if (short > 0) lacks.push({ key: 'photos', text: `照片 ${short} 张` })
  return lacks
}

/** Codes of items shown and not yet answered in full, in the order of the checklist. */
export function openItems(
  checklist: ChecklistFacts,
  answers: Record<string, AnswerFacts>,
): string[] {
  const { visible, verdicts } = evaluate(checklist, answers)
  return itemsOf(checklist)
    .filter(({ code }) => visible.indexOf(code) >= 0)
    .filter((item) => lacksOfAnswer(item, answers[item.code], verdicts[item.code]).length > 0)
    .map(({ code }) => code)
}

export type Tally = Record<Verdict, number> & { answered: number; total: number }

/** Of the items that are shown. */
export function tally(checklist: ChecklistFacts, answers: Record<string, AnswerFacts>): Tally {
  const { visible, verdicts } = evaluate(checklist, answers)
  const given = Object.keys(verdicts)
  const count = (verdict: Verdict) => given.filter((code) => verdicts[code] === verdict).length
  return {
    pass: count('pass'),
    basic: count('basic'),
    fail: count('fail'),
    na: count('na'),
    unchecked: count('unchecked'),
    noted: count('noted'),
    answered: given.length,
    total: visible.length,
  }
}

function lacksOfDisposition(one: DispositionFacts): Lack[] {
  const lacks: Lack[] = []
  if (!one.measure.trim() && MEASURED.indexOf(one.kind) >= 0)
    lacks.push({ key: 'dispositions', text: '改正要求' })
  if (one.kind === 'D1' && !(one.photos_after ?? []).length)
    lacks.push({ key: 'dispositions', text: '改后照片' })
  if (one.kind === ORDERED && !one.deadline) lacks.push({ key: 'deadline', text: '改正期限' })
  if (one.kind === 'D5' && !(one.to ?? '').trim())
    lacks.push({ key: 'dispositions', text: '移交给谁' })
  if (REASONED.indexOf(one.kind) >= 0 && !(one.reason ?? '').trim())
    lacks.push({ key: 'dispositions', text: '处置理由' })
  return lacks
}

interface Beside {
  photos?: number
  fined?: boolean
}

/** What a result type (domain 2.4) cannot be said beside; the first of it. */
export function resultProblem(
  result: number | null,
  failed: number,
  dispositions: DispositionFacts[],
  { photos = 1, fined = false }: Beside = {},
): string | null {
  if (result === null) return null
  return contradictions(ofResult({ result, failed, dispositions, photos, fined }))[0] ?? null
}

export interface ConclusionDraft extends Beside {
  party: { name: string; role: string }
  result: number | null
  dispositions: DispositionFacts[]
}

export function lacksOfConclusion(failed: string[], draft: ConclusionDraft): Lack[] {
  const lacks: Lack[] = []
  const covered = draft.dispositions.reduce<string[]>((sum, one) => sum.concat(one.items), [])
  const bare = failed.filter((code) => covered.indexOf(code) < 0)
  if (bare.length) lacks.push({ key: 'dispositions', text: `${bare.length} 个问题的处置` })
  draft.dispositions.forEach((one) => lacks.push(...lacksOfDisposition(one)))
  if (draft.result === null) lacks.push({ key: 'result', text: '检查结果' })
  else if (resultProblem(draft.result, failed.length, draft.dispositions, draft)) {
    lacks.push({ key: 'result', text: '检查结果与处置不一致' })
  }
  if (!draft.party.name.trim()) lacks.push({ key: 'party', text: '现场人员姓名' })
  if (!draft.party.role) lacks.push({ key: 'party', text: '现场人员身份' })
  return lacks.filter(({ text }, index) => lacks.findIndex((one) => one.text === text) === index)
}

/** What was answered and concluded can be changed until it is handed in. */
export function mayAnswer({ submitted_at: submitted }: Pick<InspectionFacts, 'submitted_at'>) {
  return !submitted
}

type Concluded = Pick<InspectionFacts, 'answers' | 'conclusion'>

/** The answers were changed since: a problem without a disposition, or the other way round. */
export function outdated(checklist: ChecklistFacts, { answers, conclusion }: Concluded): boolean {
  if (!conclusion || conclusion.unable) return false
  const { problems } = evaluate(checklist, answers)
  const covered = conclusion.dispositions.reduce<string[]>((sum, one) => sum.concat(one.items), [])
  return (
    problems.some((code) => covered.indexOf(code) < 0) ||
    covered.some((code) => problems.indexOf(code) < 0)
  )
}

/** Kinds of documents this inspection ends in, in the order they are signed. */
export function neededDocuments(conclusion: ConclusionFacts | null): string[] {
  return conclusion ? needed({ conclusion }) : []
}

/** Those without which nothing is handed in: their numbers lie on the phone. */
export function unsignedDocuments(inspection: InspectionFacts): string[] {
  return lacking(inspection).filter(holdsUp)
}

/** Those that want a signal first: without them it is handed in with a flaw. */
export function unwrittenDocuments(inspection: InspectionFacts): string[] {
  return lacking(inspection).filter((kind) => !holdsUp(kind))
}

function lacking(inspection: InspectionFacts): string[] {
  const signed = inspection.documents.map(({ kind }) => kind)
  return neededDocuments(inspection.conclusion).filter((kind) => signed.indexOf(kind) < 0)
}

export function accepted(task: TaskFacts, me: string | null): boolean {
  const mine = task.team.find(({ officer_id: officer }) => officer === me)
  return mine ? mine.answer === 'accepted' : task.state !== 'pending'
}

interface Situation {
  task: TaskFacts
  checklist: ChecklistFacts | null
  inspection: InspectionFacts | null
  me: string | null
}

/** The first step that is not complete. A checklist not at hand keeps the walk at 'check'. */
export function nextStep({ task, checklist, inspection, me }: Situation): StepName {
  if (!inspection && !accepted(task, me)) return 'accept'
  if (!inspection || lacksOnArrival(task, inspection, me).length) return 'arrive'
  if (inspection.submitted_at) return 'print'
  if (!inspection.conclusion) {
    if (!checklist || openItems(checklist, inspection.answers).length) return 'check'
    return 'conclude'
  }
  if (checklist && outdated(checklist, inspection)) return 'conclude'
  return unsignedDocuments(inspection).length ? 'sign' : 'submit'
}

/** 还差 2 项：沈雨薇确认、回避答复 */
export function lackLine(lacks: Lack[]): string {
  return `还差 ${lacks.length} 项：${lacks.map(({ text }) => text).join('、')}`
}
