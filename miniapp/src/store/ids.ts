import { sha256 } from 'js-sha256'
import { toHex } from '@/bridge/bytes'

type Random = (count: number) => Uint8Array | null

/** Random bytes, also on a phone without a secure source: then they are derived from a seed that
 *  the server handed out at sign-in, with everything at hand mixed in. */
export function randomness(secure: Random, seed: () => string) {
  let drawn = 0
  return (count: number): Uint8Array => {
    const good = secure(count)
    if (good) return good
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; at += 32) {
      drawn += 1
      const mixed = [seed(), drawn, Date.now(), Math.random(), Math.random()].join('|')
      bytes.set(sha256.array(mixed).slice(0, Math.min(32, count - at)), at)
    }
    return bytes
  }
}

/** UUIDv7 (RFC 9562) of a moment in milliseconds. */
export function uuid7(milliseconds: number, random: (count: number) => Uint8Array): string {
  const bytes = random(16)
  let rest = Math.floor(milliseconds)
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  const hex = toHex(bytes)
  const cuts = [0, 8, 12, 16, 20, 32]
  return cuts.slice(1).map((end, i) => hex.slice(cuts[i], end)).join('-')
}
