/** Bluetooth of `dd` and `my`: hex strings, at most 20 bytes a write, one write at a time. */
import { listeners } from './bytes'
import { call as ask, can, failure, type Native, type Result } from './native'
import { BridgeFailure, type Bluetooth, type BluetoothDevice, type BluetoothService } from './types'

const MOST_HEX = 40

/** The numbers of the vendors' Bluetooth pages: what it is, and what the officer does about it. */
const WORDS: Record<number, string> = {
  12: '手机的蓝牙没有打开，请打开后再试',
  13: '手机的蓝牙服务断了，请关掉蓝牙再打开',
  14: '没有允许使用蓝牙，请在手机设置里允许这个应用使用蓝牙和定位',
  10000: '蓝牙还没有准备好，请再试一次',
  10001: '手机的蓝牙没有打开，请打开后再试',
  10002: '没有找到这台打印机，请开机，放近些',
  10003: '没有连上打印机，可能正连着别的手机。请关机再开，然后重试',
  10004: '这台设备不是能用的打印机，请换一台',
  10005: '这台设备不是能用的打印机，请换一台',
  10006: '和打印机断开了',
  10007: '这台设备不收打印的内容，请换一台',
  10009: '手机系统太旧，不支持低功耗蓝牙',
  10012: '连打印机等得太久，请开机，放近些再试',
  10013: '记住的打印机对不上，请重新选一台',
}
const DENIED = [14, 2001, 2002, 2003]

async function call<T = Result>(
  native: Native,
  name: string,
  options: Record<string, unknown> = {},
): Promise<T> {
  try {
    return await ask<T>(native, name, options, {})
  } catch (failed) {
    throw worded(failed)
  }
}

/** 12 means the adapter here, and no missing network. */
function worded(failed: unknown): unknown {
  if (!(failed instanceof BridgeFailure)) return failed
  const given = (failed.native || {}) as { error?: unknown; errorCode?: unknown }
  const number = Number(given.error === undefined ? given.errorCode : given.error)
  if (DENIED.indexOf(number) >= 0) return failure('denied', failed.native, WORDS[14])
  return WORDS[number] ? failure('failed', failed.native, WORDS[number]) : failed
}

interface RawDevice {
  deviceId: string
  name?: string
  localName?: string
  deviceName?: string
  RSSI?: number
}

interface RawCharacteristic {
  characteristicId?: string
  characteristicUUID?: string
  properties?: Record<string, boolean>
}

type Handler = (event: never) => void

function on(native: Native, name: string, heard: Handler): void {
  if (can(native, `on${name}`)) (native[`on${name}`] as (h: Handler) => void)(heard)
}

function off(native: Native, name: string, heard: Handler): void {
  if (can(native, `off${name}`)) (native[`off${name}`] as (h: Handler) => void)(heard)
}

async function characteristics(native: Native, id: string, service: string) {
  const got = await call<{ characteristics?: RawCharacteristic[] }>(
    native,
    'getBLEDeviceCharacteristics',
    { deviceId: id, serviceId: service },
  )
  return (got.characteristics || []).map((each) => {
    const can = each.properties || {}
    return {
      uuid: String(each.characteristicId || each.characteristicUUID),
      write: Boolean(can.write || can.writeWithoutResponse || can.writeNoResponse),
      notify: Boolean(can.notify || can.indicate),
    }
  })
}

async function services(native: Native, id: string): Promise<BluetoothService[]> {
  const got = await call<{ services?: { serviceId?: string; uuid?: string }[] }>(
    native,
    'getBLEDeviceServices',
    { deviceId: id },
  )
  const found: BluetoothService[] = []
  for (const each of got.services || []) {
    const uuid = String(each.serviceId || each.uuid)
    found.push({ uuid, characteristics: await characteristics(native, id, uuid) })
  }
  return found
}

async function scan(native: Native, found: (device: BluetoothDevice) => void) {
  const seen: Record<string, boolean> = {}
  const heard = (event: { devices?: RawDevice[] } & Partial<RawDevice>) => {
    const devices = event.devices || (event.deviceId ? [event as RawDevice] : [])
    devices.forEach((each) => {
      if (seen[each.deviceId]) return
      seen[each.deviceId] = true
      const name = each.name || each.localName || each.deviceName || ''
      found({ id: each.deviceId, name, strength: each.RSSI === undefined ? null : each.RSSI })
    })
  }
  on(native, 'BluetoothDeviceFound', heard)
  await call(native, 'startBluetoothDevicesDiscovery', { allowDuplicatesKey: false })
  return async () => {
    off(native, 'BluetoothDeviceFound', heard)
    await call(native, 'stopBluetoothDevicesDiscovery')
  }
}

export function nativeBluetooth(native: Native): Bluetooth {
  const lost = listeners<[string]>()
  let lane: Promise<unknown> = Promise.resolve()
  let watching = false

  function watch() {
    if (watching) return
    watching = true
    const changed = (event: { deviceId: string; connected: boolean }) => {
      if (!event.connected) lost.tell(event.deviceId)
    }
    on(native, 'BLEConnectionStateChanged', changed)
    if (!can(native, 'onBLEConnectionStateChanged')) on(native, 'BLEConnectionStateChange', changed)
  }

  return {
    kind: 'ble',
    async open() {
      await call(native, 'openBluetoothAdapter', { autoClose: false })
      watch()
    },
    scan: (found) => scan(native, found),
    connect: async (id) => void (await call(native, 'connectBLEDevice', { deviceId: id })),
    services: (id) => services(native, id),
    write(id, service, characteristic, hex) {
      if (hex.length > MOST_HEX) return Promise.reject(failure('failed', hex.length))
      const asked = { deviceId: id, serviceId: service, characteristicId: characteristic, value: hex }
      const written = lane.then(() => call(native, 'writeBLECharacteristicValue', asked))
      lane = written.catch(() => undefined)
      return written.then(() => undefined)
    },
    async listen(id, service, characteristic, heard) {
      const hear = (event: { deviceId: string; characteristicId: string; value: string }) => {
        if (event.deviceId === id && event.characteristicId === characteristic) heard(event.value)
      }
      const asked = { deviceId: id, serviceId: service, characteristicId: characteristic }
      on(native, 'BLECharacteristicValueChange', hear)
      await call(native, 'notifyBLECharacteristicValueChange', { ...asked, state: true })
      return async () => {
        off(native, 'BLECharacteristicValueChange', hear)
        await call(native, 'notifyBLECharacteristicValueChange', { ...asked, state: false })
      }
    },
    onLost: (told) => lost.add(told),
    disconnect: async (id) => void (await call(native, 'disconnectBLEDevice', { deviceId: id })),
    close: async () => void (await call(native, 'closeBluetoothAdapter')),
  }
}
