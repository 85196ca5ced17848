import { call, failure, type Native } from './native'
import type { Storage } from './types'

/** 200 × 1024 characters a key and 10 MB in all: larger values are cut into parts. */
const PART = 180 * 1024

interface Parts {
  __parts: number
  __mark: string
}

async function raw(native: Native, key: string): Promise<unknown> {
  const got = await call<{ data?: unknown }>(native, 'getStorage', { key }).catch((error) => {
    // No such key is an error on some versions. Anything else must not pass as "nothing kept".
    const words = JSON.stringify(error.native || '')
    if (/not ?(found|exist)|no such|不存在|没有找到/i.test(words)) return { data: null }
    throw error
  })
  return got.data === undefined ? null : got.data
}

const put = (native: Native, key: string, data: unknown) => call(native, 'setStorage', { key, data })

function partsOf(head: unknown): Parts | null {
  const found = head as Parts | null
  return found && typeof found === 'object' && found.__parts ? found : null
}

const nameOf = (key: string, { __mark }: Parts, i: number) => `${key}~${__mark}~${i}`

async function joined(native: Native, key: string, parts: Parts): Promise<string> {
  let text = ''
  for (let i = 0; i < parts.__parts; i += 1) {
    const part = await raw(native, nameOf(key, parts, i))
    if (typeof part !== 'string') throw failure('missing', key)
    text += part
  }
  return text
}

/** The parts first, under a new mark: killed half-way, the old value still stands. */
async function putParts(native: Native, key: string, text: string, mark: string): Promise<void> {
  const parts: Parts = { __parts: Math.ceil(text.length / PART), __mark: mark }
  for (let i = 0; i < parts.__parts; i += 1) {
    await put(native, nameOf(key, parts, i), text.slice(i * PART, (i + 1) * PART))
  }
  await put(native, key, parts)
}

async function dropParts(native: Native, key: string, head: unknown): Promise<void> {
  const parts = partsOf(head)
  for (let i = 0; parts && i < parts.__parts; i += 1) {
    const asked = { key: nameOf(key, parts, i) }
    await call(native, 'removeStorage', asked).catch(() => undefined)
  }
}

export function nativeStorage(native: Native): Storage {
  let marks = 0
  return {
    async get<T>(key: string): Promise<T | null> {
      const head = await raw(native, key)
      if (head === null || head === '') return null
      const parts = partsOf(head)
      return JSON.parse(parts ? await joined(native, key, parts) : String(head)) as T
    },
    async set(key, value) {
      const text = JSON.stringify(value)
      const before = await raw(native, key)
      marks += 1
      if (text.length <= PART) await put(native, key, text)
      else await putParts(native, key, text, `${Date.now().toString(36)}${marks}`)
      await dropParts(native, key, before)
    },
    async remove(key) {
      const head = await raw(native, key)
      await call(native, 'removeStorage', { key })
      await dropParts(native, key, head)
    },
  }
}
