import { PrintError } from './problems'
import { widthOf, type Profile } from './profile'
import { moduleSize, squares } from './qr'
import type { Bitmap } from './raster'
import { row, widths } from './tables'
import { balanced, cells, spaces, width, wrap, type Cell, type Glyph } from './wrapping'

/*
 * A document's blocks as what a slip printer puts on paper, in no printer's language yet.
 * Same as backend/printing/layout.py.
 */

export type Align = 'left' | 'center' | 'right'

export interface Line {
  kind: 'line'
  text: Cell[]
  align: Align
  bold: boolean
  double: boolean
}

export type Element =
  | Line
  | { kind: 'picture'; bitmap: Bitmap; align: Align }
  /** Blank paper, for what would touch its neighbours. */
  | { kind: 'gap'; dots: number }
  | { kind: 'code'; text: string; module: number }
  | { kind: 'ending' }

export interface Slot {
  role: string
  label: string
  name: string
  state: string
  words: string
  at: string
  image_sha256: string
}

export interface Column {
  title: string
  /** Its share of the paper. */
  width: number
}

/** An entry of the block list that documents/blocks.ts renders. */
export type Block =
  | { type: 'title' | 'center' | 'number' | 'heading'; text: string }
  | { type: 'paragraph'; text: string; indent: boolean }
  | { type: 'pairs'; rows: string[][] }
  | { type: 'table'; columns: Column[]; rows: string[][] }
  | { type: 'signatures'; slots: Slot[] }
  | { type: 'seal'; text: string; date: string }
  | { type: 'qr'; text: string; caption: string }
  | { type: 'divider' | 'end' | 'cut' }

export interface Page {
  profile: Profile
  images: Record<string, Bitmap>
  glyph: Glyph
}

export interface Marks {
  /** A document without effect: 演示 无效 at both ends. */
  demo: boolean
  /** n > 0 marks the n-th repetition. */
  reprint: number
  /** Whether the slip is the original or a copy; '' what is still to be signed by hand. */
  standing: string
}

const STANDINGS: Record<string, string | undefined> = {
  original: '【原件】',
  copy: '【副本】以归档的原件为准',
}

const ENDING: Element = { kind: 'ending' }
const HAIR: Element = { kind: 'gap', dots: 6 }
const THIN: Element = { kind: 'gap', dots: 12 }

function line(text: Cell[], style: Partial<Line> = {}): Line {
  return { kind: 'line', text, align: 'left', bold: false, double: false, ...style }
}

/** Everything on the slip in its order, an ending at last. Throws PrintError. */
export function layOut(blocks: readonly Block[], page: Page, marks: Marks): Element[] {
  const demo = marks.demo ? large(page, '演示 无效') : []
  const gap = marks.demo ? [line([])] : []
  const reprint = marks.reprint ? centered(page, `重打 第${marks.reprint}次`, true) : []
  const words = STANDINGS[marks.standing]
  const standing = words ? centered(page, words) : []
  const before = joined([standing, reprint, demo, gap])
  const after = joined([gap, demo, [ENDING]])
  return joined(parts(blocks).map((part) => joined([before, body(part, page), after])))
}

/** What hangs together until it is cut off; each part carries the marks. */
function parts(blocks: readonly Block[]): Block[][] {
  const made: Block[][] = [[]]
  blocks.forEach((block) => {
    if (block.type === 'cut') made.push([])
    else made[made.length - 1].push(block)
  })
  return made.filter((part) => part.length)
}

function body(blocks: Block[], page: Page): Element[] {
  return joined(
    blocks.map((block, index) => {
      const after = blocks[index + 1]
      // The agency stands small above its title.
      const small = block.type === 'title' && after && after.type === 'title'
      return small ? centered(page, block.text, true) : written(page, block)
    }),
  )
}

function written(page: Page, block: Block): Element[] {
  switch (block.type) {
    case 'title':
      return large(page, block.text)
    case 'center':
      return centered(page, block.text)
    case 'number':
      return centered(page, block.text).concat(line([]))
    case 'heading':
      return heading(page, block.text)
    case 'paragraph':
      return plain(page, block.text, block.indent ? 4 : 0)
    case 'pairs':
      return joined(block.rows.map(([label, value]) => pair(page, label, value)))
    case 'table':
      return table(page, block.columns, block.rows)
    case 'signatures':
      return joined([[line([])], ...block.slots.map((slot) => signature(page, slot).concat(THIN))])
    case 'seal':
      return seal(page, block.text, block.date)
    case 'qr':
      return qr(page, block.text, block.caption)
    case 'divider':
      return [rule(page)]
    case 'end':
      return [THIN].concat(centered(page, '（以下空白）'))
    default:
      throw new PrintError('block-unknown', `不认识的版块：${(block as { type: string }).type}`)
  }
}

