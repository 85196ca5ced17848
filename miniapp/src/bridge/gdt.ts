/** 浙政钉 2.0 (专有钉钉) as H5: the browser's ground, with what its client does better.
 *  Photos stay with the file input, because only that hands over bytes to hash. */
import { failure } from './native'
import type { Bluetooth, Bridge, Papers, Pdf, Position } from './types'

export function isGovernmentClient(userAgent: string): boolean {
  return /TaurusApp/i.test(userAgent)
}

// Loaded only inside the client: the library looks for its container as soon as it runs.
const load = {
  authCode: () => import('gdt-jsapi/getAuthCode'),
  authConfig: () => import('gdt-jsapi/authConfig'),
  location: () => import('gdt-jsapi/getGeolocation'),
  scan: () => import('gdt-jsapi/scan'),
  copy: () => import('gdt-jsapi/copyToClipboard'),
  call: () => import('gdt-jsapi/callPhone'),
  network: () => import('gdt-jsapi/getNetworkType'),
  download: () => import('gdt-jsapi/downloadFile'),
  print: () => import('gdt-jsapi/printFile'),
}
export type Loaders = typeof load

const NONE: Bluetooth = {
  kind: 'none',
  open: () => Promise.reject(failure('unsupported', 'bluetooth', '浙政钉里不能连蓝牙打印机')),
  scan: () => Promise.reject(failure('unsupported')),
  connect: () => Promise.reject(failure('unsupported')),
  services: () => Promise.reject(failure('unsupported')),
  write: () => Promise.reject(failure('unsupported')),
  listen: () => Promise.reject(failure('unsupported')),
  onLost: () => () => undefined,
  disconnect: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/** Location wants authConfig first, with a ticket that the server fetches. */
async function authorize(ground: Bridge, loaders: Loaders): Promise<void> {
  const { default: authConfig } = await loaders.authConfig()
  const asked = { method: 'GET' as const, url: `${ground.origin()}/api/v1/jsapi-ticket` }
  const got = await ground.request(asked)
  const ticket = (got.data as { ticket?: string } | null)?.ticket
  if (got.status !== 200 || !ticket) throw failure('denied', got.status)
  await authConfig({ ticket, jsApiList: ['getGeolocation'] })
}

async function location(ground: Bridge, loaders: Loaders): Promise<Position> {
  await authorize(ground, loaders)
  const { default: getGeolocation } = await loaders.location()
  const got = await getGeolocation({ targetAccuracy: 100, coordinate: 1, useCache: false })
  return {
    latitude: Number(got.latitude).toFixed(6),
    longitude: Number(got.longitude).toFixed(6),
    crs: 'GCJ02',
    accuracy: Number(got.accuracy || 0).toFixed(1),
    provider: String(got.provider || 'gdt'),
    mock: Boolean(got.isFromMock),
    at: new Date().toISOString(),
  }
}

/** The client fetches the file itself, and hands it to Android's printing. */
async function print({ url, headers }: Pdf, loaders: Loaders): Promise<void> {
  const { default: downloadFile } = await loaders.download()
  const got = (await downloadFile({ url, header: headers })) as { apFilePath?: string }
  if (!got.apFilePath) throw failure('failed', got, '没有取到 PDF，请再试一次，或者分享出去打印')
  const { default: printFile } = await loaders.print()
  const filed = { filePath: got.apFilePath, filePathType: 'local', fileType: 'pdf' } as const
  const { success } = await printFile(filed)
  if (!success) throw failure('failed', got, '手机没有打印，请再试一次，或者分享出去打印')
}

/** The system's own sharing; where the webview has none, the file is opened. */
async function share({ url, headers, name }: Pdf, ground: Bridge): Promise<void> {
  const address = await ground.files.download(url, headers)
  const blob = await (await fetch(address)).blob()
  const shared = { files: [new File([blob], name, { type: 'application/pdf' })] }
  if (navigator.canShare && navigator.canShare(shared)) {
    await navigator.share(shared).catch((refused: Error) => {
      if (refused.name !== 'AbortError') throw failure('failed', refused, '没有分享出去，请再试一次')
    })
    return
  }
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}

function papers(ground: Bridge, loaders: Loaders, userAgent: string): Papers {
  return {
    print: /Android/i.test(userAgent) ? (pdf) => print(pdf, loaders) : null,
    share: (pdf) => share(pdf, ground),
  }
}

export function government(
  ground: Bridge,
  loaders: Loaders = load,
  userAgent = '',
): Bridge {
  return {
    ...ground,
    host: 'gdt',
    async getAuthCode() {
      const { default: getAuthCode } = await loaders.authCode()
      const got = await getAuthCode({})
      // Both spellings occur.
      const code = got.code || got.auth_code
      if (!code) throw failure('failed', got)
      return code
    },
    // Without the ticket the webview's own location still answers, in WGS-84.
    location: () => location(ground, loaders).catch(() => ground.location()),
    async scan() {
      const { default: scan } = await loaders.scan()
      return (await scan({ type: 'qrCode' })).text
    },
    async copy(text) {
      const { default: copyToClipboard } = await loaders.copy()
      await copyToClipboard({ text })
    },
    async call(phone) {
      const { default: callPhone } = await loaders.call()
      await callPhone({ phoneNum: phone })
    },
    async online() {
      const { default: getNetworkType } = await loaders.network()
      return (await getNetworkType()).result !== 'none'
    },
    bluetooth: NONE,
    papers: papers(ground, loaders, userAgent),
    system: () => ({ ...ground.system(), host: 'gdt' }),
  }
}
