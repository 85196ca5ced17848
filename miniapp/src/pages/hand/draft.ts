/** A hand-over as it is being written, and what it still lacks. */
import type { HandoverPayloads, Material, Picked, Receivers, Way } from '../shapes'
import type { Lack } from '../steps'

/** What was picked, with the words in which it stands in the list. */
export interface Chosen extends Picked {
  subject: string
  title: string
  said: string
  photos?: string[]
  documents?: { id: string; title: string }[]
}

export interface HandDraft {
  id: string
  picks: Chosen[]
  way: Way | null
  receiver: { id: string; name: string } | null
  unit: string
  name: string
  crew: string[]
  reason: string
  photos: string[]
  documents: string[]
}

export const KEY = 'hand'

export const BLANK: HandDraft = {
  id: '',
  picks: [],
  way: null,
  receiver: null,
  unit: '',
  name: '',
  crew: [],
  reason: '',
  photos: [],
  documents: [],
}

export const WAYS: Record<Way, { text: string; note: string }> = {
  officer: { text: '转派给同事', note: '他签收后接替您在检查组里的位置' },
  unit: { text: '转给本系统单位', note: '由对方另派检查组' },
  clue: { text: '问题线索移交', note: '不属于本单位职责，移交有权处理的单位' },
  copy: { text: '抄告', note: '告知相关单位，由其按职责处理' },
  case: { text: '案件移送', note: '固定证据后移送办案机构' },
  police: { text: '涉嫌犯罪案件移送', note: '先报本机关负责人审批，再移送公安' },
}

export const REASONS: Record<Way, string[]> = {
  officer: ['当天有别的检查，去不了', '与检查对象有利害关系，应当回避', '临时请假'],
  unit: ['检查对象在对方辖区'],
  clue: ['不属于本单位职责', '超出本单位管辖区域'],
  copy: ['检查中发现的情况，供贵单位处理'],
  case: ['涉嫌违法，需要立案调查', '当事人拒不改正'],
  police: ['涉嫌犯罪，依法移送'],
}

const WORK: Way[] = ['officer', 'unit']
const OUTWARD: Way[] = ['clue', 'copy', 'case', 'police']

/** Work that has not begun may be passed on; a unit is the head's to choose. */
export function waysOf(picks: Chosen[], heads: boolean): Way[] {
  const work = picks.length > 0 && picks.every(({ kind }) => kind === 'task')
  return work ? WORK.filter((way) => way !== 'unit' || heads).concat(OUTWARD) : OUTWARD
}

export const wayOf = (draft: HandDraft, heads: boolean): Way =>
  draft.way ?? waysOf(draft.picks, heads)[0]

/** With the originals of the picked findings already ticked. */
export function begun(picks: Chosen[], id: string): HandDraft {
  const photos = picks.reduce<string[]>((all, pick) => all.concat(pick.photos ?? []), [])
  return { ...BLANK, id, picks, photos }
}

export function lacksOf(draft: HandDraft, way: Way): Lack[] {
  const lacks: Lack[] = []
  const named = way === 'police' ? draft.name.trim() : draft.receiver || draft.name.trim()
  if (!named) lacks.push({ key: 'receiver', text: way === 'officer' ? '同事' : '接收单位' })
  if (way === 'case' && draft.receiver?.id === 'own' && !draft.unit) {
    lacks.push({ key: 'receiver', text: '办案部门' })
  }
  if (way === 'police' && draft.crew.length < 2) lacks.push({ key: 'crew', text: '专案组两人' })
  if (!draft.reason.trim()) lacks.push({ key: 'reason', text: '原因' })
  return lacks
}

function materialOf({ picks, photos, documents }: HandDraft): Material[] {
  const found: Material[] = []
  const seen: Record<string, true> = {}
  picks.forEach(({ kind, id, photos: hashes = [], documents: papers = [] }) => {
    if (kind !== 'finding') return
    hashes
      .filter((sha256) => photos.indexOf(sha256) >= 0)
      .forEach((sha256) => once(sha256) && found.push({ inspection_id: id, sha256 }))
    papers
      .filter((paper) => documents.indexOf(paper.id) >= 0)
      .forEach((paper) => once(paper.id) && found.push({ inspection_id: id, document_id: paper.id }))
  })
  return found

  function once(key: string): boolean {
    return seen[key] ? false : (seen[key] = true)
  }
}

export function payloadOf(
  draft: HandDraft,
  way: Way,
  agencies: Receivers['agencies'],
): HandoverPayloads['handover.send'] {
  const { receiver } = draft
  const own = agencies.find((one) => one.own)
  const to =
    way === 'officer'
      ? { receiver_officer: receiver?.id }
      : way === 'police' || !receiver
        ? { receiver_name: draft.name.trim() }
        : { receiver_id: receiver.id === 'own' ? own?.id : receiver.id }
  return {
    handover_id: draft.id,
    way,
    reason: draft.reason.trim(),
    items: draft.picks.map(({ kind, id, item }) => (item ? { kind, id, item } : { kind, id })),
    material: materialOf(draft),
    ...to,
    ...(way === 'case' && draft.unit && receiver?.id === 'own' ? { receiver_unit: draft.unit } : {}),
    ...(way === 'police' ? { crew: draft.crew } : {}),
  }
}
