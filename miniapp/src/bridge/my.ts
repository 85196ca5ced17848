import type { Native } from './native'
import { nativeBridge } from './native-bridge'
import type { Bridge } from './types'

/** The mini-program container of 浙政钉. `native` is its global `my`. Unproven on a device. */
export function zhezhengding(native: Native): Bridge {
  return nativeBridge(native, {
    host: 'my',
    authCode: { options: { scopes: 'auth_base' } },
    location: { type: 0, cacheTimeout: 0 },
  })
}
