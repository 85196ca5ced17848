'use strict'
// 钉钉 as a target of its own: the alipay template language with the global `dd`.
// The published dd plugin stands on an older Taro and leaves a free `my` in its output.
const path = require('path')
const { Alipay } = require('@tarojs/plugin-platform-alipay')

class DingTalk extends Alipay {
  constructor(ctx, config) {
    super(ctx, config)
    this.platform = 'dd'
    this.globalObject = 'dd'
    this.runtimePath = path.resolve(__dirname, 'runtime.js')
    this.setupTransaction.addWrapper({
      close() {
        this.generateProjectConfig('project.dd.json', 'mini.project.json')
      },
    })
  }

  // Unlike alipay, dd promises no global `navigator`: the one of Taro's runtime stays.
  modifyWebpackConfig() {
    this.ctx.modifyWebpackChain(({ chain, webpack }) => {
      chain.plugin('aloneGlobal').use(webpack.DefinePlugin, [{ my: 'dd' }])
    })
  }
}

module.exports = (ctx) => {
  ctx.registerPlatform({
    name: 'dd',
    useConfigName: 'mini',
    async fn({ config }) {
      await new DingTalk(ctx, config).start()
    },
  })
}
