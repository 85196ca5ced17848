/** 到场码 that a phone signs without a signal and another one scans: one line of text, described in
 *  backend/inspections/statements.py. */
import { sha256 } from 'js-sha256'
import nacl from 'tweetnacl'
import { fromBase64, toBase64, utf8 } from './bridge/bytes'
import type { Position } from './bridge/types'

/** Made for one sign-in and kept beside it; `seed` (32 bytes, base64) never leaves the phone. */
export interface PhoneKey {
  seed: string
  /** The server has the public half. */
  registered: boolean
}

export interface Statement {
  task_id: string
  officer_id: string
  /** Told by the first 16 hex digits of its SHA-256. */
  key: string
  /** Whole seconds since 1970. */
  at: number
  code: string
  position: Position | null
}

const PLACE =
  '(-?[0-9]{1,2}(?:\\.[0-9]{1,8})?),(-?[0-9]{1,3}(?:\\.[0-9]{1,8})?),(WGS84|GCJ02),' +
  '([0-9]{1,7}(?:\\.[0-9]{1,3})?),([01]),([0-9]{10})'
const ID = '([0-9a-f]{32})'
const LINE = new RegExp(
  `^ZFDC1;${ID};${ID};([0-9a-f]{16});([0-9]{10});([0-9]{6});[0-9a-f]{16};(?:${PLACE})?;` +
    '[A-Za-z0-9+/]{86}==$',
)
const WHOLE_PLACE = new RegExp(`^${PLACE}$`)

const pair = (key: PhoneKey) => nacl.sign.keyPair.fromSeed(fromBase64(key.seed))

export function newKey(random: (count: number) => Uint8Array): PhoneKey {
  return { seed: toBase64(random(32)), registered: false }
}

export const publicKey = (key: PhoneKey): string => toBase64(pair(key).publicKey)

export const keyId = (key: PhoneKey): string => sha256(pair(key).publicKey).slice(0, 16)

/** A place that cannot be written like this is left out: the line must stay readable. */
function placed({ latitude, longitude, crs, accuracy, mock, at }: Position): string {
  const seconds = Math.floor(Date.parse(at) / 1000)
  const written = [latitude, longitude, crs, accuracy, mock ? 1 : 0, seconds].join(',')
  return WHOLE_PLACE.test(written) ? written : ''
}

const bare = (id: string) => id.replace(/-/g, '').toLowerCase()

function hyphened(hex: string): string {
  const cuts = [0, 8, 12, 16, 20, 32]
  return cuts.slice(1).map((end, i) => hex.slice(cuts[i], end)).join('-')
}

/** `nonce`: 16 random hex digits. */
export function signed(said: Omit<Statement, 'key'>, key: PhoneKey, nonce: string): string {
  const place = said.position ? placed(said.position) : ''
  const ids = [bare(said.task_id), bare(said.officer_id), keyId(key)]
  const line = ['ZFDC1', ...ids, said.at, said.code, nonce, place].join(';')
  return `${line};${toBase64(nacl.sign.detached(utf8(line), pair(key).secretKey))}`
}

/** What a scanned text says; null for any other text. Whether it is true, the server finds out. */
export function read(text: string): Statement | null {
  const found = LINE.exec(text)
  if (!found) return null
  const [, task, officer, key, at, code, latitude, longitude, crs, accuracy, mock, fixed] = found
  const position = latitude
    ? {
        latitude,
        longitude,
        crs: crs as Position['crs'],
        accuracy,
        provider: '',
        mock: mock === '1',
        at: new Date(Number(fixed) * 1000).toISOString().replace('.000Z', 'Z'),
      }
    : null
  return {
    task_id: hyphened(task),
    officer_id: hyphened(officer),
    key,
    at: Number(at),
    code,
    position,
  }
}
