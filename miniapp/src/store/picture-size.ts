// How large a picture says it is, read from its head: the same as backend/evidence/pictures.py
// (tests/cases/picture_sizes.json). What the server would refuse is said while the officer still
// stands there.

/** The server takes no more. */
export const MOST_PIXELS = 80_000_000

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const SCAN = 0xda

/** Of a JPEG or PNG, the most that it says; 0 where it says nothing. */
export function pixels(content: Uint8Array): number {
  const begins = (head: number[]) => head.every((byte, place) => content[place] === byte)
  if (begins(PNG) && content.length >= 24) return long(content, 16) * long(content, 20)
  return begins([0xff, 0xd8]) ? jpeg(content) : 0
}

function jpeg(content: Uint8Array): number {
  let most = 0
  let at = 2
  while (at + 9 <= content.length && content[at] === 0xff) {
    const marker = content[at + 1]
    if (marker === SCAN) break
    if (isFrame(marker)) most = Math.max(most, short(content, at + 5) * short(content, at + 7))
    if (marker === 0xff) at += 1 // filling
    else at += isBare(marker) ? 2 : 2 + short(content, at + 2)
  }
  return most
}

/** SOF0 to SOF15. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && [0xc4, 0xc8, 0xcc].indexOf(marker) < 0
}

function isBare(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
}

const short = (content: Uint8Array, at: number) => content[at] * 0x100 + content[at + 1]
const long = (content: Uint8Array, at: number) =>
  short(content, at) * 0x10000 + short(content, at + 2)
