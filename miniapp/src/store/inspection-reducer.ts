/** What an inspection becomes by what this phone's officer does: the same as apply and state_of of
 *  backend/inspections/rules.py, on the shape that GET /inspections/{id} answers. Pure. */
import { named as namedBy } from '@/checklists/kinds'
import { about, nameOf } from '@/documents/several'
import { read } from '@/statement'
import { holdsUp, neededDocuments } from './needed'
import type {
  Answer,
  Command,
  DocumentKind,
  Inspection,
  InspectionStage,
  Kind,
  Presence,
  SignedDocument,
} from './types'

export const STAGE_WORDS: Record<InspectionStage, string> = {
  on_site: '已到场',
  checking: '检查中',
  concluded: '待签名',
  signed: '已签名',
  review: '待复核',
  returned: '退回修改',
  done: '已办结',
}

export const DOCUMENT_TITLES: Record<DocumentKind, string | undefined> = {
  record: '现场检查笔录',
  rectification_order: '责令改正通知书',
}

/** What the reducer cannot see in a command. */
export interface Around {
  /** The officer whose phone this is. */
  officer: string | null
  verifyUrl: (name: string) => string
  title?: (name: string) => string
  /** Where in its data stands what tells several of a kind apart. */
  apart?: (name: string) => string
}

type Part = Partial<Inspection>

function begun(command: Command<'inspection.check_in'>, around: Around): Inspection {
  const { payload, at } = command
  const presence: Inspection['presence'] = {}
  if (around.officer) presence[around.officer] = { state: 'confirmed', at }
  return {
    id: payload.inspection_id,
    task_id: payload.task_id,
    state: 'on_site',
    state_in_words: STAGE_WORDS.on_site,
    checked_in_at: at,
    position: payload.position,
    no_position_reason: payload.no_position_reason || '',
    ...(payload.scanned ? { scanned: payload.scanned } : {}),
    presence,
    credentials: null,
    avoidance: null,
    answers: {},
    conclusion: null,
    documents: [],
    evidence: [],
    missing: [],
    flaws: [],
    submitted_at: null,
  }
}

function credentials(before: Inspection, { payload, at }: Command<'inspection.show_credentials'>): Part {
  if (before.credentials) return {}
  const { means, read_out, officer_ids, position } = payload
  return { credentials: { at, means, read_out, officer_ids, position: position || null } }
}

function avoidance({ payload, at }: Command<'inspection.ask_avoidance'>): Part {
  const { answer, reason, target_officer_id } = payload
  return {
    avoidance: { at, answer, reason: reason || '', target_officer_id: target_officer_id || null },
  }
}

function answer(before: Inspection, { payload, at }: Command<'inspection.answer'>): Part {
  const { item, value, note, finding } = payload
  const entry: Answer = { value, note, finding, at }
  return { answers: { ...before.answers, [item]: entry } }
}

function conclusion({ payload, at }: Command<'inspection.conclude'>): Part {
  const { party, result, dispositions, opinion, fine } = payload
  return {
    conclusion: { party, result, dispositions, opinion, at, fine: fine || null, unable: null },
  }
}

/** 无法检查 is a conclusion of its own: there is a record to sign, but nothing was checked. */
function unable({ payload, at }: Command<'inspection.unable'>): Part {
  const { how, facts, photos, visits, mailed, party, result } = payload
  return {
    conclusion: {
      party: party || { name: '', role: '', phone: '' },
      result,
      dispositions: [],
      opinion: '',
      at,
      fine: null,
      unable: { how, facts, photos, visits, mailed },
    },
  }
}

function reported(before: Inspection, { payload, at }: Command<'inspection.presence_receipt'>): Part {
  const known = before.presence[payload.officer_id]
  if (known && known.state === 'confirmed') return {}
  const said = read(payload.statement || '')
  const entry: Presence = { state: 'reported', at, position: said && said.position }
  return { presence: { ...before.presence, [payload.officer_id]: entry } }
}

function confirmed(
  before: Inspection,
  { payload, at }: Command<'inspection.confirm_presence'>,
  around: Around,
): Part {
  if (!around.officer) return {}
  const position = payload.position || null
  const entry: Presence = { state: 'confirmed', at, how: 'code', position }
  return { presence: { ...before.presence, [around.officer]: entry } }
}

type Signing = Command<'document.sign'> | Command<'document.correct'>

