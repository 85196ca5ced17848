import qrcode from 'qrcode-generator'
import { PrintError } from './problems'
import { widthOf, type Profile } from './profile'
import { stride, type Bitmap } from './raster'

/* How large a QR code becomes on paper, and its dots where the printer draws none itself. */

// Bytes that versions 1, 2, … hold at level M (ISO/IEC 18004, table 7, byte mode).
const CAPACITY_M = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287,
  331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
]
const QUIET = 8 // modules left and right together
const SMALLEST = 3 // dots a module; less is not read by a phone from thermal paper

/** Dots a module: the profile's, or less for a long text. Throws PrintError. */
export function moduleSize(text: string, profile: Profile): number {
  const size = Math.min(profile.qr_module, Math.floor(widthOf(profile) / (modules(text) + QUIET)))
  if (!/^[ -~]+$/.test(text) || size < SMALLEST) throw unfit()
  return size
}

/** How many squares the code of this text is wide. Throws PrintError. */
export function modules(text: string): number {
  return 17 + 4 * versionOf(text)
}

function versionOf(text: string): number {
  const version = CAPACITY_M.findIndex((room) => text.length <= room) + 1
  if (!version) throw unfit()
  return version
}

/** The code as dots, `module` a square. The mask is always 0, as on the server. */
export function squares(text: string, module: number): Bitmap {
  const code = qrcode(versionOf(text) as TypeNumber, 'M')
  code.addData(text, 'Byte')
  // The library weighs the masks by what it can see of the code: it sees nothing, and takes mask 0.
  const { getModuleCount } = code
  code.getModuleCount = () => 0
  code.make()
  code.getModuleCount = getModuleCount
  const side = module * code.getModuleCount()
  const bytes = stride({ width: side })
  const rows = new Uint8Array(bytes * side)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const dark = code.isDark(Math.floor(y / module), Math.floor(x / module))
      if (dark) rows[y * bytes + (x >> 3)] |= 0x80 >> (x & 7)
    }
  }
  return { width: side, height: side, rows }
}

const unfit = () =>
  new PrintError('qr-unfit', '二维码内容太长或含有不能编码的字符，纸上放不下')
