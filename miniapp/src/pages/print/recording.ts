import { holds, NO_SIGN, type Paper, type PrintRecord, type SignDraft } from '../papers/signing'

/*
 * A print is told to the server; one made before signing waits in the draft for it. The copy may end
 * long after its page was left: what counts is what is kept by then.
 */

interface Tools {
  drafts: {
    get: <T>(key: string) => Promise<T | null>
    set: (key: string, value: unknown) => Promise<void>
  }
  send: (payload: { document_id: string } & PrintRecord) => Promise<unknown>
  newId: () => string
}

interface Of {
  /** Of the signing. */
  key: string
  paper: Pick<Paper, 'sha256'>
  /** When the document had been signed as the page opened. */
  documentId: string | undefined
}

export async function recordPrint(
  { drafts, send, newId }: Tools,
  { key, paper, documentId }: Of,
  print: PrintRecord,
): Promise<void> {
  const now = await drafts.get<SignDraft>(key)
  const mine = now && now.documentId && holds(now, paper) ? now : null
  const signed = documentId ?? (mine?.sent ? mine.documentId : null)
  if (signed) {
    await send({ document_id: signed, ...print })
    return
  }
  const made = mine ?? { ...NO_SIGN, documentId: newId(), sha256: paper.sha256 }
  await drafts.set(key, { ...made, prints: made.prints.concat(print) })
}
