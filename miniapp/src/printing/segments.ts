import { PrintError } from './problems'

/* A payload in segments that are sent one after the other. Same as backend/printing/segments.py. */

export interface Segment {
  /** Where its data starts in the payload. */
  offset: number
  data: Uint8Array
  /** As in zlib. */
  crc32: number
}

/** Whole commands, as many as fit `limit` bytes. Throws PrintError for one that does not. */
export function cut(commands: readonly Uint8Array[], limit: number): Segment[] {
  let offset = 0
  return grouped(commands, limit).map((group) => {
    const data = join(group)
    const segment = { offset, data, crc32: crc32(data) }
    offset += data.length
    return segment
  })
}

/** The commands of each segment. */
export function grouped(commands: readonly Uint8Array[], limit: number): Uint8Array[][] {
  const groups: Uint8Array[][] = []
  let size = limit
  commands.forEach((command) => {
    if (command.length > limit) {
      const message = `一条指令有 ${command.length} 字节，超过一段的 ${limit} 字节`
      throw new PrintError('command-too-long', message)
    }
    if (size + command.length > limit) {
      groups.push([])
      size = 0
    }
    groups[groups.length - 1].push(command)
    size += command.length
  })
  return groups
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  parts.forEach((part) => {
    whole.set(part, offset)
    offset += part.length
  })
  return whole
}

export function crc32(bytes: ArrayLike<number>): number {
  let crc = 0xffffffff
  for (let index = 0; index < bytes.length; index += 1) {
    crc ^= bytes[index]
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
