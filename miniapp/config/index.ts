import path from 'path'
import { defineConfig } from '@tarojs/cli'

// Sizes are plain px on every target: a touch target of 44 px must stay 44 px.
const plainPixels = { pxtransform: { enable: false, config: {} } }

export default defineConfig({
  projectName: 'zhangshang-zhifa',
  date: '2026-01-01',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: 'src',
  outputRoot: `dist/${process.env.TARO_ENV}`,
  plugins: ['@tarojs/plugin-html', path.resolve(__dirname, '../platform-dd/index.js')],
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  alias: { '@': path.resolve(__dirname, '../src') },
  env: {
    // Where the server is, for the mini-programs; the h5 build asks the page's own origin.
    ZHIFA_ORIGIN: JSON.stringify(process.env.ZHIFA_ORIGIN || ''),
  },
  copy: { patterns: [], options: {} },
  mini: {
    postcss: { ...plainPixels, cssModules: { enable: false } },
    // Webviews of older phones: nothing newer than ES2015 may stay in a dependency.
    compile: { include: [(file: string) => /node_modules/.test(file)] },
  },
  h5: {
    publicPath: './',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    postcss: { ...plainPixels, autoprefixer: { enable: true, config: {} }, cssModules: { enable: false } },
  },
})
