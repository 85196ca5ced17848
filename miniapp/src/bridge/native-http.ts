/** Requests and uploads of `dd` and `my`. */
import { call, failureOf, type Native, parsed, reply } from './native'
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

/** A text as a file of a form, for containers that can upload only what lies on the disk. */
export async function uploadText(native: Native, asked: Upload, text: string): Promise<Reply> {
  const boundary = `----zhifa${asked.path.replace(/[^a-z0-9]/gi, '').slice(-24)}`
  const parts = Object.keys(asked.fields).map(
    (name) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${asked.fields[name]}`,
  )
  const disposition = `form-data; name="${asked.field}"; filename="evidence"`
  parts.push(`Content-Disposition: ${disposition}\r\nContent-Type: ${asked.mediaType}\r\n\r\n${text}`)
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('') + `--${boundary}--\r\n`
  try {
    const got = await call<HttpResult>(
      native,
      'httpRequest',
      {
        url: asked.url,
        method: 'POST',
        headers: { ...asked.headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
        data: body,
        dataType: 'text',
        timeout: asked.timeout || 60000,
      },
      NUMBERS,
    )
    return reply(got.status || got.statusCode, got.headers, got.data)
  } catch (error) {
    const got = answered(error)
    if (got) return got
    throw error instanceof BridgeFailure ? error : failureOf(parsed(error), NUMBERS)
  }
}
