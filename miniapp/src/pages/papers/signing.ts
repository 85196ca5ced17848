import { canonical } from '@/documents/canonical'
import { dataSha256 } from '@/documents/compose'
import {
  missing,
  render,
  RenderError,
  roles,
  type Block,
  type Data,
  type Field,
  type Program,
  type Slot,
} from '@/documents/blocks'
import { composed } from '@/documents/facts'
import { strange } from '@/documents/printable'
import { kindOf, nameOf, once } from '@/documents/several'
import type { Source } from '@/documents/source'
import type { Sample } from '../../ui/strokes'
import { unsignedDocuments, unwrittenDocuments } from '../steps'
import type { DocumentKind, Inspection, Me, Checklist, Signature, Task } from '../shapes'

/* What is signed, by whom, in which order. Pure. */

export interface Paper {
  kind: DocumentKind
  /** The kind, or `kind.2` for the second of one. */
  name: string
  title: string
  number: string
  verifyCode: string
  version: number
  program: Program
  data: Data
  sha256: string
  /** Mandatory fields that are still empty: nobody may sign before. */
  lacks: PaperLack[]
}

/** What is missing, and the page where it is written. */
export interface PaperLack {
  text: string
  page: 'fill' | 'arrive' | 'check' | 'conclude'
}

interface Template {
  kind: string
  version: number
  title: string
  program: unknown
}

interface Facts {
  name: string
  me: Me
  task: Task
  checklist: Checklist
  inspection: Inspection
  templates: Template[]
  now: string
  /** What the officer wrote for this document. */
  filled: Record<string, unknown>
}

/** The document as it stands now; null while its template or number is not on this phone. */
export function paperOf({
  name,
  me,
  task,
  checklist,
  inspection,
  templates,
  now,
  filled,
}: Facts): Paper | null {
  const kind = kindOf(name)
  const template = templates.find((one) => one.kind === kind)
  const number = task.numbers[name]
  if (!template || !number) return null
  const program = template.program as Program
  const source: Source = { me, task, checklist, inspection, number, now, filled }
  const data = composed(program, source)
  return {
    kind,
    name,
    title: template.title,
    number: number.number,
    verifyCode: number.verify_code,
    version: template.version,
    program,
    data,
    sha256: dataSha256(kind, template.version, data),
    lacks: lacksOf(program, data),
  }
}

const ON_ARRIVAL = ['started_at', 'officers', 'credentials_statement', 'avoidance_statement']
const OF_CHECK = ['checks', 'problems', 'findings', 'findings_text', 'findings_basis', 'photos']

function pageOf(path: string, field: Field | undefined): PaperLack['page'] {
  if (field?.ask) return 'fill'
  if (ON_ARRIVAL.indexOf(path) >= 0) return 'arrive'
  return OF_CHECK.indexOf(path) >= 0 ? 'check' : 'conclude'
}

export function lacksOf(program: Program, data: Data): PaperLack[] {
  const empty = Object.keys(program.fields).map((path) => {
    const only = { ...program, fields: { [path]: program.fields[path] } }
    const page = pageOf(path, program.fields[path])
    return missing(only, data).map((text) => ({ text, page }))
  })
  return empty.concat(unreadable(program, data)).reduce((all, some) => all.concat(some), [])
}

/** Where the field is written that holds what no font shows. */
function pageOfStrange(program: Program, data: Data): PaperLack['page'] {
  const holds = (path: string): boolean => {
    const names = path.split('.')
    const value = names.reduce<unknown>((inner, name) => inner && (inner as Data)[name], data)
    return strange(value).length > 0
  }
  const path = Object.keys(program.fields).filter(holds)[0] ?? ''
  return pageOf(path, program.fields[path])
}

/** What was written in a way that the template cannot print: nobody could read what they sign. */
function unreadable(program: Program, data: Data): PaperLack[] {
  try {
    const odd = strange(render(program, data))
    const text = `能印的字（“${odd.join('”“')}”印不出，请改掉）`
    return odd.length ? [{ text, page: pageOfStrange(program, data) }] : []
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    const field = program.fields[error.path] as Field | undefined
    const text = `${field ? field.label : error.path}（写法不对）`
    return [{ text, page: pageOf(error.path, field) }]
  }
}

export interface PrintRecord {
  printer: string
  profile: string
  payload_sha256: string
  bytes: number
  outcome: 'done' | 'stopped' | 'unknown'
  copy: number
}

/** What was signed so far on this phone; bound to the hash of the data. */
export interface SignDraft {
  documentId: string
  sha256: string
  signatures: Signature[]
  mode: 'handwritten' | 'paper'
  paperPhotos: string[]
  /** A witness whom the officers invited after a refusal. */
  witness: string
  sent: boolean
  /** Pen movements by the hash of the picture made from them: what the printer draws from. */
  ink: Record<string, Sample[][]>
  /** Prints made before the document was signed: reported after it. */
  prints: PrintRecord[]
  /** What was signed, as it was read then: the record may be changed afterwards. */
  paper: Paper | null
}

export const NO_SIGN: SignDraft = {
  documentId: '',
  sha256: '',
  signatures: [],
  mode: 'handwritten',
  paperPhotos: [],
  witness: '',
  sent: false,
  ink: {},
  prints: [],
  paper: null,
}

/** 更正: the version that the new one supersedes, and why. */
export interface Correcting {
  supersedes: string
  version: number
  reason: string
}

/** What was written of a correction, by the document that it is to supersede; kept over a kill. */
export type Reasons = Record<string, { words: string; begun: boolean } | undefined>

/** The correction of this document that is under way. */
export function correctingOf(
  inspection: Pick<Inspection, 'documents'>,
  name: string,
  reasons: Reasons,
): Correcting | null {
  const current = currentOf(inspection, name)
  const told = current && reasons[current.id]
  if (!current || !told?.begun) return null
  return { supersedes: current.id, version: (current.version ?? 1) + 1, reason: told.words }
}

