import { call, failure, type Native } from './native'
import type { Storage } from './types'

/** 200 × 1024 characters a key and 10 MB in all: larger values are cut into parts. */
const PART = 180 * 1024

interface Parts {
  __parts: number
  __mark: string
}

export function nativeStorage(native: Native): Storage {
  let marks = 0

  const raw = async (key: string): Promise<unknown> => {
    const got = await call<{ data?: unknown }>(native, 'getStorage', { key }).catch((error) => {
      // No such key is an error on some versions. Anything else must not pass as "nothing kept".
      const words = JSON.stringify(error.native || '')
      if (/not ?(found|exist)|no such|不存在|没有找到/i.test(words)) return { data: null }
      throw error
    })
    return got.data === undefined ? null : got.data
  }

  const put = (key: string, data: unknown) => call(native, 'setStorage', { key, data })
  const drop = (key: string) => call(native, 'removeStorage', { key }).catch(() => undefined)

  const parts = (head: unknown): Parts | null => {
    const found = head as Parts | null
    return found && typeof found === 'object' && found.__parts ? found : null
  }

  async function dropParts(key: string, head: unknown) {
    const found = parts(head)
    for (let i = 0; found && i < found.__parts; i += 1) await drop(`${key}~${found.__mark}~${i}`)
  }

  return {
    async get<T>(key: string): Promise<T | null> {
      const head = await raw(key)
      const found = parts(head)
      if (head === null || head === '') return null
      if (!found) return JSON.parse(String(head)) as T
      let text = ''
      for (let i = 0; i < found.__parts; i += 1) {
        const part = await raw(`${key}~${found.__mark}~${i}`)
        if (typeof part !== 'string') throw failure('missing', key)
        text += part
      }
      return JSON.parse(text) as T
    },
    async set(key, value) {
      const text = JSON.stringify(value)
      const before = parts(await raw(key))
      if (text.length <= PART) {
        await put(key, text)
      } else {
        // The parts first, under a new mark: killed half-way, the old value still stands.
        marks += 1
        const mark = `${Date.now().toString(36)}${marks}`
        const count = Math.ceil(text.length / PART)
        for (let i = 0; i < count; i += 1) {
          await put(`${key}~${mark}~${i}`, text.slice(i * PART, (i + 1) * PART))
        }
        await put(key, { __parts: count, __mark: mark })
      }
      await dropParts(key, before)
    },
    async remove(key) {
      const head = await raw(key)
      await call(native, 'removeStorage', { key })
      await dropParts(key, head)
    },
  }
}
