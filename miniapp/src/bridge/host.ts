/** On h5 the host is known only when the page runs; the mini-programs have files of their own. */
import { browser } from './browser'
import { isGovernmentClient, government } from './gdt'

const { userAgent } = navigator
export const bridge = isGovernmentClient(userAgent)
  ? government(browser(), undefined, userAgent)
  : browser()
