/** Requests and uploads of `dd` and `my`. */
import { utf8 } from './bytes'
import { call, type Native, reply } from './native'
import { bytesOf, type Made } from './native-files'
import type { FailureCode, Reply, Request, Upload } from './types'
import { BridgeFailure } from './types'

// httpRequest: 4 and 11 domain not allowed, 12 network, 13 timeout, 14 decode, 19 HTTP status.
const NUMBERS: Record<number, FailureCode> = {
  4: 'denied',
  11: 'denied',
  12: 'offline',
  13: 'timeout',
}

interface HttpResult {
  status?: number
  statusCode?: number
  headers?: unknown
  data?: unknown
}

/** An answer of status 400 and above comes through `fail` with 19 on some versions. */
function answered(error: unknown): Reply | null {
  const native = (error instanceof BridgeFailure ? error.native : error) as HttpResult | null
  if (!native || !(native.status || native.statusCode)) return null
  return reply(native.status || native.statusCode, native.headers, native.data)
}

export async function request(native: Native, asked: Request): Promise<Reply> {
  const body = asked.body === undefined ? {} : { data: JSON.stringify(asked.body) }
  try {
    const name = typeof native.httpRequest === 'function' ? 'httpRequest' : 'request'
    const got = await call<HttpResult>(
      native,
      name,
      {
        url: asked.url,
        method: asked.method,
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...asked.headers },
        ...body,
        // As text, so that a body that is no JSON does not end as error 14.
        dataType: 'text',
        timeout: asked.timeout || 20000,
      },
      NUMBERS,
    )
    return reply(got.status || got.statusCode, got.headers, got.data)
  } catch (error) {
    const got = answered(error)
    if (got) return got
    throw error
  }
}

/** One file. `fileName` is the form field's name here, whatever Taro makes of it. */
export async function upload(native: Native, asked: Upload): Promise<Reply> {
  try {
    const got = await call<HttpResult>(
      native,
      'uploadFile',
      {
        url: asked.url,
        header: asked.headers || {},
        headers: asked.headers || {},
        filePath: asked.path,
        fileName: asked.field,
        fileType: 'image',
        formData: asked.fields,
        timeout: asked.timeout || 120000,
      },
      NUMBERS,
    )
    return reply(got.statusCode || got.status, got.headers || (got as { header?: unknown }).header, got.data)
  } catch (error) {
    const got = answered(error)
    if (got) return got
    throw error
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  parts.forEach((part) => {
    all.set(part, at)
    at += part.length
  })
  return all
}

/** What the app made itself as a file of a form: `uploadFile` takes only what lies on the disk.
 *  A text goes as a string, bytes as an ArrayBuffer. */
export async function uploadMade(native: Native, asked: Upload, made: Made): Promise<Reply> {
  const boundary = `----zhifa${asked.path.replace(/[^a-z0-9]/gi, '').slice(-24)}`
  const fields = Object.keys(asked.fields).map(
    (name) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n` +
      `${asked.fields[name]}\r\n`,
  )
  const disposition = `form-data; name="${asked.field}"; filename="evidence"`
  const head =
    `${fields.join('')}--${boundary}\r\nContent-Disposition: ${disposition}\r\n` +
    `Content-Type: ${asked.mediaType}\r\n\r\n`
  const tail = `\r\n--${boundary}--\r\n`
  const data =
    made.text === undefined
      ? joined([utf8(head), bytesOf(made), utf8(tail)]).buffer
      : head + made.text + tail
  const headers = { ...asked.headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` }
  const sent = { url: asked.url, method: 'POST', headers, data, dataType: 'text' }
  try {
    const name = typeof native.httpRequest === 'function' ? 'httpRequest' : 'request'
    const got = await call<HttpResult>(
      native,
      name,
      { ...sent, timeout: asked.timeout || 60000 },
      NUMBERS,
    )
    return reply(got.status || got.statusCode, got.headers, got.data)
  } catch (error) {
    const got = answered(error)
    if (got) return got
    throw error
  }
}
