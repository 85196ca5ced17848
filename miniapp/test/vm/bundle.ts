import { existsSync, readdirSync, readFileSync, statSync } from 'fs'
import path from 'path'

export const BUNDLE = path.resolve(__dirname, '../../dist/dd')

if (!existsSync(path.join(BUNDLE, 'app.js'))) {
  throw new Error('dist/dd is missing: run `npm run build:dd` first')
}

export interface BundleFile {
  name: string
  bytes: number
}

export function bundleFiles(folder = BUNDLE): BundleFile[] {
  return readdirSync(folder).reduce<BundleFile[]>((all, entry) => {
    const whole = path.join(folder, entry)
    if (statSync(whole).isDirectory()) return all.concat(bundleFiles(whole))
    return all.concat({ name: path.relative(BUNDLE, whole), bytes: statSync(whole).size })
  }, [])
}

export const scripts = () => bundleFiles().filter(({ name }) => name.endsWith('.js'))

export const source = (name: string) => readFileSync(path.join(BUNDLE, name), 'utf8')
