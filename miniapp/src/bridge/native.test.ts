import { createHash } from 'crypto'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes'
import { dingtalk } from './dd'
import { zhezhengding } from './my'
import type { Native } from './native'

type Options = Record<string, unknown> & {
  success(result: unknown): void
  fail(error: unknown): void
}

/** A container shaped as the vendor's pages say; `calls` keeps what it was asked. */
function container(more: Native = {}) {
  const calls: { name: string; options: Options }[] = []
  const kept: Record<string, unknown> = {}
  const answer = (name: string, act: (options: Options) => unknown) => (options: Options) => {
    calls.push({ name, options })
    Promise.resolve()
      .then(() => act(options))
      .then(options.success, options.fail)
  }
  const native: Native = {
    getStorage: answer('getStorage', ({ key }) => ({ data: key as string in kept ? kept[key as string] : null })),
    setStorage: answer('setStorage', ({ key, data }) => {
      if (String(data).length > 200 * 1024) throw { error: 1, errorMessage: 'size limit exceeded' }
      kept[key as string] = data
    }),
    removeStorage: answer('removeStorage', ({ key }) => void delete kept[key as string]),
    ...Object.keys(more).reduce<Native>((all, name) => {
      const act = more[name] as (options: Options) => unknown
      return { ...all, [name]: /^(on|off|get.*Sync|getFileSystemManager|create)/.test(name) ? act : answer(name, act) }
    }, {}),
  }
  const asked = (name: string) => calls.filter((each) => each.name === name).map(({ options }) => options)
  return { native, calls, kept, asked }
}

