import { useEffect, useMemo, useState } from 'react'
import { api, evidence, newId } from '@/store'
import { kindOf, nthOf, titled } from '@/documents/several'
import type { Template } from '@/store/api'
import { png } from '../../ui/png'
import { rasterise, type Handwriting } from '../../ui/strokes'
import type { Inspection, Signature, SignedDocument, Task } from '../shapes'
import { momentNow, orSaySo, send, useChecklist, useDraft, useMe, useRead } from '../use'
import {
  currentOf,
  draftKey,
  holds,
  nextSigner,
  NO_SIGN,
  paperOf,
  signedHere,
  signersOf,
  type Correcting,
  type Paper,
  type Reasons,
  type SignDraft,
  type Signed,
  type Signer,
} from './signing'
import { TITLES } from './signing-words'

export type Filled = Record<string, unknown>

const NOTHING: Filled = {}
const NONE: string[] = []
const NO_REASONS: Reasons = {}

export const fillKey = (inspectionId: string, name: string) => `fill:${inspectionId}:${name}`

/** Templates may come as a list or as {items}. */
export function useTemplates(): Template[] | undefined {
  const { value } = useRead(useMemo(() => api.templates(), []))
  return useMemo(() => {
    if (!value || Array.isArray(value)) return value
    return (value as { items?: Template[] }).items ?? []
  }, [value])
}

/** What each document is called among those of its inspection, by name. */
export function useTitles(inspection: Inspection): (name: string) => string {
  const templates = useTemplates() ?? []
  return (name) => {
    const template = templates.find(({ kind }) => kind === kindOf(name))
    const title = TITLES[name] ?? template?.title ?? '文书'
    const made = currentOf(inspection, name)
    if (made) return titled({ title, about: made.about })
    return nthOf(name) > 1 ? `${title}·第 ${nthOf(name)} 份` : title
  }
}

/** Documents that the officers make beside those that the conclusion asks for, by name. */
export function useExtras(inspectionId: string) {
  const [names, keep] = useDraft<string[]>(`extras:${inspectionId}`, NONE)
  return {
    names: names ?? NONE,
    add: (name: string) => keep((before) => before.filter((one) => one !== name).concat(name)),
    drop: (name: string) => keep((before) => before.filter((one) => one !== name)),
  }
}

/** Why a signed document is corrected, as it is written and once it has begun. */
export function useReasons(inspectionId: string) {
  const [reasons, keep] = useDraft<Reasons>(`correct:${inspectionId}`, NO_REASONS)
  return {
    reasons,
    write: (id: string, words: string) =>
      keep((before) => ({ ...before, [id]: { words, begun: false } })),
    begin: (id: string, words: string) =>
      keep((before) => ({ ...before, [id]: { words, begun: true } })),
    drop: (id: string) => keep((before) => ({ ...before, [id]: undefined })),
  }
}

export function usePaper(task: Task, inspection: Inspection, name: string): Paper | null {
  const me = useMe()
  const checklist = useChecklist(task.checklist_id).value
  const templates = useTemplates()
  const [filled] = useDraft<Filled>(fillKey(inspection.id, name), NOTHING)
  return useMemo(() => {
    if (!me || !checklist || !templates || !inspection.conclusion || !filled) return null
    const now = momentNow()
    return paperOf({ name, me, task, checklist, inspection, templates, now, filled })
  }, [me, checklist, templates, inspection, name, task, filled])
}

type Ink = SignDraft['ink']
const NO_INK_YET: Ink = {}
const NO_STROKES: Record<string, string> = {}

/** Strokes read from the server; what has not arrived there is left out. */
function useInk(wanted: Record<string, string>): Ink {
  const [ink, draw] = useState(NO_INK_YET)
  useEffect(() => {
    let alive = true
    Object.keys(wanted).forEach((image) =>
      api
        .strokes(wanted[image])
        .refresh()
        .then(({ value }) => {
          if (alive && value) draw((before) => ({ ...before, [image]: value.strokes }))
        }),
    )
    return () => {
      alive = false
    }
  }, [wanted])
  return ink
}

/** What was signed, from this phone where it was signed here, else from the server. */
export function useSigned(inspectionId: string, name: string, document?: SignedDocument) {
  const key = draftKey(inspectionId, name, document?.version)
  const [draft] = useDraft<SignDraft>(key, NO_SIGN)
  const own = useMemo(
    () => (draft && document ? signedHere(draft, document) : null),
    [draft, document],
  )
  const asked = document && draft && !own ? document.id : null
  const { value, problem, refresh } = useRead(
    useMemo(() => (asked ? api.document(asked) : null), [asked]),
  )
  const ink = useInk(value?.ink ?? NO_STROKES)
  const theirs: Signed | null = value ? { ...value, ink, pictures: Object.keys(value.ink) } : null
  return { made: own ?? theirs, problem: own ? null : problem, refresh }
}

