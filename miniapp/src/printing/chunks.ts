/*
 * What one Bluetooth write carries. A write never ends inside a two-byte character or inside the
 * head of a command, so that after a broken connection the printer waits for data at most: zeros
 * complete that, where half a head would turn into another command.
 */

const HEAD = 8
const C = 0x43
const G = 0x47
const SPACE = 0x20
const CG_HEAD = 11 // the shortest: "CG 1 1 0 0 "

export interface Chunk {
  data: Uint8Array
  /** Bytes that the printer waits for once this write has arrived. */
  awaited: number
}

/** The commands in writes of at most `size` bytes. */
export function chunks(commands: readonly Uint8Array[], size: number): Chunk[] {
  const made: Chunk[] = []
  let held: number[] = []
  let awaited = 0
  const close = (): void => {
    if (held.length) made.push({ data: Uint8Array.from(held), awaited })
    held = []
  }
  commands.forEach((command) => {
    let done = 0
    atoms(command).forEach((length) => {
      if (held.length + length > size) close()
      held = held.concat(Array.from(command.slice(done, done + length)))
      done += length
      awaited = isText(command) ? 0 : command.length - done
    })
  })
  close()
  return made
}

/** The lengths of what must stay together in a command. */
function atoms(command: Uint8Array): number[] {
  if (isText(command)) return characters(command)
  const head = command[0] === C ? graphicHead(command) : command[0] ? Math.min(HEAD, command.length) : 1
  return [head].concat(Array.from({ length: command.length - head }, () => 1))
}

function characters(text: Uint8Array): number[] {
  const lengths: number[] = []
  let at = 0
  while (at < text.length) {
    const length = text[at] < 0x80 ? 1 : 2
    lengths.push(length)
    at += length
  }
  return lengths
}

/** A reset throws away a line that was not fed: nothing is awaited for text. */
function isText(command: Uint8Array): boolean {
  return (command[0] >= 0x20 && !isGraphic(command)) || command[0] === 0x0a || command[0] === 0x0d
}

/** CPCL's "CG width height x y " and then dots, which may be any byte. */
function isGraphic(command: Uint8Array): boolean {
  return command[0] === C && command[1] === G && command[2] === SPACE && command.length > CG_HEAD
}

function graphicHead(command: Uint8Array): number {
  let spaces = 0
  const end = command.findIndex((byte) => byte === SPACE && (spaces += 1) === 5)
  return end + 1
}
