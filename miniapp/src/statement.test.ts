import { readFileSync } from 'fs'
import nacl from 'tweetnacl'
import { describe, expect, it } from 'vitest'
import { fromBase64, utf8 } from './bridge/bytes'
import { keyId, newKey, type PhoneKey, publicKey, read, signed, type Statement } from './statement'

interface Shared {
  seed: string
  public_key: string
  key_id: string
  cases: (Omit<Statement, 'key'> & { why: string; nonce: string; text: string })[]
  unreadable: { why: string; text: string }[]
  not_signed_so: { why: string; text: string }[]
}

const file = new URL('../../tests/cases/statements.json', import.meta.url)
const shared: Shared = JSON.parse(readFileSync(file, 'utf8'))
const key: PhoneKey = { seed: shared.seed, registered: true }

function verifies(text: string): boolean {
  const end = text.lastIndexOf(';')
  const signature = fromBase64(text.slice(end + 1))
  return nacl.sign.detached.verify(
    utf8(text.slice(0, end)),
    signature,
    fromBase64(shared.public_key),
  )
}

describe('what a phone signs of being there', () => {
  it('has the key that the server knows by the same name', () => {
    expect([publicKey(key), keyId(key)]).toEqual([shared.public_key, shared.key_id])
  })

  it.each(shared.cases)('is the same line here and there: $why', ({ text, nonce, ...said }) => {
    expect(signed(said, key, nonce)).toBe(text)
    const { task_id, officer_id, at, code, position } = said
    expect(read(text)).toEqual({ task_id, officer_id, at, code, position, key: shared.key_id })
    expect(verifies(text)).toBe(true)
  })

  it.each(shared.unreadable)('is no other text: $why', ({ text }) => {
    expect(read(text)).toBeNull()
  })

  it.each(shared.not_signed_so)('is not what somebody else made of it: $why', ({ text }) => {
    expect(read(text)).not.toBeNull()
    expect(verifies(text)).toBe(false)
  })

  it('leaves out a place that it could not write', () => {
    const { nonce, ...said } = shared.cases[0]
    const odd = { ...said, position: { ...said.position!, accuracy: 'NaN' } }
    expect(read(signed(odd, key, nonce))?.position).toBeNull()
  })

  it('a new key is of the random bytes that the phone has', () => {
    const made = newKey((count) => new Uint8Array(count).fill(9))
    expect(fromBase64(made.seed)).toEqual(new Uint8Array(32).fill(9))
    expect(made.registered).toBe(false)
  })
})
