/** Calls of the server. Whatever goes wrong becomes one TroubleError. */
import { type Bridge, BridgeFailure, type Reply, type Request } from '@/bridge/types'
import type { Trouble } from './types'

export class TroubleError extends Error {
  readonly trouble: Trouble

  constructor(trouble: Trouble) {
    super(`${trouble.code}: ${trouble.title}`)
    Object.setPrototypeOf(this, TroubleError.prototype)
    this.name = 'TroubleError'
    this.trouble = trouble
  }
}

/** What a screen can say of anything that was thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof TroubleError) return error.trouble
  if (error instanceof BridgeFailure) return { code: error.code, title: error.words, status: 0 }
  return { code: 'failed', title: '这一步没有完成', status: 0 }
}

function trouble(got: Reply): Trouble {
  const body = (got.data && typeof got.data === 'object' ? got.data : {}) as Partial<Trouble>
  const id = body.request_id || got.headers['x-request-id']
  return {
    code: body.code || `http-${got.status}`,
    title: body.title || (got.status >= 500 ? '服务器暂时没有应答，内容已保存在手机上' : '没有收下'),
    status: got.status,
    details: body.details,
    ...(id ? { request_id: id } : {}),
  }
}

/** The body of a good answer. Raises TroubleError. */
export function bodyOf<T>(got: Reply): T {
  if (got.status >= 200 && got.status < 300) return got.data as T
  throw new TroubleError(trouble(got))
}

/** One call without a session. Raises TroubleError. */
export async function ask<T>(bridge: Bridge, asked: Request): Promise<T> {
  const got = await bridge.request(asked).catch((error) => {
    throw new TroubleError(troubleOf(error))
  })
  return bodyOf<T>(got)
}

export interface Sessioned {
  headers(): Record<string, string>
  /** A new token, or TroubleError. */
  renew(): Promise<unknown>
}

export interface Http {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  headers(): Record<string, string>
  /** Does something with the headers of the session; 401 signs in again and does it once more. */
  signed(act: (headers: Record<string, string>) => Promise<Reply>): Promise<Reply>
}

export const API = '/api/v1'

export function http(bridge: Bridge, session: Sessioned): Http {
  async function signed(act: (headers: Record<string, string>) => Promise<Reply>): Promise<Reply> {
    if (!session.headers().Authorization) await session.renew()
    const got = await act(session.headers())
    if (got.status !== 401) return got
    await session.renew()
    return act(session.headers())
  }

  async function send<T>(asked: Request): Promise<T> {
    const act = (headers: Record<string, string>) => bridge.request({ ...asked, headers })
    const got = await signed(act).catch((error) => {
      throw new TroubleError(troubleOf(error))
    })
    return bodyOf<T>(got)
  }

  return {
    get: (path) => send({ method: 'GET', url: bridge.origin() + API + path }),
    post: (path, body) => send({ method: 'POST', url: bridge.origin() + API + path, body }),
    headers: () => session.headers(),
    signed,
  }
}
