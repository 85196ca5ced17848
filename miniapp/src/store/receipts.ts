/** What the phone checks before it lets go of anything: the server's signature and the hash. */
import nacl from 'tweetnacl'
import { fromBase64, utf8 } from '@/bridge/bytes'
import { canonical } from '@/documents/canonical'
import type { Receipt } from './types'

export interface ReceiptKey {
  key_id: string
  public_key: string
}

/** Whether the server's key made this receipt (Ed25519 over the canonical payload). */
export function isSigned(receipt: Receipt | undefined | null, key: ReceiptKey): boolean {
  if (!receipt || receipt.key_id !== key.key_id) return false
  try {
    const message = utf8(canonical(receipt.payload))
    const signature = fromBase64(receipt.signature)
    return nacl.sign.detached.verify(message, signature, fromBase64(key.public_key))
  } catch {
    return false
  }
}

/** A signed receipt whose payload says exactly this. */
export function confirms(
  receipt: Receipt | undefined | null,
  key: ReceiptKey,
  said: Record<string, string | number>,
): receipt is Receipt {
  if (!isSigned(receipt, key)) return false
  const payload = (receipt as Receipt).payload
  return Object.keys(said).every((name) => payload[name] === said[name])
}
