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
  const made: Segment[] = []
  let offset = 0
  let held: number[] = []
  const close = (): void => {
    if (!held.length) return
    made.push({ offset, data: Uint8Array.from(held), crc32: crc32(held) })
    offset += held.length
    held = []
  }
  commands.forEach((command) => {
    if (command.length > limit) {
      const message = `一条指令有 ${command.length} 字节，超过一段的 ${limit} 字节`
      throw new PrintError('command-too-long', message)
    }
    if (held.length + command.length > limit) close()
    held = held.concat(Array.from(command))
  })
  close()
  return made
}

export function crc32(bytes: ArrayLike<number>): number {
  let crc = 0xffffffff
  for (let index = 0; index < bytes.length; index += 1) {
    crc ^= bytes[index]
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
