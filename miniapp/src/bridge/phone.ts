const KEPT = 'zhifa.phone'

interface Page {
  location: { search: string; hash: string }
  sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }
}

/** Whose phone this window plays: the `phone` parameter, remembered by the window alone, so that
 *  two windows can be two officers. Read from the query before or behind the hash. */
export function phoneOf(page: Page): string | null {
  const query = `${page.location.search}&${page.location.hash.split('?')[1] || ''}`
  const named = /[?&]phone=([^&#]+)/.exec(query)
  const given = named ? decodeURIComponent(named[1]) : null
  if (given) page.sessionStorage.setItem(KEPT, given)
  return given || page.sessionStorage.getItem(KEPT)
}
