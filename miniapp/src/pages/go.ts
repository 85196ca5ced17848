import Taro from '@tarojs/taro'

/** Pages by name; the query carries ids only, everything else lies in the store. */
export type PageName =
  | 'sign-in'
  | 'inbox'
  | 'task'
  | 'map'
  | 'arrive'
  | 'presence'
  | 'check'
  | 'conclude'
  | 'unable'
  | 'laws'
  | 'papers'
  | 'fill'
  | 'finish'
  | 'print'
  | 'outbox'
  | 'mine'
  | 'search'
  | 'subject'
  | 'orders'
  | 'order'
  | 'hand'
  | 'handover'
  | 'handovers'
  | 'alerts'
  | 'avoidances'
  | 'start'
  | 'approvals'

export const TABS: PageName[] = ['inbox', 'map', 'search', 'mine']

export type Query = Record<string, string | number | undefined>

export function address(page: PageName, query: Query = {}): string {
  const parts = Object.keys(query)
    .filter((key) => query[key] !== undefined)
    .map((key) => `${key}=${encodeURIComponent(String(query[key]))}`)
  return `/pages/${page}/index${parts.length ? `?${parts.join('&')}` : ''}`
}

export function go(page: PageName, query: Query = {}): void {
  Taro.navigateTo({ url: address(page, query) })
}

/**
 * Without a way back to the page one comes from: the next step of a walk. Raises when that page
 * does not come; settles never otherwise, so that what led here hears no second tap, however late
 * a slow phone takes the old page away.
 */
export function goOn(page: PageName, query: Query = {}): Promise<never> {
  return new Promise((_, failed) => {
    Taro.redirectTo({ url: address(page, query) }).catch(failed)
  })
}

/** A first page; what lay before is gone. */
export function goHome(page: PageName = 'inbox', query: Query = {}): void {
  Taro.reLaunch({ url: address(page, query) })
}

/** Back to the page before, or to the inbox when the page was opened by a link. */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) Taro.navigateBack()
  else goHome()
}
