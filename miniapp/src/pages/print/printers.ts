import type { BluetoothDevice } from '@/bridge/types'
import type { Profile } from '@/printing'

/* Which printer: the one that was used last, and what the names of devices tell. Pure. */

export interface Remembered {
  id: string
  name: string
  /** '' follows the name of the device. */
  profile: string
}

const USUAL = 576 // dots: 80 mm, what most officers carry
const PRINTERLIKE = /打印|print|(58|80|104|110)|^(mtp|mpt|pt|xp|gp|sp|hm|qr|cc|xt|zi)[-_ ]?/i

/** The chosen kind of printer; else the one that the device's name fits, by maker and width. */
export function profileFor(
  profiles: Profile[],
  wanted: string,
  printerName: string,
): Profile | undefined {
  const chosen = profiles.find(({ id }) => id === wanted)
  if (chosen) return chosen
  const called = profiles
    .filter(({ id }) => printerName.indexOf(id) >= 0)
    .sort((a, b) => b.id.length - a.id.length)
  if (called.length) return called[0]
  const width = /(58|80|104|110)/.exec(printerName)?.[0]
  const fits = ({ id }: Profile) => width === undefined || id.indexOf(width) >= 0
  const named = profiles.filter((profile) => isNamed(profile, printerName))
  const offered = named.length ? named : profiles.filter(isPlain)
  const usual = offered.filter(({ dots }) => dots === USUAL).concat(offered)
  return usual.find(fits) ?? usual[0]
}

const isNamed = ({ devices }: Profile, name: string): boolean =>
  devices.some((start) => name.toUpperCase().indexOf(start.toUpperCase()) === 0)

/** What an unknown printer is taken for: it writes text and draws its own QR code. */
const isPlain = ({ language, mode, qr_native: native }: Profile): boolean =>
  language === 'escpos' && mode !== 'raster' && native

/** Whether the name is that of a printer, as far as a name tells. */
export function isPrinter({ name }: BluetoothDevice, profiles: Profile[]): boolean {
  return PRINTERLIKE.test(name) || profiles.some((profile) => isNamed(profile, name))
}

/** The narrowest paper first; of one width, what writes text before what is slow. */
export function byWidth(profiles: Profile[]): Profile[] {
  const slow = ({ mode }: Profile) => (mode === 'raster' ? 1 : 0)
  return profiles.slice().sort((a, b) => a.dots - b.dots || slow(a) - slow(b))
}

interface Found {
  printers: BluetoothDevice[]
  others: BluetoothDevice[]
}

/** The nearest first; what has no name is nobody's printer. */
export function sorted(found: BluetoothDevice[], profiles: Profile[]): Found {
  const strength = (device: BluetoothDevice) => device.strength ?? -1000
  const near = found.filter(({ name }) => name).sort((a, b) => strength(b) - strength(a))
  const printers = near.filter((device) => isPrinter(device, profiles))
  return { printers, others: near.filter((device) => printers.indexOf(device) < 0) }
}

export function nearWords(strength: number | null): string {
  if (strength === null) return ''
  return strength > -60 ? '就在旁边' : strength > -80 ? '不远' : '有点远，放近些'
}
