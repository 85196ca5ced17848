import type { Bluetooth, BluetoothService } from '@/bridge/types'
import type { Port } from './driver'

/* Finds where a connected printer takes its bytes: by what can be written, not by known ids. */

// Of the Bluetooth SIG (generic access, battery, device information …), never a printer's.
const STANDARD = /^0000(18[0-9a-f]{2})-0000-1000-8000-00805f9b34fb$|^18[0-9a-f]{2}$/i

/** null when the device has nothing to write to: it is no printer. */
export async function openPort(bluetooth: Bluetooth, id: string): Promise<Port | null> {
  const target = writable(await bluetooth.services(id))
  if (!target) return null
  const [service, characteristic] = target
  return {
    write: (hex) => bluetooth.write(id, service, characteristic, hex),
    onLost: (told) => bluetooth.onLost((lost) => lost === id && told()),
  }
}

function writable(services: BluetoothService[]): [string, string] | null {
  for (const service of services.filter((each) => !STANDARD.test(each.uuid))) {
    const found = service.characteristics.find((each) => each.write)
    if (found) return [service.uuid, found.uuid]
  }
  return null
}
