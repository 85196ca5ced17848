/** Files of `dd` and `my`: saved at once (a temporary file may be gone after a cold start),
 *  10 MB each and 50 MB in all. What the app itself makes (strokes, their picture) lives in the
 *  storage, because writing a file is not promised by every container. */
import { sha256 } from 'js-sha256'
import { fromBase64, toBase64, utf8 } from './bytes'
import { call, can, failure, type Native } from './native'
import type { Files, LocalFile, Storage } from './types'

const MADE = 'made.'

/** Something the app made itself, as it lies in the storage. */
export interface Made {
  mediaType: string
  text?: string
  base64?: string
}

interface FileSystem {
  readFile(options: Record<string, unknown>): void
}

export function isMade(path: string): boolean {
  return path.indexOf(MADE) === 0
}

export async function madeOf(storage: Storage, path: string): Promise<Made> {
  const kept = await storage.get<Made>(path)
  if (!kept) throw failure('missing', path)
  return kept
}

export function bytesOf(made: Made): Uint8Array {
  return made.text === undefined ? fromBase64(made.base64 || '') : utf8(made.text)
}

function readBytes(native: Native, path: string): Promise<Uint8Array> {
  if (!can(native, 'getFileSystemManager')) {
    return Promise.reject(failure('unsupported', 'getFileSystemManager'))
  }
  const system = (native.getFileSystemManager as () => FileSystem)()
  return new Promise((resolve, reject) => {
    system.readFile({
      filePath: path,
      encoding: 'base64',
      success: ({ data }: { data: unknown }) =>
        resolve(
          typeof data === 'string' ? fromBase64(data) : new Uint8Array(data as ArrayBuffer),
        ),
      fail: (error: unknown) => reject(failure('missing', error)),
    })
  })
}

/** dd answers filePath, my apFilePath; each reads its own. */
interface Saved {
  filePath?: string
  apFilePath?: string
  savedFilePath?: string
  tempFilePath?: string
}

function pathOf(saved: Saved): string {
  const path = saved.savedFilePath || saved.filePath || saved.apFilePath || saved.tempFilePath
  if (!path) throw failure('failed', saved)
  return path
}

async function save(native: Native, file: LocalFile): Promise<LocalFile> {
  if (isMade(file.path)) return file
  const { path } = file
  const asked = { filePath: path, apFilePath: path, tempFilePath: path }
  return { ...file, path: pathOf(await call<Saved>(native, 'saveFile', asked)) }
}

async function drop(native: Native, path: string): Promise<void> {
  const asked = { filePath: path, apFilePath: path }
  await call(native, 'removeSavedFile', asked).catch((error) => {
    // Gone already is what was asked for.
    if (error.code !== 'failed') throw error
  })
}

export function nativeFiles(native: Native, storage: Storage): Files {
  let count = 0
  const read = async (path: string) =>
    isMade(path) ? bytesOf(await madeOf(storage, path)) : readBytes(native, path)
  return {
    keep: (file) => save(native, file),
    async write(content, mediaType) {
      count += 1
      const path = `${MADE}${Date.now().toString(36)}-${count}`
      const isText = typeof content === 'string'
      const made: Made = { mediaType, ...(isText ? { text: content } : { base64: toBase64(content) }) }
      await storage.set(path, made)
      return { path, mediaType, size: bytesOf(made).length }
    },
    read,
    sha256: async (path) => sha256(await read(path)),
    async url(path) {
      if (!isMade(path)) return path
      const made = await madeOf(storage, path)
      return `data:${made.mediaType};base64,${toBase64(bytesOf(made))}`
    },
    remove: (path) => (isMade(path) ? storage.remove(path) : drop(native, path)),
    async download(url, headers) {
      return pathOf(await call<Saved>(native, 'downloadFile', { url, header: headers, headers }))
    },
  }
}
