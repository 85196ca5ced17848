/** On h5 the host is known only when the page runs; the mini-programs have files of their own. */
import { browser } from './browser'
import { isGovernmentClient, government } from './gdt'

export const bridge = isGovernmentClient(navigator.userAgent) ? government(browser()) : browser()