export const draftKey = (inspectionId: string, name: string, version = 1) =>
  `sign:${inspectionId}:${name}${version > 1 ? `:${version}` : ''}`

/** As the record says it where nobody was met. */
export const NOBODY = '无人在场'

export interface Signer {
  role: Signature['role']
  officerId: string | null
  name: string
  words: string
  testId: string
}

/** Officers first, the leader before the others, then the party, then an invited witness; of these,
 *  for whom the document has a place. */
export function signersOf(
  task: Task,
  inspection: Inspection,
  draft: SignDraft,
  paper: Paper,
): Signer[] {
  const wanted = roles(paper.program)
  return everybody(task, inspection, draft, paper).filter(({ role }) => wanted.indexOf(role) >= 0)
}

/** The party's place: it may name somebody else than who was met on site. */
function partySlot(paper: Paper): Slot | undefined {
  const slots = blocksOf(paper, NO_SIGN).map((one) => (one.type === 'signatures' ? one.slots : []))
  return slots.reduce<Slot[]>((all, some) => all.concat(some), []).filter(isParty)[0]
}

const isParty = ({ role }: Slot): boolean => role === 'party'

function everybody(
  task: Task,
  inspection: Inspection,
  draft: SignDraft,
  paper: Paper,
): Signer[] {
  const shown = inspection.credentials?.officer_ids
  const team = task.team.filter((one) => !shown || shown.indexOf(one.officer_id) >= 0)
  const ordered = team.filter((one) => one.lead).concat(team.filter((one) => !one.lead))
  const signers: Signer[] = ordered.map((one, index) => ({
    role: 'officer',
    officerId: one.officer_id,
    name: one.name,
    words: '执法人员',
    testId: `sign-officer-${index + 1}`,
  }))
  const party = inspection.conclusion?.party
  if (party) {
    const slot = partySlot(paper)
    const other = slot && slot.name && slot.name !== party.name ? slot : null
    signers.push({
      role: 'party',
      officerId: null,
      name: (other ? other.name : party.name) || NOBODY,
      words: (other ? other.label.replace(/^.*[。）]|签名$/g, '') : party.role) || '当事人',
      testId: 'sign-party',
    })
  }
  if (draft.witness) {
    signers.push({
      role: 'witness',
      officerId: null,
      name: draft.witness,
      words: '见证人',
      testId: 'sign-witness',
    })
  }
  return signers
}

export function signatureOf(draft: SignDraft, signer: Signer): Signature | undefined {
  return draft.signatures.find(
    (one) =>
      one.role === signer.role && one.name === signer.name && one.officer_id === signer.officerId,
  )
}

export function nextSigner(draft: SignDraft, signers: Signer[]): Signer | undefined {
  return signers.find((signer) => !signatureOf(draft, signer))
}

/** A draft made for other data is void: what was signed is not what would be sent. */
export function holds(draft: SignDraft, paper: Pick<Paper, 'sha256'>): boolean {
  return draft.sha256 === paper.sha256
}

export function blocksOf(paper: Paper, draft: SignDraft): Block[] {
  if (unreadable(paper.program, paper.data).length) return []
  return render(paper.program, paper.data, holds(draft, paper) ? draft.signatures : [])
}

/** The names of all that were signed. */
export function signedNames({ documents }: Pick<Inspection, 'documents'>): string[] {
  return documents.map(({ kind, nth }) => nameOf(kind, nth))
}

/** What was added and is not signed yet. */
export function openExtras(inspection: Pick<Inspection, 'documents'>, extras: string[]): string[] {
  const signed = signedNames(inspection)
  return extras.filter((name) => signed.indexOf(name) < 0)
}

/** What is signed before the inspection is handed in: also what was added and filled in, which
 *  would be lost. What may be left out for a reason is asked for by itself. */
export function toSign(inspection: Inspection, extras: string[]): string[] {
  const left = unwrittenDocuments(inspection)
  return once(unsignedDocuments(inspection).concat(openExtras(inspection, extras))).filter(
    (name) => left.indexOf(name) < 0,
  )
}

/** The version that counts. */
export function currentOf({ documents }: Pick<Inspection, 'documents'>, name: string) {
  return documents.find((one) => nameOf(one.kind, one.nth) === name && !one.superseded)
}

/** A signed document, to be shown, compared and printed. */
export interface Signed {
  data: Data
  blocks: Block[]
  ink: SignDraft['ink']
  /** Hashes of the pictures that it shows. */
  pictures: string[]
}

/** From this phone's keeping, where it is the document that was signed here. */
export function signedHere(draft: SignDraft, { id }: { id: string }): Signed | null {
  const { documentId, paper, ink } = draft
  if (documentId !== id || !paper) return null
  return { data: paper.data, blocks: blocksOf(paper, draft), ink, pictures: evidenceOf(draft) }
}

/** As FREE of backend/inspections/papers.py; what was filled in stands as it was signed. */
const FREE = ['date', 'ended_at', 'lead_in', 'recorder', 'filled']

/** Whether the record would say something else now than what was signed. */
export function differs(now: Data, signed: Data): boolean {
  return Object.keys(now)
    .filter((key) => FREE.indexOf(key) < 0)
    .some((key) => canonical(now[key]) !== canonical(signed[key] ?? null))
}

/** Every hash that the signing of a document names. */
export function evidenceOf({ signatures, paperPhotos }: SignDraft): string[] {
  const named = paperPhotos.slice()
  signatures.forEach(({ strokes_sha256: strokes, image_sha256: image }) => {
    if (strokes) named.push(strokes)
    if (image) named.push(image)
  })
  return named
}
