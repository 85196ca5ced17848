import { describe, expect, it } from 'vitest'
import { NO_SIGN, type Paper, type PrintRecord, type SignDraft } from '../papers/signing'
import { recordPrint } from './recording'

const PAPER = { sha256: 'now' } as Paper
const PRINT: PrintRecord = {
  ...{ printer: 'HM-A300', profile: 'cpcl-hprt-80', payload_sha256: 'f', bytes: 9 },
  ...{ outcome: 'done', copy: 1 },
}

async function told(kept: Partial<SignDraft> | null, documentId?: string) {
  const stored: Record<string, unknown> = { k: kept && { ...NO_SIGN, ...kept } }
  const sent: unknown[] = []
  const tools = {
    drafts: {
      get: async <T>(key: string) => stored[key] as T | null,
      set: async (key: string, value: unknown) => void (stored[key] = value),
    },
    send: async (payload: unknown) => sent.push(payload),
    newId: () => 'fresh',
  }
  await recordPrint(tools, { key: 'k', paper: PAPER, documentId }, PRINT)
  return { sent, kept: stored.k as SignDraft }
}

describe('a print', () => {
  it('of a signed document is told to the server', async () => {
    const { sent } = await told(null, 'd')
    expect(sent).toEqual([{ document_id: 'd', ...PRINT }])
  })

  it('of one that was signed while it was printed is told as well', async () => {
    const { sent } = await told({ documentId: 'd', sha256: 'now', sent: true })
    expect(sent).toEqual([{ document_id: 'd', ...PRINT }])
  })

  it('made before signing waits with what was signed so far', async () => {
    const before = { ...PRINT, copy: 9 }
    const { sent, kept } = await told({ documentId: 'd', sha256: 'now', prints: [before] })
    expect([sent, kept.documentId, kept.prints]).toEqual([[], 'd', [before, PRINT]])
  })

  it('begins the draft of a document that nobody has signed', async () => {
    const { kept } = await told(null)
    expect(kept).toMatchObject({ documentId: 'fresh', sha256: 'now', prints: [PRINT] })
  })

  it('is none of what was signed for other content', async () => {
    const { kept } = await told({ documentId: 'old', sha256: 'before', sent: true })
    expect(kept).toMatchObject({ documentId: 'fresh', sent: false, prints: [PRINT] })
  })
})
