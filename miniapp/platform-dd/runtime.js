// What the compiled 钉钉 bundle runs first: the alipay runtime, its native calls taken from dd.
import { mergeInternalComponents, mergeReconciler, processApis } from '@tarojs/shared'
import {
  components,
  handleSyncApis,
  hostConfig,
  modifyApis,
  modifyAsyncResult,
  needPromiseApis,
  request,
  transformMeta,
} from '@tarojs/plugin-platform-alipay/dist/runtime-utils'

hostConfig.initNativeApi = (taro) => {
  processApis(taro, dd, {
    needPromiseApis,
    handleSyncApis,
    modifyApis,
    modifyAsyncResult,
    transformMeta,
    request,
  })
  taro.dd = dd
}

mergeReconciler(hostConfig)
mergeInternalComponents(components)
