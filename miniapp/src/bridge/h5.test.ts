import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { browserFiles, browserStorage } from './browser-keeping'
import { simulatedPrinter } from './browser-printer'
import { government, isGovernmentClient, type Loaders } from './gdt'
import { phoneOf } from './phone'
import type { Bridge, Request } from './types'

function page(search: string, hash: string, kept: Record<string, string> = {}) {
  return {
    location: { search, hash },
    sessionStorage: {
      getItem: (key: string) => kept[key] || null,
      setItem: (key: string, value: string) => void (kept[key] = value),
    },
  }
}

describe('whose phone a window is', () => {
  it('comes from the address, before or behind the hash, and is remembered by the window', () => {
    const kept = {}
    expect(phoneOf(page('?phone=shen', '#/pages/inbox/index', kept))).toBe('shen')
    expect(phoneOf(page('', '#/pages/inbox/index', kept))).toBe('shen')
    expect(phoneOf(page('', '#/pages/inbox/index?phone=lu%20a', kept))).toBe('lu a')
    expect(phoneOf(page('', ''))).toBeNull()
  })

  it('two phones in one browser keep apart', async () => {
    const one = browserStorage('shen')
    const other = browserStorage('lu')
    await one.set('outbox', { next: 3 })
    expect(await other.get('outbox')).toBeNull()
    expect(await browserStorage('shen').get('outbox')).toEqual({ next: 3 })
    await one.remove('outbox')
    expect(await one.get('outbox')).toBeNull()
  })

  it('files are kept by bytes and hashed', async () => {
    const { files } = browserFiles('shen')
    const { path, size } = await files.write('abc', 'text/plain')
    expect(size).toBe(3)
    expect(await files.sha256(path)).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    await files.remove(path)
    await expect(files.read(path)).rejects.toMatchObject({ code: 'missing' })
  })
})

describe('the simulated printer', () => {
  it('is written to like a Bluetooth one: hex of at most 20 bytes, in order', async () => {
    const asked: Request[] = []
    const printer = simulatedPrinter(
      () => 'http://here',
      async (request) => {
        asked.push(request)
        const data = { state: 'idle', bytes: 2, device: '演示打印机 escpos-58', heard: '04' }
        return { status: 200, headers: {}, data }
      },
      'shen',
    )
    const found: string[] = []
    await printer.scan(({ name }) => found.push(name))
    const heard: string[] = []
    await printer.listen('shen', '', '', (hex) => heard.push(hex))
    const [service] = await printer.services('shen')
    const [{ uuid, write }] = service.characteristics
    expect([found, write]).toEqual([['演示打印机 escpos-58'], true])
    await Promise.all([printer.write('shen', service.uuid, uuid, '1b40'), printer.write('shen', service.uuid, uuid, '0a')])
    await printer.finish?.('shen')
    expect(heard).toEqual(['04', '04'])
    expect(asked.map(({ url, body }) => [url, body])).toEqual([
      ['http://here/demo/printer/shen/status', undefined],
      ['http://here/demo/printer/shen/write', { hex: '1b40' }],
      ['http://here/demo/printer/shen/write', { hex: '0a' }],
      ['http://here/demo/printer/shen/finish', {}],
    ])
    await expect(printer.write('shen', '', '', '00'.repeat(21))).rejects.toMatchObject({ code: 'failed' })
  })

  it('a connection that broke off is told', async () => {
    const gone = async () => ({ status: 410, headers: {}, data: { code: 'printer-gone' } })
    const printer = simulatedPrinter(() => '', gone, null)
    const lost: string[] = []
    printer.onLost((id) => lost.push(id))
    await expect(printer.write('demo', '', '', '0a')).rejects.toMatchObject({ native: 410 })
    expect(lost).toEqual(['demo'])
  })

  it('an answer other than 200 is no printed line', async () => {
    const printer = simulatedPrinter(() => '', async () => ({ status: 503, headers: {}, data: '' }), null)
    await expect(printer.write('demo', '', '', '0a')).rejects.toMatchObject({ code: 'failed' })
  })
})

describe('浙政钉 as H5', () => {
  const ground = { origin: () => 'https://server', location: async () => ({ crs: 'WGS84' }) } as unknown as Bridge
  const loaders = (parts: Record<string, unknown>) => parts as unknown as Loaders
  const gives = (value: unknown) => async () => ({ default: async () => value })

  it('is known by its client', () => {
    expect(isGovernmentClient('Mozilla/5.0 … TaurusApp(ding-zj/2.9) DingTalk')).toBe(true)
    expect(isGovernmentClient('Mozilla/5.0 Chrome')).toBe(false)
  })

  it.each([{ code: 'c1' }, { auth_code: 'c1' }])('takes the code as %o', async (answer) => {
    expect(await government(ground, loaders({ authCode: gives(answer) })).getAuthCode()).toBe('c1')
  })

  it('asks for location after authConfig, and falls back to the webview without a ticket', async () => {
    const order: string[] = []
    const found = { latitude: 30, longitude: 120, accuracy: 5, provider: 'lbs', isFromMock: false }
    const asks = (status: number) => ({
      ...ground,
      request: async () => ({ status, headers: {}, data: { ticket: 't' } }),
    })
    const parts = loaders({
      authConfig: async () => ({ default: async () => void order.push('authConfig') }),
      location: async () => ({
        default: async () => {
          order.push('location')
          return found
        },
      }),
    })
    expect(await government(asks(200) as Bridge, parts).location()).toMatchObject({
      latitude: '30.000000',
      crs: 'GCJ02',
    })
    expect(order).toEqual(['authConfig', 'location'])
    expect(await government(asks(404) as Bridge, parts).location()).toMatchObject({ crs: 'WGS84' })
  })

  it('has no Bluetooth and says so', async () => {
    const { bluetooth } = government(ground, loaders({}))
    expect(bluetooth.kind).toBe('none')
    await expect(bluetooth.open()).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('prints a PDF by the phone on Android alone, and shares it everywhere', async () => {
    const asked: unknown[] = []
    const answering = (given: unknown) => async () => ({
      default: async (options: unknown) => (asked.push(options), given),
    })
    const parts = loaders({
      download: answering({ apFilePath: '/ap/1.pdf' }),
      print: answering({ success: true }),
    })
    const pdf = { url: 'http://here/1/pdf', headers: { Authorization: 'Bearer t' }, name: '1.pdf' }
    const android = government(ground, parts, 'Linux; Android 14 TaurusApp').papers!
    await android.print!(pdf)
    expect(asked).toEqual([
      { url: pdf.url, header: pdf.headers },
      { filePath: '/ap/1.pdf', filePathType: 'local', fileType: 'pdf' },
    ])
    const apple = government(ground, parts, 'iPhone TaurusApp').papers!
    expect([apple.print, typeof apple.share]).toEqual([null, 'function'])
  })

  it('says what to do when the phone did not print', async () => {
    const none = async () => ({ default: async () => ({}) })
    const { print } = government(ground, loaders({ download: none }), 'Android').papers!
    await expect(print!({ url: '', headers: {}, name: '' })).rejects.toMatchObject({
      words: expect.stringContaining('分享'),
    })
  })
})
