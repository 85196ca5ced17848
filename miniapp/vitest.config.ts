import path from 'path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': path.resolve(__dirname, 'src') } },
  define: { 'process.env.TARO_ENV': JSON.stringify('h5'), 'process.env.ZHIFA_ORIGIN': '""' },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node', maxWorkers: 2, minWorkers: 1 },
})
