/** What a browser keeps: values and blobs in IndexedDB, one database a phone. */
import { createStore, del, get, set, type UseStore } from 'idb-keyval'
import { sha256 } from 'js-sha256'
import { toHex } from './bytes'
import { failure } from './native'
import type { Files, Storage } from './types'

function full(error: unknown): never {
  const name = (error as { name?: string } | null)?.name
  throw failure(name === 'QuotaExceededError' ? 'full' : 'failed', error)
}

function opened(person: string | null, what: string): () => UseStore {
  let store: UseStore | null = null
  return () => (store = store || createStore(`zhifa.${person || 'nobody'}.${what}`, what))
}

export function browserStorage(person: string | null): Storage {
  const store = opened(person, 'values')
  return {
    async get<T>(key: string) {
      const text = await get<string>(key, store()).catch(full)
      return text === undefined ? null : (JSON.parse(text) as T)
    },
    // As text: what comes back is what JSON can hold, as on the other hosts.
    set: (key, value) => set(key, JSON.stringify(value), store()).catch(full),
    remove: (key) => del(key, store()).catch(full),
    alone: (work) => alone(`zhifa.${person || 'nobody'}`, work),
  }
}

/** The preview may show one phone in two windows: they take turns. */
async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  if (!locks) return work()
  return (await locks.request(name, work)) as T
}

export function browserFiles(person: string | null) {
  const store = opened(person, 'files')
  const shown: Record<string, string> = {}

  async function blobOf(path: string): Promise<Blob> {
    const kept = await get<Blob>(path, store()).catch(full)
    if (!kept) throw failure('missing', path)
    return kept
  }

  async function keepBlob(blob: Blob) {
    const path = `file-${toHex(crypto.getRandomValues(new Uint8Array(16)))}`
    await set(path, blob, store()).catch(full)
    return { path, size: blob.size }
  }

  const bytes = async (path: string) => new Uint8Array(await (await blobOf(path)).arrayBuffer())

  const files: Files = {
    // A picked file is in the database already.
    keep: async (file) => file,
    async write(content, mediaType) {
      const blob = new Blob([content as BlobPart], { type: mediaType })
      return { ...(await keepBlob(blob)), mediaType }
    },
    read: bytes,
    sha256: async (path) => sha256(await bytes(path)),
    async url(path) {
      if (!shown[path]) shown[path] = URL.createObjectURL(await blobOf(path))
      return shown[path]
    },
    async remove(path) {
      await del(path, store()).catch(full)
      if (shown[path]) URL.revokeObjectURL(shown[path])
      delete shown[path]
    },
    async download(url, headers) {
      const got = await fetch(url, { headers, credentials: 'omit' }).catch((error) => {
        throw failure('offline', error)
      })
      if (!got.ok) throw failure('missing', got.status)
      return URL.createObjectURL(await got.blob())
    },
  }
  return { files, keepBlob, blobOf }
}
