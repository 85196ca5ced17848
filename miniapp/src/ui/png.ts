import type { Bitmap } from './strokes'

/* A PNG of one bit per dot, made without a canvas: the export of a canvas differs from host to
   host (and is missing in some), the same strokes must give the same bytes everywhere. */

const CRC_TABLE = Array.from({ length: 256 }, (_, start) => {
  let value = start
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  bytes.forEach((byte) => {
    crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  })
  return (crc ^ 0xffffffff) >>> 0
}

function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  bytes.forEach((byte) => {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  })
  return ((b << 16) | a) >>> 0
}

const word = (value: number) => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
]

function join(parts: ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  parts.forEach((part) => {
    whole.set(part, at)
    at += part.length
  })
  return whole
}

function chunk(name: string, body: ArrayLike<number>): Uint8Array {
  const tagged = join([Array.from(name, (letter) => letter.charCodeAt(0)), body])
  return join([word(body.length), tagged, word(crc32(tagged))])
}

/** zlib framing with stored blocks: a signature is 11 kB, a deflate library would be 45 kB. */
function zlib(raw: Uint8Array): Uint8Array {
  const parts: ArrayLike<number>[] = [[0x78, 0x01]]
  for (let at = 0; at < raw.length; at += 0xffff) {
    const block = raw.subarray(at, at + 0xffff)
    const last = at + 0xffff >= raw.length ? 1 : 0
    const size = block.length
    parts.push([last, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255], block)
  }
  parts.push(word(adler32(raw)))
  return join(parts)
}

/** Black ink on white. */
export function png({ width, height, bits }: Bitmap): Uint8Array {
  const stride = (width + 7) >> 3
  const raw = new Uint8Array((stride + 1) * height)
  for (let row = 0; row < height; row += 1) {
    for (let byte = 0; byte < stride; byte += 1) {
      raw[row * (stride + 1) + 1 + byte] = ~bits[row * stride + byte] & 255
    }
  }
  return join([
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', [...word(width), ...word(height), 1, 0, 0, 0, 0]),
    chunk('IDAT', zlib(raw)),
    chunk('IEND', []),
  ])
}
