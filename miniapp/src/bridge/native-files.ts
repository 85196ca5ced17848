/** Files of `dd` and `my`: saved at once (a temporary file may be gone after a cold start),
 *  10 MB each and 50 MB in all. Texts live in the storage, because writing a file is not
 *  promised by every container. */
import { sha256 } from 'js-sha256'
import { fromBase64, utf8 } from './bytes'
import { call, can, failure, type Native } from './native'
import type { Files, LocalFile, Storage } from './types'

const TEXT = 'text://'

interface FileSystem {
  readFile(options: Record<string, unknown>): void
}

export function isText(path: string): boolean {
  return path.indexOf(TEXT) === 0
}

function fileSystem(native: Native): FileSystem | null {
  if (!can(native, 'getFileSystemManager')) return null
  return (native.getFileSystemManager as () => FileSystem)()
}

function readBytes(native: Native, path: string): Promise<Uint8Array> {
  const system = fileSystem(native)
  if (!system) return Promise.reject(failure('unsupported', 'getFileSystemManager'))
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

export function nativeFiles(native: Native, storage: Storage): Files {
  let written = 0

  async function text(path: string): Promise<string> {
    const kept = await storage.get<string>(path)
    if (kept === null) throw failure('missing', path)
    return kept
  }

  async function read(path: string): Promise<Uint8Array> {
    return isText(path) ? utf8(await text(path)) : readBytes(native, path)
  }

  return {
    async keep(file: LocalFile) {
      // dd names the saved file filePath, my names it apFilePath; each reads its own.
      const saved = await call<{ filePath?: string; apFilePath?: string; savedFilePath?: string }>(
        native,
        'saveFile',
        { filePath: file.path, apFilePath: file.path, tempFilePath: file.path },
      )
      const path = saved.savedFilePath || saved.filePath || saved.apFilePath
      if (!path) throw failure('failed', saved)
      return { ...file, path }
    },
    async write(content, mediaType) {
      written += 1
      const path = `${TEXT}${Date.now().toString(36)}-${written}`
      await storage.set(path, content)
      return { path, mediaType, size: utf8(content).length }
    },
    read,
    async sha256(path) {
      return isText(path) ? sha256(await text(path)) : sha256(await readBytes(native, path))
    },
    async url(path) {
      return path
    },
    async remove(path) {
      if (isText(path)) return storage.remove(path)
      await call(native, 'removeSavedFile', { filePath: path, apFilePath: path }).catch((error) => {
        // Gone already is what was asked for; anything else is tried again by the caller.
        if (error.code !== 'failed') throw error
      })
    },
    async download(url, headers) {
      const got = await call<{ filePath?: string; apFilePath?: string; tempFilePath?: string }>(
        native,
        'downloadFile',
        { url, header: headers, headers },
      )
      const path = got.filePath || got.apFilePath || got.tempFilePath
      if (!path) throw failure('missing', got)
      return path
    },
  }
}
