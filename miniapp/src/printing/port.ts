import type { Bluetooth, BluetoothService } from '@/bridge/types'
import type { Port } from './driver'

/* Finds where a connected printer takes its bytes: by what can be written, not by known ids. */

// Of the Bluetooth SIG (generic access, battery, device information …), never a printer's. Many
// printers answer under 18F0, which the SIG has not given to anybody.
const STANDARD = /^(0000)?18[0-5][0-9a-f](-0000-1000-8000-00805f9b34fb)?$/i
const ANSWER_MS = 800

/** null when the device has nothing to write to: it is no printer. */
export async function openPort(bluetooth: Bluetooth, id: string): Promise<Port | null> {
  const services = (await bluetooth.services(id)).filter(({ uuid }) => !STANDARD.test(uuid))
  const target = first(services, 'write')
  if (!target) return null
  const [service, characteristic] = target
  const write = (hex: string) => bluetooth.write(id, service, characteristic, hex)
  const heard = await listen(bluetooth, id, services)
  return {
    write,
    onLost: (told) => bluetooth.onLost((lost) => lost === id && told()),
    ...(heard ? { ask: (hex: string) => answered(heard, () => write(hex)) } : {}),
  }
}

type Kind = 'write' | 'notify'

/** [service, characteristic], the first that can do it. */
function first(services: BluetoothService[], kind: Kind): [string, string] | null {
  for (const { uuid, characteristics } of services) {
    const found = characteristics.find((each) => each[kind])
    if (found) return [uuid, found.uuid]
  }
  return null
}

type Heard = (told: (byte: number) => void) => () => void

/** null where the printer tells nothing: it is printed upon all the same. */
async function listen(bluetooth: Bluetooth, id: string, services: BluetoothService[]) {
  const source = first(services, 'notify')
  if (!source) return null
  let told: (byte: number) => void = () => undefined
  try {
    await bluetooth.listen(id, ...source, (hex) => told(parseInt(hex.slice(-2), 16)))
  } catch {
    return null
  }
  const heard: Heard = (next) => {
    told = next
    return () => (told = () => undefined)
  }
  return heard
}

/** The byte that follows the question; null when none comes in time. */
function answered(heard: Heard, ask: () => Promise<void>): Promise<number | null> {
  return new Promise((resolve) => {
    const settle = (byte: number | null) => {
      clearTimeout(timer)
      hush()
      resolve(byte)
    }
    const timer = setTimeout(() => settle(null), ANSWER_MS)
    const hush = heard(settle)
    ask().catch(() => settle(null))
  })
}
