import type { Profile } from '@/printing'

/** The chosen kind of printer; else the one whose paper width stands in the device's name. */
export function profileFor(
  profiles: Profile[],
  wanted: string,
  printerName: string,
): Profile | undefined {
  const chosen = profiles.find(({ id }) => id === wanted)
  if (chosen) return chosen
  const width = /(58|80|104|110)/.exec(printerName)?.[0]
  return profiles.find(({ id }) => width !== undefined && id.indexOf(width) >= 0) ?? profiles[0]
}
