import path from 'path'
import { defineConfig } from 'vitest/config'

/** Tests of the compiled dd bundle: they need `npm run build:dd` first. */
export default defineConfig({
  resolve: { alias: { '@': path.resolve(__dirname, 'src') } },
  test: { include: ['test/vm/**/*.test.ts'], environment: 'node', testTimeout: 30000 },
})