describe('requests on dd', () => {
  const request = { method: 'POST' as const, url: 'https://server/api/v1/x', body: { a: 1 } }

  it('send JSON as a string with its type, and read status and headers', async () => {
    const dd = container({
      httpRequest: () => ({ status: 200, headers: { 'X-Request-Id': 'r1' }, data: '{"ok":true}' }),
    })
    const got = await dingtalk(dd.native).request({ ...request, headers: { Authorization: 'Bearer t' } })
    expect(got).toEqual({ status: 200, headers: { 'x-request-id': 'r1' }, data: { ok: true } })
    const [asked] = dd.asked('httpRequest')
    expect(asked.data).toBe('{"a":1}')
    expect(asked.headers).toMatchObject({ 'Content-Type': 'application/json', Authorization: 'Bearer t' })
  })

  it('take an HTTP error that comes through fail as the answer it is', async () => {
    const dd = container({
      httpRequest: () => {
        throw { error: 19, status: 409, headers: {}, data: '{"code":"task-withdrawn"}' }
      },
    })
    expect(await dingtalk(dd.native).request(request)).toMatchObject({
      status: 409,
      data: { code: 'task-withdrawn' },
    })
  })

  it.each([
    [12, 'offline'],
    [13, 'timeout'],
    [11, 'denied'],
    [14, 'failed'],
  ])('error %i is %s', async (error, code) => {
    const dd = container({
      httpRequest: () => {
        throw { error }
      },
    })
    await expect(dingtalk(dd.native).request(request)).rejects.toMatchObject({ code })
  })

  it('a call that the client does not know is said to be unsupported', async () => {
    await expect(dingtalk(container().native).scan()).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('uploads', () => {
  const upload = {
    url: 'https://server/api/v1/evidence',
    headers: { Authorization: 'Bearer t' },
    path: '/saved/1.jpg',
    field: 'file',
    fields: { meta: '{}' },
    mediaType: 'image/jpeg',
  }

  it('name the form field by fileName and the kind by fileType', async () => {
    const dd = container({ uploadFile: () => ({ statusCode: 200, data: '{"receipt":{}}' }) })
    expect(await dingtalk(dd.native).upload(upload)).toMatchObject({ status: 200, data: { receipt: {} } })
    expect(dd.asked('uploadFile')[0]).toMatchObject({
      filePath: '/saved/1.jpg',
      fileName: 'file',
      fileType: 'image',
      formData: { meta: '{}' },
    })
  })

  it('what the app made itself goes as a form of its own, byte for byte', async () => {
    const dd = container({ httpRequest: () => ({ status: 200, data: '{}' }) })
    const bridge = dingtalk(dd.native)
    const bytes = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255])
    const { path } = await bridge.files.write(bytes, 'image/png')
    await bridge.upload({ ...upload, path, mediaType: 'image/png' })
    const [asked] = dd.asked('httpRequest')
    const type = (asked.headers as Record<string, string>)['Content-Type']
    const form = await new Response(asked.data as ArrayBuffer, { headers: { 'Content-Type': type } }).formData()
    expect(form.get('meta')).toBe('{}')
    const file = form.get('file') as File
    expect(file.type).toBe('image/png')
    expect(Array.from(new Uint8Array(await file.arrayBuffer()))).toEqual(Array.from(bytes))
  })

  it('a text made by the app arrives as that text', async () => {
    const dd = container({ httpRequest: () => ({ status: 200, data: '{}' }) })
    const bridge = dingtalk(dd.native)
    const { path, size } = await bridge.files.write('{"笔":[1]}', 'application/json')
    expect(size).toBe(11)
    await bridge.upload({ ...upload, path, mediaType: 'application/json' })
    const [asked] = dd.asked('httpRequest')
    const type = (asked.headers as Record<string, string>)['Content-Type']
    const form = await new Response(asked.data as string, { headers: { 'Content-Type': type } }).formData()
    expect(await (form.get('file') as File).text()).toBe('{"笔":[1]}')
  })
})

describe('files on dd', () => {
  const bytes = new Uint8Array([255, 216, 255, 1, 2, 3])

  it('are saved at once, read and hashed', async () => {
    const dd = container({
      chooseImage: () => ({ filePaths: ['/tmp/1.png'], files: [{ path: '/tmp/1.png', size: 6 }] }),
      saveFile: () => ({ filePath: '/saved/1.png' }),
      getFileSystemManager: () => ({
        readFile: ({ success }: Options) => success({ data: toBase64(bytes) }),
      }),
    })
    const bridge = dingtalk(dd.native)
    const photo = await bridge.takePhoto()
    expect(photo).toEqual({ path: '/tmp/1.png', mediaType: 'image/png', size: 6 })
    expect(dd.asked('chooseImage')[0]).toMatchObject({ sourceType: ['camera'], sizeType: ['original'] })
    const kept = await bridge.files.keep(photo)
    expect(kept.path).toBe('/saved/1.png')
    expect(await bridge.files.sha256(kept.path)).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('cannot be hashed where the client reads no bytes: said, not guessed', async () => {
    await expect(dingtalk(container().native).files.sha256('/saved/1')).rejects.toMatchObject({
      code: 'unsupported',
    })
  })

  it('a photo broken off is a cancellation', async () => {
    const dd = container({
      chooseImage: () => {
        throw { error: 11, errorMessage: '用户取消' }
      },
    })
    await expect(dingtalk(dd.native).takePhoto()).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('storage on dd', () => {
  it('gives back what was set, null for nothing', async () => {
    const { storage } = dingtalk(container().native)
    await storage.set('a', { b: [1, '二'] })
    expect(await storage.get('a')).toEqual({ b: [1, '二'] })
    expect(await storage.get('none')).toBeNull()
    await storage.remove('a')
    expect(await storage.get('a')).toBeNull()
  })

  it('cuts what is longer than a key may hold, and cleans up after itself', async () => {
    const dd = container()
    const { storage } = dingtalk(dd.native)
    const long = '长'.repeat(500 * 1024)
    await storage.set('a', long)
    expect(await storage.get('a')).toBe(long)
    await storage.set('a', long + '!')
    expect(Object.keys(dd.kept)).toHaveLength(4)
    await storage.set('a', 'short')
    expect(Object.keys(dd.kept)).toEqual(['a'])
  })

  it('a reading that fails is no empty storage', async () => {
    const dd = container()
    dd.native.getStorage = ({ fail }: Options) => fail({ error: 2, errorMessage: 'io error' })
    await expect(dingtalk(dd.native).storage.get('outbox')).rejects.toMatchObject({ code: 'failed' })
  })
})

describe('location', () => {
  it('keeps coordinate system, accuracy, provider and mock flag', async () => {
    const dd = container({
      getLocation: () => ({ latitude: '30.001', longitude: '120.58', accuracy: '12', provider: 'gps', isFromMock: true }),
    })
    expect(await dingtalk(dd.native).location()).toMatchObject({
      latitude: '30.001000',
      longitude: '120.580000',
      crs: 'GCJ02',
      accuracy: '12.0',
      provider: 'gps',
      mock: true,
    })
    expect(dd.asked('getLocation')[0]).toMatchObject({ useCache: false })
  })
})

describe('Bluetooth', () => {
  it('writes hex of at most 20 bytes, one at a time', async () => {
    let busy = 0
    let most = 0
    const dd = container({
      writeBLECharacteristicValue: async () => {
        busy += 1
        most = Math.max(most, busy)
        await new Promise((resolve) => setTimeout(resolve, 2))
        busy -= 1
      },
    })
    const { bluetooth } = dingtalk(dd.native)
    await Promise.all(['1b40', '1c26', '0a'].map((hex) => bluetooth.write('d', 's', 'c', hex)))
    expect(most).toBe(1)
    expect(dd.asked('writeBLECharacteristicValue').map(({ value }) => value)).toEqual(['1b40', '1c26', '0a'])
    await expect(bluetooth.write('d', 's', 'c', '00'.repeat(21))).rejects.toMatchObject({ code: 'failed' })
  })

  it.each([
    [12, 'failed', '蓝牙没有打开'],
    [14, 'denied', '允许'],
    [10001, 'failed', '蓝牙没有打开'],
    [10003, 'failed', '正连着别的手机'],
    [10006, 'failed', '断开'],
    [10009, 'failed', '系统太旧'],
  ])('says in words what %i means', async (error, code, words) => {
    const dd = container({ openBluetoothAdapter: () => Promise.reject({ error, errorMessage: 'x' }) })
    const failed = await dingtalk(dd.native).bluetooth.open().catch((each) => each)
    expect(failed).toMatchObject({ code, native: { error } })
    expect(failed.words).toContain(words)
  })

  it('finds devices once, their services with what can be written', async () => {
    let tell: (event: unknown) => void = () => undefined
    const dd = container({
      onBluetoothDeviceFound: (heard: (event: unknown) => void) => void (tell = heard),
      startBluetoothDevicesDiscovery: () => ({}),
      stopBluetoothDevicesDiscovery: () => ({}),
      getBLEDeviceServices: () => ({ services: [{ serviceId: 'FF00' }] }),
      getBLEDeviceCharacteristics: () => ({
        characteristics: [{ characteristicId: 'FF02', properties: { write: true } }],
      }),
    })
    const { bluetooth } = dingtalk(dd.native)
    const found: string[] = []
    const stop = await bluetooth.scan(({ name }) => found.push(name))
    tell({ devices: [{ deviceId: '1', name: 'HM-A300' }] })
    tell({ devices: [{ deviceId: '1', name: 'HM-A300' }, { deviceId: '2', localName: 'XP' }] })
    await stop()
    expect(found).toEqual(['HM-A300', 'XP'])
    expect(await bluetooth.services('1')).toEqual([
      { uuid: 'FF00', characteristics: [{ uuid: 'FF02', write: true, notify: false }] },
    ])
  })
})

describe('浙政钉 mini-program', () => {
  it('names its files and codes its own way', async () => {
    const my = container({
      chooseImage: () => ({ apFilePaths: ['/ap/1.jpg'] }),
      saveFile: () => ({ apFilePath: '/ap/saved.jpg' }),
      getAuthCode: () => ({ authCode: 'c1' }),
    })
    const bridge = zhezhengding(my.native)
    expect((await bridge.files.keep(await bridge.takePhoto())).path).toBe('/ap/saved.jpg')
    expect(await bridge.getAuthCode()).toBe('c1')
    expect(my.asked('getAuthCode')[0]).toMatchObject({ scopes: 'auth_base' })
  })
})

describe('bytes', () => {
  it('are written and read alike', () => {
    for (const text of ['', 'a', 'ab', 'abc', '掌上执法', '𠮷', '\ud800']) {
      const bytes = utf8(text)
      expect(Array.from(bytes)).toEqual(Array.from(new TextEncoder().encode(text)))
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(Array.from(fromBase64(toBase64(bytes)))).toEqual(Array.from(bytes))
      expect(Array.from(fromHex(toHex(bytes)))).toEqual(Array.from(bytes))
    }
  })
})
