/** 统一社会信用代码 (GB 32100) in a text; as backend/subjects/search/asking.py finds it. */
const SHAPE = /[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}/
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

function isRight(code: string): boolean {
  let sum = 0
  let weight = 1
  for (let place = 0; place < 17; place += 1) {
    sum += CHARACTERS.indexOf(code[place]) * weight
    weight = (weight * 3) % 31
  }
  return CHARACTERS[(31 - (sum % 31)) % 31] === code[17]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * The code itself, or the one inside a link: a link holds tokens as long as a code, so that only
 * one with the right check character counts there. A code of old times that has another is taken
 * where it stands alone.
 */
export function usccIn(text: string): string | undefined {
  const plain = decoded(text).toUpperCase()
  for (let start = 0; start + 18 <= plain.length; start += 1) {
    const piece = plain.slice(start, start + 18)
    if (SHAPE.test(piece) && isRight(piece)) return piece
  }
  const alone = plain.replace(/[\s-]/g, '')
  return alone.length === 18 && SHAPE.test(alone) ? alone : undefined
}
