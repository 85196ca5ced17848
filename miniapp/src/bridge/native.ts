/** Calls of the native object (`dd` or `my`): callbacks made promises, errors made words. */
import { BridgeFailure, type FailureCode, type Reply } from './types'

export type Result = Record<string, unknown>
type Call = (options: Record<string, unknown>) => unknown

/** `dd` or `my`: what a container offers differs, so every call may be absent. */
export type Native = Record<string, unknown>

const WORDS: Record<FailureCode, string> = {
  offline: '现在没有网络',
  timeout: '等了太久没有回应',
  cancelled: '已取消',
  denied: '没有授权，请在手机设置里允许',
  unsupported: '这个版本的客户端不支持',
  full: '手机存储已满，请清理后再试',
  missing: '文件已不在手机上',
  failed: '手机没有完成这一步',
}

export function failure(code: FailureCode, native?: unknown, words?: string): BridgeFailure {
  return new BridgeFailure(code, words || WORDS[code], native)
}

const BY_NUMBER: Record<number, FailureCode> = {
  11: 'cancelled',
  12: 'offline',
  13: 'timeout',
  2001: 'denied',
  2002: 'denied',
  2003: 'denied',
}

/** Numbers of the vendor's pages; 11 and 12 mean something else in a request (see http.ts). */
export function failureOf(error: unknown, numbers: Record<number, FailureCode> = BY_NUMBER) {
  const given = (error || {}) as { error?: number; errorCode?: number; errorMessage?: string }
  const number = Number(given.error === undefined ? given.errorCode : given.error)
  const text = String(given.errorMessage || '')
  if (numbers[number]) return failure(numbers[number], error)
  if (/cancel|取消/i.test(text)) return failure('cancelled', error)
  if (/auth|permission|授权|权限|denied/i.test(text)) return failure('denied', error)
  if (/quota|exceed|空间|超出|limit/i.test(text)) return failure('full', error)
  return failure('failed', error)
}

/** Whether the container knows the call. */
export function can(native: Native, name: string): boolean {
  return typeof native[name] === 'function'
}

/** One native call. Raises BridgeFailure. */
export function call<T = Result>(
  native: Native,
  name: string,
  options: Record<string, unknown> = {},
  numbers?: Record<number, FailureCode>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!can(native, name)) {
      reject(failure('unsupported', name))
      return
    }
    const done = (result: unknown) => resolve((result || {}) as T)
    const failed = (error: unknown) => reject(failureOf(error, numbers))
    ;(native[name] as Call).call(native, { ...options, success: done, fail: failed })
  })
}

/** Headers come as an object or, on some versions, as a list of such. */
export function headersOf(given: unknown): Record<string, string> {
  const named: Record<string, string> = {}
  const parts = Array.isArray(given) ? given : [given || {}]
  parts.forEach((part: Record<string, unknown>) => {
    Object.keys(part).forEach((name) => {
      named[name.toLowerCase()] = String(part[name])
    })
  })
  return named
}

/** A body as JSON where it is JSON. Containers hand over text or what they parsed themselves. */
export function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}

export function reply(status: unknown, headers: unknown, data: unknown): Reply {
  return { status: Number(status) || 0, headers: headersOf(headers), data: parsed(data) }
}
