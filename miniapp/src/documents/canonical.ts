// Canonical JSON (RFC 8785) and its hash: what is signed, and what receipts are checked against.
import canonicalize from 'canonicalize'
import { sha256 } from 'js-sha256'

/** The one way to write a value as JSON. Throws for what JSON cannot hold. */
export function canonical(value: unknown): string {
  const written = canonicalize(value)
  if (written === undefined) throw new Error('没有可写成 JSON 的内容')
  return written
}

/** SHA-256 of the text in UTF-8, 64 hex digits. */
export function sha256Hex(text: string): string {
  return sha256(text)
}