function heading(page: Page, text: string): Element[] {
  const { columns } = page.profile
  const lines = wrap(cells(text, page.glyph), columns, columns)
  return [THIN].concat(lines.map((each) => line(each, { bold: true })))
}

function joined(parts: Element[][]): Element[] {
  return ([] as Element[]).concat(...parts)
}

function centered(page: Page, text: string, bold = false): Element[] {
  const lines = balanced(cells(text, page.glyph), page.profile.columns)
  return lines.map((each) => line(each, { align: 'center', bold }))
}

function large(page: Page, text: string): Element[] {
  const all = cells(text, page.glyph)
  // Pictures stay small, so all of it does.
  if (all.some((cell) => cell.picture)) return centered(page, text, true)
  const lines = balanced(all, Math.floor(page.profile.columns / 2))
  const set = lines.map((each) => [line(each, { align: 'center', double: true }), THIN])
  return joined([[THIN], ...set])
}

/** Lines indented by `first` columns, then by `hang`. */
function plain(page: Page, text: string, first = 0, hang = 0): Line[] {
  const { columns } = page.profile
  const lines = wrap(cells(text, page.glyph), columns - first, columns - hang)
  return lines.map((each, number) => line(spaces(number ? hang : first).concat(each)))
}

/** A short label has its value hang beside it, a long one leaves the value the paper. */
function pair(page: Page, label: string, value: string): Line[] {
  const name = `${label}：`
  const side = width(cells(name, page.glyph))
  return plain(page, name + value, 0, 4 * side <= page.profile.columns ? side : 2)
}

function table(page: Page, columns: Column[], rows: string[][]): Element[] {
  const titles = columns.map((column) => column.title)
  const shares = columns.map((column) => column.width)
  const places = widths(shares, page.profile.columns)
  const set = (values: string[]): Cell[][] => {
    const written = values.map((value) => cells(value, page.glyph))
    return row(written, places)
  }
  if (!places.length) {
    // Too many columns for this paper: one pair a line instead.
    const stacked = rows.map((values) =>
      joined(values.map((value, index) => pair(page, titles[index], value))).concat([rule(page)]),
    )
    return joined(stacked)
  }
  const head = set(titles).map((text) => line(text, { bold: true }))
  const body = joined(rows.map((values) => set(values).map((text) => line(text))))
  return joined([[THIN], head, [rule(page)], body, [rule(page)]])
}

function signature(page: Page, slot: Slot): Element[] {
  // What is signed for, and below it who signs.
  const stop = slot.label.lastIndexOf('。') + 1
  const said: Element[] = stop ? plain(page, slot.label.slice(0, stop)) : []
  const made = said.concat(plain(page, `${slot.label.slice(stop)}：${slot.name}`, 0, 2))
  if (slot.image_sha256) made.push(HAIR, picture(page, slot.image_sha256), THIN)
  if (!slot.state) {
    // Printed first, signed by hand.
    const room = '_'.repeat(Math.floor(page.profile.columns / 2))
    made.push(line([]), line([]))
    made.push(line(cells(`签名：${room}`, page.glyph)))
    made.push(line(cells('日期：      年    月    日', page.glyph)))
  } else if (slot.state !== 'signed' || !slot.image_sha256) {
    made.push(...plain(page, slot.state === 'signed' ? '见纸质件上的签名' : slot.words))
  }
  return slot.at ? made.concat(plain(page, slot.at)) : made
}

function picture(page: Page, sha256: string): Element {
  const bitmap = page.images[sha256]
  const dots = widthOf(page.profile)
  if (!bitmap) throw new PrintError('image-missing', `签名图片还没到，不能打印（${sha256.slice(0, 8)}）`)
  if (bitmap.width > dots) {
    throw new PrintError('image-too-wide', `图片宽 ${bitmap.width} 点，纸面只有 ${dots} 点`)
  }
  return { kind: 'picture', bitmap, align: 'left' }
}

function seal(page: Page, text: string, date: string): Element[] {
  const lines = [text, date].map((each) => {
    const written = balanced(cells(each, page.glyph), page.profile.columns)
    return written.map((one) => line(one, { align: 'right' }))
  })
  return joined([[line([])], ...lines, [line([])]])
}

/** A blank line on either side is the quiet zone of four modules. */
function qr(page: Page, text: string, caption: string): Element[] {
  const module = moduleSize(text, page.profile)
  const code: Element = page.profile.qr_native
    ? { kind: 'code', text, module }
    : { kind: 'picture', bitmap: squares(text, module), align: 'center' }
  return joined([[line([]), code, line([])], centered(page, caption)])
}

function rule(page: Page): Line {
  return line(Array.from({ length: page.profile.columns }, () => ({ char: '-', width: 1 })))
}
