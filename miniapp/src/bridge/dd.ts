import type { Native } from './native'
import { nativeBridge } from './native-bridge'
import type { Bridge } from './types'

/** 钉钉. `native` is its global `dd`. */
export function dingtalk(native: Native): Bridge {
  return nativeBridge(native, {
    host: 'dd',
    authCode: { options: {} },
    // A fix must be fresh: a check-in is not where one was two minutes ago.
    location: { targetAccuracy: '100', type: 0, useCache: false, cacheTimeout: 0 },
  })
}
