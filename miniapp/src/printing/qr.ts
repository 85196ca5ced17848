import { PrintError } from './problems'
import type { Profile } from './profile'

/* How large a QR code becomes, so that it fits the paper. The printer draws it itself. */

// Bytes that versions 1, 2, … hold at level M (ISO/IEC 18004, table 7, byte mode).
const CAPACITY_M = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287,
  331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
]
const QUIET = 8 // modules left and right together
const SMALLEST = 3 // dots a module; less is not read by a phone from thermal paper

/** Dots a module: the profile's, or less for a long text. Throws PrintError. */
export function moduleSize(text: string, profile: Profile): number {
  const size = Math.min(profile.qr_module, Math.floor(profile.dots / (modules(text) + QUIET)))
  if (!/^[ -~]+$/.test(text) || size < SMALLEST) throw unfit()
  return size
}

/** How many squares the code of this text is wide. Throws PrintError. */
export function modules(text: string): number {
  const version = CAPACITY_M.findIndex((room) => text.length <= room) + 1
  if (!version) throw unfit()
  return 17 + 4 * version
}

const unfit = () =>
  new PrintError('qr-unfit', '二维码内容太长或含有不能编码的字符，纸上放不下')
