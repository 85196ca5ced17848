/** Bluetooth of `dd` and `my`: hex strings, at most 20 bytes a write, one write at a time. */
import { listeners } from './bytes'
import { call, can, failure, type Native } from './native'
import type { Bluetooth, BluetoothDevice, BluetoothService } from './types'

const MOST_HEX = 40

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
