/** Bytes and their written forms, for hosts without TextEncoder, atob or Buffer. */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function toHex(bytes: Uint8Array): string {
  let written = ''
  for (let i = 0; i < bytes.length; i += 1) {
    written += (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16)
  }
  return written
}

export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(hex.substr(i * 2, 2), 16)
  return bytes
}

export function toBase64(bytes: Uint8Array): string {
  let written = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0)
    for (let digit = 0; digit < 4; digit += 1) {
      const there = digit <= bytes.length - i
      written += there ? BASE64.charAt((three >> (18 - 6 * digit)) & 63) : '='
    }
  }
  return written
}

/** Raises for what is not base64. */
export function fromBase64(text: string): Uint8Array {
  const bare = text.replace(/[\r\n]/g, '').replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4))
  let held = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < bare.length; i += 1) {
    const value = BASE64.indexOf(bare.charAt(i))
    if (value < 0) throw new Error('not base64')
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at] = (held >> bits) & 0xff
      at += 1
    }
  }
  return bytes
}

/** A lone surrogate becomes U+FFFD, as in TextEncoder. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 1) {
    let point = text.charCodeAt(i)
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = text.charCodeAt(i + 1)
      const paired = point < 0xdc00 && low >= 0xdc00 && low <= 0xdfff
      point = paired ? 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00) : 0xfffd
      if (paired) i += 1
    }
    if (point < 0x80) bytes.push(point)
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63))
    else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
    } else {
      bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63))
      bytes.push(0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
    }
  }
  return new Uint8Array(bytes)
}

/** What an event of the phone tells several listeners. */
export function listeners<A extends unknown[]>() {
  const all: ((...given: A) => void)[] = []
  return {
    add(listener: (...given: A) => void) {
      all.push(listener)
      return () => {
        const at = all.indexOf(listener)
        if (at >= 0) all.splice(at, 1)
      }
    },
    tell(...given: A) {
      all.slice().forEach((listener) => listener(...given))
    },
    count: () => all.length,
  }
}
