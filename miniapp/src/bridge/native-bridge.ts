/** What `dd` and `my` have in common; each adapter adds where it differs. */
import { listeners } from './bytes'
import { call, can, failure, type Native } from './native'
import { nativeBluetooth } from './native-bluetooth'
import { isMade, madeOf, nativeFiles } from './native-files'
import { request, upload, uploadMade } from './native-http'
import { nativeStorage } from './native-storage'
import { toGcj02 } from '../ui/map/coordinates'
import type { Bridge, Host, LocalFile, Position, Space, SystemInfo } from './types'

interface RawPlace {
  latitude?: string | number
  longitude?: string | number
  accuracy?: string | number
  horizontalAccuracy?: string | number
  provider?: string
  isFromMock?: boolean
  isMock?: boolean
}

interface RawSystem {
  platform?: string
  model?: string
  version?: string
  pixelRatio?: number
  windowWidth?: number
  windowHeight?: number
  screenHeight?: number
  statusBarHeight?: number
  safeArea?: { bottom?: number }
}

interface RawImages {
  filePaths?: string[]
  apFilePaths?: string[]
  tempFilePaths?: string[]
  files?: { path?: string; size?: number; fileType?: string }[]
  tempFiles?: { path?: string; size?: number }[]
}

/** What an adapter knows better than the common ground. */
export interface Ways {
  host: Host
  authCode: { options: Record<string, unknown> }
  location: Record<string, unknown>
}

function position(raw: RawPlace): Position {
  if (raw.latitude === undefined || raw.longitude === undefined) throw failure('failed', raw)
  const accuracy = raw.accuracy === undefined ? raw.horizontalAccuracy : raw.accuracy
  return {
    latitude: Number(raw.latitude).toFixed(6),
    longitude: Number(raw.longitude).toFixed(6),
    // 高德 answers in GCJ-02; it is kept as it came.
    crs: 'GCJ02',
    accuracy: Number(accuracy || 0).toFixed(1),
    provider: String(raw.provider || 'amap'),
    mock: Boolean(raw.isFromMock || raw.isMock),
    at: new Date().toISOString(),
  }
}

function mediaType(path: string): string {
  const ending = (/\.([a-z0-9]+)(?:\?.*)?$/i.exec(path) || [])[1]
  const known: Record<string, string> = { png: 'image/png', webp: 'image/webp', heic: 'image/heic' }
  return known[String(ending || '').toLowerCase()] || 'image/jpeg'
}

/** dd: filePaths and files[].path; my: apFilePaths or tempFilePaths. */
export function images(raw: RawImages): LocalFile[] {
  const detailed = raw.files || raw.tempFiles || []
  const paths = raw.filePaths || raw.tempFilePaths || raw.apFilePaths || []
  if (paths.length) {
    return paths.map((path, index) => ({
      path,
      mediaType: mediaType(path),
      size: (detailed[index] && detailed[index].size) || null,
    }))
  }
  return detailed.map(({ path, size }) => ({
    path: String(path),
    mediaType: mediaType(String(path)),
    size: size || null,
  }))
}

async function pick(native: Native, sources: string[], count: number): Promise<LocalFile[]> {
  const raw = await call<RawImages>(native, 'chooseImage', {
    count,
    sourceType: sources,
    sizeType: ['original'],
  })
  const found = images(raw)
  if (!found.length) throw failure('cancelled', raw)
  return found
}

function canvasFile(native: Native, id: string): Promise<LocalFile> {
  type Context = { toTempFilePath(options: Record<string, unknown>): void }
  if (!can(native, 'createCanvasContext')) return Promise.reject(failure('unsupported', id))
  const context = (native.createCanvasContext as (id: string) => Context)(id)
  return new Promise((resolve, reject) => {
    context.toTempFilePath({
      fileType: 'png',
      success: (got: { filePath?: string; apFilePath?: string; tempFilePath?: string }) => {
        const path = got.filePath || got.apFilePath || got.tempFilePath
        if (path) resolve({ path, mediaType: 'image/png', size: null })
        else reject(failure('failed', got))
      },
      fail: (error: unknown) => reject(failure('failed', error)),
    })
  })
}

function system(native: Native, host: Host): SystemInfo {
  const raw = can(native, 'getSystemInfoSync')
    ? (native.getSystemInfoSync as () => RawSystem)()
    : {}
  const bottom = raw.safeArea && raw.screenHeight ? raw.screenHeight - (raw.safeArea.bottom || 0) : 0
  return {
    host,
    platform: String(raw.platform || ''),
    model: String(raw.model || ''),
    version: String(raw.version || ''),
    pixelRatio: raw.pixelRatio || 2,
    width: raw.windowWidth || 375,
    height: raw.windowHeight || 667,
    safe: { top: raw.statusBarHeight || 0, bottom: Math.max(0, bottom) },
  }
}

