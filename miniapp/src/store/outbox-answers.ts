/** Which commands travel together, and what an answer means for each of them. */
import { canonical, sha256Hex } from '@/documents/canonical'
import type { Entry, FinishedCommand } from './outbox-keeping'
import { confirms, type ReceiptKey } from './receipts'
import type { CommandAnswer, Trouble } from './types'

const MOST = 200
// A batch travels over bad networks: many small ones arrive sooner than a large one.
const MOST_CHARACTERS = 400 * 1024
const BREATH = 10

const BAD_RECEIPT: Trouble = {
  code: 'receipt-invalid',
  title: '服务器的回执核对不上，内容仍保存在手机上',
  status: 0,
}
const NO_ANSWER: Trouble = { code: 'no-answer', title: '服务器没有逐条应答', status: 0 }

/** The next ones to send, in their order, at least one if any waits. */
export function batch(entries: Entry[]): Entry[] {
  const chosen: Entry[] = []
  let size = 0
  for (const entry of entries) {
    if (entry.refused) continue
    size += JSON.stringify(entry.command).length
    if (chosen.length && (chosen.length >= MOST || size > MOST_CHARACTERS)) break
    chosen.push(entry)
  }
  return chosen
}

interface Done {
  entry: Entry
  receipt: FinishedCommand
}

/** Accepted and proven by a receipt, or still here with its problem written on it. */
export async function judged(
  sent: Entry[],
  answers: CommandAnswer[],
  key: ReceiptKey | null,
): Promise<{ done: Done[]; left: Entry[] }> {
  const byId: Record<string, CommandAnswer> = {}
  answers.forEach((answer) => answer.id && (byId[answer.id] = answer))
  const done: Done[] = []
  const left: Entry[] = []
  for (let i = 0; i < sent.length; i += 1) {
    // A signature takes some 10 ms on a phone: the screen must not stand still meanwhile.
    if (i && i % BREATH === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    const receipt = judge(sent[i], byId[sent[i].command.id], key)
    if (receipt) done.push({ entry: sent[i], receipt })
    else left.push(sent[i])
  }
  return { done, left }
}

function judge(
  entry: Entry,
  answer: CommandAnswer | undefined,
  key: ReceiptKey | null,
): FinishedCommand | null {
  const { command } = entry
  if (!answer || answer.outcome === 'refused') {
    entry.problem = (answer && answer.problem) || NO_ANSWER
    // The server's own fault is not recorded there: sent again, it is tried again.
    entry.refused = Boolean(answer) && entry.problem.status < 500
    return null
  }
  const hash = sha256Hex(canonical(command))
  const said = { command: command.id, sha256: hash, outcome: 'accepted' }
  const receipt = answer.receipt
  if (!key || !confirms(receipt, key, said)) {
    entry.problem = BAD_RECEIPT
    return null
  }
  return {
    id: command.id,
    kind: command.kind,
    at: command.at,
    received_at: String(receipt.payload.received_at),
    sha256: hash,
    key_id: receipt.key_id,
    signature: receipt.signature,
  }
}
