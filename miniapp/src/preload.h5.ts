const AGAIN_MS = 15000

let asked = false

/** Every page is fetched while there is a network, so that a walk once begun goes on without one.
 * Imported by the app alone: only then are these the same files that the router asks for. */
export function preloadPages(): void {
  if (asked) return
  asked = true
  const pages = [
    () => import('./pages/task/index'),
    () => import('./pages/arrive/index'),
    () => import('./pages/presence/index'),
    () => import('./pages/check/index'),
    () => import('./pages/conclude/index'),
    () => import('./pages/papers/index'),
    () => import('./pages/fill/index'),
    () => import('./pages/unable/index'),
    () => import('./pages/finish/index'),
    () => import('./pages/print/index'),
    () => import('./pages/outbox/index'),
    () => import('./pages/mine/index'),
    () => import('./pages/inbox/index'),
    () => import('./pages/search/index'),
    () => import('./pages/subject/index'),
    () => import('./pages/map/index'),
    () => import('./pages/orders/index'),
    () => import('./pages/order/index'),
    () => import('./pages/sign-in/index'),
  ]
  const next = (): void => {
    const page = pages[0]
    if (!page) return
    page().then(
      () => {
        pages.shift()
        next()
      },
      () => setTimeout(next, AGAIN_MS),
    )
  }
  next()
}
