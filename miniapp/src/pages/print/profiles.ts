import type { Profile } from '@/printing'

const USUAL = 576 // dots: 80 mm, what most officers carry

/** The chosen kind of printer; else the one that the device's name fits, by maker and width. */
export function profileFor(
  profiles: Profile[],
  wanted: string,
  printerName: string,
): Profile | undefined {
  const chosen = profiles.find(({ id }) => id === wanted)
  if (chosen) return chosen
  const width = /(58|80|104|110)/.exec(printerName)?.[0]
  const fits = ({ id }: Profile) => width === undefined || id.indexOf(width) >= 0
  const named = profiles.filter(({ devices }) =>
    devices.some((start) => printerName.toUpperCase().indexOf(start.toUpperCase()) === 0),
  )
  const offered = named.length ? named : profiles.filter(({ language }) => language === 'escpos')
  const usual = offered.filter(({ dots }) => dots === USUAL).concat(offered)
  return usual.find(fits) ?? usual[0]
}