/** getBatteryInfo where there is one, else what the system says beside the rest. */
async function battery(native: Native): Promise<number | null> {
  if (can(native, 'getBatteryInfo')) {
    const { level } = await call<{ level?: number | string }>(native, 'getBatteryInfo')
    if (level !== undefined) return Math.round(Number(level)) || null
  }
  if (!can(native, 'getSystemInfo')) return null
  const told = await call<{ currentBattery?: string }>(native, 'getSystemInfo')
  return parseInt(String(told.currentBattery || ''), 10) || null
}

/** 50 MB of files in all is what the host grants; the phone's own space it does not tell. */
const GRANTED = 50 * 1024 * 1024
const A_DAY = 15 * 1024 * 1024

function freeSpace(kept: number): Promise<Space> {
  const bytes = Math.max(0, GRANTED - kept)
  return Promise.resolve({ bytes, enough: bytes >= A_DAY })
}

function network(native: Native) {
  const changes = listeners<[boolean]>()
  if (can(native, 'onNetworkStatusChange')) {
    type Told = { isConnected?: boolean; networkAvailable?: boolean }
    ;(native.onNetworkStatusChange as (heard: (told: Told) => void) => void)((told) =>
      changes.tell(Boolean(told.isConnected || told.networkAvailable)),
    )
  }
  return {
    onNetwork: changes.add,
    async online() {
      if (!can(native, 'getNetworkType')) return true
      type Told = { networkAvailable?: boolean; networkType?: string }
      const told = await call<Told>(native, 'getNetworkType')
      if (told.networkAvailable !== undefined) return Boolean(told.networkAvailable)
      return !/^(none|notreachable)$/i.test(String(told.networkType || ''))
    },
  }
}

function shown(native: Native) {
  const shows = listeners<[]>()
  if (can(native, 'onAppShow')) {
    ;(native.onAppShow as (heard: () => void) => void)(() => shows.tell())
  }
  return shows.add
}

/** The secure source of the host, where there is one. */
function randomBytes(count: number): Uint8Array | null {
  const source = typeof crypto === 'undefined' ? null : crypto
  return source && source.getRandomValues ? source.getRandomValues(new Uint8Array(count)) : null
}

function vibrate(native: Native, long?: boolean) {
  const name = long ? 'vibrate' : can(native, 'vibrateShort') ? 'vibrateShort' : 'vibrate'
  call(native, name, { duration: long ? 400 : 40 }).catch(() => undefined)
}

export function nativeBridge(native: Native, ways: Ways): Bridge {
  const storage = nativeStorage(native)

  return {
    host: ways.host,
    origin: () => process.env.ZHIFA_ORIGIN,
    async getAuthCode() {
      type Code = { authCode?: string; code?: string; auth_code?: string }
      const got = await call<Code>(native, 'getAuthCode', ways.authCode.options)
      const code = got.authCode || got.auth_code || got.code
      if (!code) throw failure('failed', got)
      return code
    },
    request: (asked) => request(native, asked),
    upload: async (asked) =>
      isMade(asked.path)
        ? uploadMade(native, asked, await madeOf(storage, asked.path))
        : upload(native, asked),
    storage,
    files: nativeFiles(native, storage),
    location: async () => position(await call<RawPlace>(native, 'getLocation', ways.location)),
    takePhoto: async () => (await pick(native, ['camera'], 1))[0],
    chooseImage: (count) => pick(native, ['album'], count),
    async scan() {
      const got = await call<{ code?: string; result?: string }>(native, 'scan', { type: 'qr' })
      return String(got.code || got.result || '')
    },
    vibrate: (long) => vibrate(native, long),
    copy: async (text) => void (await call(native, 'setClipboard', { text })),
    call: async (phone) => void (await call(native, 'makePhoneCall', { number: phone })),
    openMap: async (place) => {
      const shown = toGcj02({ latitude: Number(place.latitude), longitude: Number(place.longitude) })
      const at = { latitude: shown.latitude.toFixed(6), longitude: shown.longitude.toFixed(6) }
      await call(native, 'openLocation', { ...place, ...at, title: place.name, scale: 16 })
    },
    ...network(native),
    onShow: shown(native),
    bluetooth: nativeBluetooth(native),
    canvasFile: (id) => canvasFile(native, id),
    randomBytes,
    system: () => system(native, ways.host),
    battery: () => battery(native),
    freeSpace,
  }
}
