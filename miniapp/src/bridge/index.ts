export { bridge } from './host'
export * from './types'