/** The pen's way and the picture made from it, as originals of an inspection. */
export async function keepInk(
  writing: Handwriting,
  inspectionId: string,
  item: string | null = null,
) {
  const meta = {
    inspection_id: inspectionId,
    item,
    origin: 'camera' as const,
    taken_at: momentNow(),
    position: null,
  }
  const strokes = await evidence.keepText(JSON.stringify(writing), { ...meta, kind: 'strokes' })
  const image = await evidence.keepBytes(png(rasterise(writing)), 'image/png', {
    ...meta,
    kind: 'signature',
  })
  return { strokes_sha256: strokes.sha256, image_sha256: image.sha256 }
}

const NO_INK = { strokes_sha256: null, image_sha256: null }

function signatureBy(signer: Signer, part: Partial<Signature>): Signature {
  return {
    role: signer.role,
    officer_id: signer.officerId,
    name: signer.name,
    state: 'signed',
    reason: '',
    at: momentNow(),
    ...NO_INK,
    ...part,
  }
}

export type Refusal = {
  state: 'refused' | 'unable' | 'absent' | 'read_out'
  reason: string
  witness: string
}

/** The signed document as a command; a correction says which version it supersedes, and why. */
function say(
  inspectionId: string,
  paper: Paper,
  draft: SignDraft,
  correcting: Correcting | null,
): Promise<unknown> {
  const said = {
    document_id: draft.documentId,
    inspection_id: inspectionId,
    kind: paper.kind,
    nth: nthOf(paper.name),
    template_version: paper.version,
    number: paper.number,
    verify_code: paper.verifyCode,
    data: paper.data,
    data_sha256: paper.sha256,
    signatures: draft.signatures,
    mode: draft.mode,
    paper_photos: draft.paperPhotos,
  }
  if (!correcting) return send('document.sign', said)
  const { supersedes, reason } = correcting
  return send('document.correct', { ...said, supersedes, reason })
}

/** Signing one document on this phone: kept after each signature, sent when all are there. */
export function useSigning(
  task: Task,
  inspection: Inspection,
  paper: Paper | null,
  name: string,
  correcting: Correcting | null,
  /** The version that counts, unless it is being corrected. */
  signed?: SignedDocument,
) {
  const version = correcting ? correcting.version : signed?.version
  const [kept, keep] = useDraft<SignDraft>(draftKey(inspection.id, name, version), NO_SIGN)
  if (!kept || !paper) return null
  const fresh = { ...NO_SIGN, documentId: newId(), sha256: paper.sha256, paper }
  const done = Boolean(signed && kept.documentId === signed.id)
  const draft = done || (kept.documentId && holds(kept, paper)) ? kept : fresh
  const signers = signersOf(task, inspection, draft, paper)
  const add = (signature: Signature, part: Partial<SignDraft> = {}) =>
    keep({ ...draft, paper, ...part, signatures: draft.signatures.concat(signature) })

  return {
    draft,
    signers,
    next: nextSigner(draft, signers),
    /** A draft was begun, but for other content. */
    voided: !signed && draft !== kept && kept.signatures.length > 0,
    async sign(signer: Signer, writing: Handwriting) {
      const ink = await orSaySo(keepInk(writing, inspection.id))
      const drawn = { ...draft.ink, [ink.image_sha256]: writing.strokes }
      await add(signatureBy(signer, ink), { ink: drawn })
    },
    refuse(signer: Signer, { state, reason, witness }: Refusal) {
      return add(signatureBy(signer, { state, reason }), { witness })
    },
    /** Signed on paper: everybody's hand is on the photographs. */
    async onPaper(photos: string[]) {
      const signatures = signersOf(task, inspection, NO_SIGN, paper).map((one) => signatureBy(one, {}))
      const next = { ...draft, paper, mode: 'paper' as const, paperPhotos: photos, signatures }
      await keep(next)
      await deliver(next)
    },
    deliver: () => deliver(draft),
  }

  async function deliver(whole: SignDraft) {
    if (!paper || whole.sent) return
    await say(inspection.id, paper, whole, correcting)
    for (const print of whole.prints) {
      await send('document.printed', { document_id: whole.documentId, ...print })
    }
    await keep({ ...whole, sent: true, prints: [] })
  }
}
