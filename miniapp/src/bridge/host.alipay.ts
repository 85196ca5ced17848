import { zhezhengding } from './my'
import type { Native } from './native'

declare const my: Native

export const bridge = zhezhengding(my)
