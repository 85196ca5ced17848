/** The preview and the tests: a phone played by a browser window. */
import { listeners } from './bytes'
import { browserFiles, browserStorage } from './browser-keeping'
import { pickFiles } from './browser-picking'
import { simulatedPrinter } from './browser-printer'
import { failure, parsed } from './native'
import { phoneOf } from './phone'
import type { Bridge, Position, Reply, Request, Space, SystemInfo, Upload } from './types'

async function answer(url: string, options: RequestInit, timeout: number): Promise<Reply> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), timeout)
  try {
    const got = await fetch(url, { ...options, signal: stop.signal, credentials: 'omit' })
    const headers: Record<string, string> = {}
    got.headers.forEach((value, name) => {
      headers[name.toLowerCase()] = value
    })
    return { status: got.status, headers, data: parsed(await got.text()) }
  } catch (error) {
    throw stop.signal.aborted ? failure('timeout', error) : failure('offline', error)
  } finally {
    clearTimeout(timer)
  }
}

function request(asked: Request): Promise<Reply> {
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body)
  const headers: Record<string, string> = { Accept: 'application/json', ...asked.headers }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  return answer(asked.url, { method: asked.method, headers, body }, asked.timeout || 20000)
}

function location(): Promise<Position> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(failure('unsupported'))
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        resolve({
          latitude: coords.latitude.toFixed(6),
          longitude: coords.longitude.toFixed(6),
          crs: 'WGS84',
          accuracy: coords.accuracy.toFixed(1),
          provider: 'browser',
          mock: false,
          at: new Date(timestamp).toISOString(),
        }),
      (error) => reject(failure(error.code === 1 ? 'denied' : 'failed', error.message)),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 0 },
    )
  })
}

async function authCode(origin: string, person: string | null): Promise<string> {
  if (!person) throw failure('denied', null, '请先在预览页选择这是谁的手机')
  const got = await request({ method: 'POST', url: `${origin}/demo/auth-code`, body: { person } })
  const code = (got.data as { authCode?: string } | null)?.authCode
  if (got.status !== 200 || !code) throw failure('failed', got.status)
  return code
}

function canvasFile(id: string, write: (blob: Blob) => Promise<{ path: string; size: number }>) {
  const found = document.getElementById(id)
  const canvas = found instanceof HTMLCanvasElement ? found : found?.querySelector('canvas')
  return new Promise<{ path: string; mediaType: string; size: number }>((resolve, reject) => {
    if (!canvas) {
      reject(failure('missing', id))
      return
    }
    canvas.toBlob((blob) => {
      if (!blob) reject(failure('failed', id))
      else write(blob).then((kept) => resolve({ ...kept, mediaType: 'image/png' }), reject)
    }, 'image/png')
  })
}

function system(): SystemInfo {
  return {
    host: 'browser',
    platform: navigator.platform,
    model: '',
    version: navigator.userAgent,
    pixelRatio: window.devicePixelRatio || 1,
    width: window.innerWidth,
    height: window.innerHeight,
    safe: { top: 0, bottom: 0 },
  }
}

async function battery(): Promise<number | null> {
  type Told = { getBattery?: () => Promise<{ level: number }> }
  const told = await (navigator as Told).getBattery?.()
  return told ? Math.round(told.level * 100) : null
}

const A_DAY = 500 * 1024 * 1024

async function freeSpace(): Promise<Space | null> {
  if (!navigator.storage?.estimate) return null
  const { quota, usage } = await navigator.storage.estimate()
  if (quota === undefined) return null
  const bytes = quota - (usage ?? 0)
  return { bytes, enough: bytes >= A_DAY }
}

function network() {
  const changes = listeners<[boolean]>()
  window.addEventListener('online', () => changes.tell(true))
  window.addEventListener('offline', () => changes.tell(false))
  return { onNetwork: changes.add, online: async () => navigator.onLine !== false }
}

function shown() {
  const shows = listeners<[]>()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') shows.tell()
  })
  window.addEventListener('pageshow', (event) => event.persisted && shows.tell())
  return shows.add
}

export function browser(): Bridge {
  const person = phoneOf(window)
  const origin = () => window.location.origin
  const storage = browserStorage(person)
  const { files, keepBlob, blobOf } = browserFiles(person)
  return {
    host: 'browser',
    origin,
    getAuthCode: () => authCode(origin(), person),
    request,
    async upload(asked: Upload) {
      const form = new FormData()
      Object.keys(asked.fields).forEach((name) => form.append(name, asked.fields[name]))
      form.append(asked.field, new Blob([await blobOf(asked.path)], { type: asked.mediaType }), 'evidence')
      const options = { method: 'POST', headers: asked.headers, body: form }
      return answer(asked.url, options, asked.timeout || 120000)
    },
    storage,
    files,
    location,
    takePhoto: async () => (await pickFiles({ camera: true, count: 1 }, keepBlob))[0],
    chooseImage: (count) => pickFiles({ camera: false, count }, keepBlob),
    async scan() {
      const text = window.prompt('扫码（预览里输入码的内容）')
      if (!text) throw failure('cancelled')
      return text
    },
    vibrate: (long) => void (navigator.vibrate && navigator.vibrate(long ? 400 : 40)),
    copy: (text) => navigator.clipboard.writeText(text),
    call: async (phone) => window.location.assign(`tel:${phone}`),
    openMap: async ({ latitude, longitude, name }) => {
      // a page of its own, opened by the officer's tap: nothing of it is loaded into ours
      const to = `${longitude},${latitude},${encodeURIComponent(name)}`
      window.open(`https://uri.amap.com/navigation?to=${to}&coordinate=wgs84`, '_blank', 'noopener')
    },
    ...network(),
    onShow: shown(),
    bluetooth: simulatedPrinter(origin, request, person),
    canvasFile: (id) => canvasFile(id, (blob) => keepBlob(blob)),
    randomBytes: (count) => window.crypto.getRandomValues(new Uint8Array(count)),
    system,
    battery,
    freeSpace,
  }
}
