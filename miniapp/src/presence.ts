/** Six digits that one phone shows and another types (backend/tasks/presence.py): RFC 4226 over
 *  HMAC-SHA256, a new one every two minutes. Works without a signal. */
import { sha256 } from 'js-sha256'
import { fromBase64 } from './bridge/bytes'

export const STEP = 120
const DIGITS = 6

/** The code of a task at a moment; `secret` is base64. */
export function code(secret: string, taskId: string, now: Date): string {
  const message = `presence:${taskId}:${Math.floor(now.getTime() / 1000 / STEP)}`
  const mac = sha256.hmac.array(fromBase64(secret), message)
  const start = mac[mac.length - 1] & 15
  const high = (mac[start] & 127) * 0x1000000
  const number = high + (mac[start + 1] << 16) + (mac[start + 2] << 8) + mac[start + 3]
  return `00000${number % Math.pow(10, DIGITS)}`.slice(-DIGITS)
}

/** Whether what was shown at one moment may be read at the other (seconds): as long as a code. */
export function together(one: number, other: number): boolean {
  return Math.abs(Math.floor(one / STEP) - Math.floor(other / STEP)) <= 1
}

/** Whole seconds until the next code; `now` in milliseconds since 1970. */
export function secondsLeft(now: number): number {
  return STEP - (Math.floor(now / 1000) % STEP)
}