/** The one that a correction supersedes stays, below the new version. */
function signed(before: Inspection, command: Signing, around: Around): Part {
  const { payload, at } = command
  const name = nameOf(payload.kind, payload.nth)
  const apart = around.apart?.(name)
  const made: SignedDocument = {
    id: payload.document_id,
    kind: payload.kind,
    nth: payload.nth || 1,
    about: apart ? about(apart, payload.data) : '',
    title: DOCUMENT_TITLES[payload.kind] || around.title?.(name) || '',
    number: payload.number,
    state: 'issued',
    verify_url: around.verifyUrl(name),
    data_sha256: payload.data_sha256,
    signed_at: at,
    version: 1,
    superseded: false,
    reason: '',
    pdf: false,
    printed: 0,
  }
  const isSame = (one: SignedDocument) => nameOf(one.kind, one.nth) === name
  const others = before.documents.filter((one) => !isSame(one))
  if (!('supersedes' in payload)) return { documents: others.concat(made) }
  const older = before.documents.filter(isSame)
  const last = older.find(({ id }) => id === payload.supersedes)
  const next = { ...made, version: ((last && last.version) || 1) + 1, reason: payload.reason }
  return { documents: others.concat(next, older.map((one) => ({ ...one, superseded: true }))) }
}

function printed(before: Inspection, { payload }: Command<'document.printed'>): Part {
  return {
    documents: before.documents.map((one) =>
      one.id === payload.document_id ? { ...one, printed: one.printed + 1 } : one,
    ),
  }
}

/** Complete only when every named hash has arrived: until the server says so, none has. */
function submitted(before: Inspection, { payload, at }: Command<'inspection.submit'>): Part {
  const arrived = before.evidence.filter(({ received }) => received).map(({ sha256 }) => sha256)
  const missing = payload.evidence.filter((sha) => arrived.indexOf(sha) < 0)
  return { missing, submitted_at: at, returned: null } // the last time, if it was sent back
}

/** Open again for the team, with what the reviewer wants otherwise. */
function returned({ payload, at }: Command<'inspection.return'>): Part {
  return { returned: { at, remarks: payload.remarks }, submitted_at: null, may_review: false }
}

function folded(before: Inspection, command: Command, around: Around): Part {
  const as = <K extends Kind>() => command as unknown as Command<K>
  switch (command.kind) {
    case 'inspection.show_credentials':
      return credentials(before, as<'inspection.show_credentials'>())
    case 'inspection.ask_avoidance':
      return avoidance(as<'inspection.ask_avoidance'>())
    case 'inspection.answer':
      return answer(before, as<'inspection.answer'>())
    case 'inspection.conclude':
      return conclusion(as<'inspection.conclude'>())
    case 'inspection.unable':
      return unable(as<'inspection.unable'>())
    case 'inspection.return':
      return returned(as<'inspection.return'>())
    case 'inspection.approve':
      return { state: 'done', may_review: false }
    case 'inspection.presence_receipt':
      return reported(before, as<'inspection.presence_receipt'>())
    case 'inspection.confirm_presence':
      return confirmed(before, as<'inspection.confirm_presence'>(), around)
    case 'document.sign':
      return signed(before, as<'document.sign'>(), around)
    case 'document.correct':
      return signed(before, as<'document.correct'>(), around)
    case 'document.printed':
      return printed(before, as<'document.printed'>())
    case 'inspection.submit':
      return submitted(before, as<'inspection.submit'>())
    default:
      return {}
  }
}

/** A new state with one command folded in. null stays null until somebody checks in. */
export function reduce(
  before: Inspection | null,
  command: Command,
  around: Around,
): Inspection | null {
  if (command.kind === 'inspection.check_in') {
    return before || begun(command as Command<'inspection.check_in'>, around)
  }
  if (!before) return null
  const part = folded(before, command, around)
  return Object.keys(part).length ? staged({ ...before, ...part }) : before
}

function stage(of: Inspection): InspectionStage {
  const kinds = of.documents.map(({ kind }) => kind)
  const unsigned = neededDocuments(of).filter((kind) => holdsUp(kind) && kinds.indexOf(kind) < 0)
  if (of.state === 'done') return 'done'
  if (of.returned) return 'returned'
  if (of.submitted_at && !unsigned.length && !of.missing.length) return 'review'
  if (of.conclusion) return unsigned.length ? 'concluded' : 'signed'
  return Object.keys(of.answers).length ? 'checking' : 'on_site'
}

/** The state with its stage read off it. */
export function staged(of: Inspection): Inspection {
  const state = stage(of)
  return { ...of, state, state_in_words: STAGE_WORDS[state] }
}

/** Every hash that the record itself names: what `inspection.submit` lists. */
export function namedEvidence(of: Inspection): string[] {
  const named: Record<string, true> = {}
  Object.keys(of.answers).forEach((code) => {
    const { finding, value } = of.answers[code]
    if (finding) finding.photos.forEach((sha) => (named[sha] = true))
    namedBy(value).forEach((sha) => (named[sha] = true))
  })
  const dispositions = of.conclusion ? of.conclusion.dispositions : []
  dispositions.forEach((one) => {
    one.photos_after.concat(one.pledge || []).forEach((sha) => (named[sha] = true))
  })
  const cannot = of.conclusion && of.conclusion.unable
  if (cannot) cannot.photos.forEach((sha) => (named[sha] = true))
  return Object.keys(named).sort()
}
