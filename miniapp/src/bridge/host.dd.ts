import { dingtalk } from './dd'
import type { Native } from './native'

declare const dd: Native

export const bridge = dingtalk(dd)
