import Taro from '@tarojs/taro'

/** Bring the part with this id before the eyes. Pages stay in the browser's DOM when left, so the
 * visible one is meant. */
export function scrollTo(id: string): void {
  if (process.env.TARO_ENV !== 'h5') {
    Taro.pageScrollTo({ selector: `#${id}`, duration: 0 }).catch(() => undefined)
    return
  }
  const found = Array.prototype.slice.call(document.querySelectorAll(`#${id}`)) as HTMLElement[]
  const seen = found.filter((one) => one.offsetParent !== null)[0]
  if (seen) seen.scrollIntoView({ block: 'center' })
}
