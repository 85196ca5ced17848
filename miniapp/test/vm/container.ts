/** 钉钉's container as far as the compiled bundle needs it: App, Page, `dd`, its own realm with
 *  nothing of a browser and nothing newer than ES2019. */
import { readFileSync } from 'fs'
import path from 'path'
import vm from 'vm'
import { BUNDLE } from './bundle'

export interface Rendered {
  sid?: string
  nn?: string
  cl?: string
  cn?: Rendered[]
  v?: string
  uid?: string
  [prop: string]: unknown
}

type Handler = (...given: unknown[]) => unknown
type Config = Record<string, Handler> & { data?: Record<string, unknown> }

export interface PageInstance {
  route: string
  data: { root?: Rendered }
  [member: string]: unknown
}

const LATE = `
  delete String.prototype.replaceAll; delete String.prototype.matchAll; delete String.prototype.at;
  delete Array.prototype.at; delete Array.prototype.findLast; delete Promise.allSettled;
  delete Object.hasOwn; delete globalThis.structuredClone;
`

/** `root.cn.[0].v` as the runtime writes it. */
function assign(data: Record<string, unknown>, where: string, value: unknown) {
  const keys = where.split('.').map((key) => key.replace(/^\[(\d+)\]$/, '$1'))
  let at = data as Record<string, unknown>
  keys.slice(0, -1).forEach((key) => {
    if (at[key] === undefined) at[key] = {}
    at = at[key] as Record<string, unknown>
  })
  at[keys[keys.length - 1]] = value
}

function optionsOf(query: string): Record<string, string> {
  const options: Record<string, string> = {}
  query.split('&').filter(Boolean).forEach((pair) => {
    const [name, value = ''] = pair.split('=')
    options[name] = decodeURIComponent(value)
  })
  return options
}

interface Asked {
  url: string
  success?: Handler
  complete?: Handler
}

export class Container {
  readonly errors: unknown[] = []
  private readonly pages: Record<string, Config> = {}
  private readonly stack: PageInstance[] = []
  private readonly loaded: Record<string, { exports: unknown }> = {}
  private readonly native: Record<string, unknown>
  private readonly context: vm.Context
  private app: Config | null = null
  private opening = ''

  constructor(dd: Record<string, unknown>) {
    this.native = { ...this.navigation(), ...dd }
    this.context = vm.createContext(this.realm())
    vm.runInContext(LATE, this.context)
  }

  current(): PageInstance {
    return this.stack[this.stack.length - 1]
  }

  launch(first: string): PageInstance {
    this.load(path.join(BUNDLE, 'app.js'))
    const launched = { path: first, query: {}, scene: '0000' }
    this.app?.onLaunch?.(launched)
    this.app?.onShow?.(launched)
    return this.open(first)
  }

  private realm() {
    const error = (...given: unknown[]) =>
      void this.errors.push(given.map((each) => String((each as Error)?.stack || each)))
    return {
      App: (config: Config) => void (this.app = config),
      Page: (config: Config) => void (this.pages[this.opening] = config),
      Component: () => undefined,
      getApp: () => this.app,
      getCurrentPages: () => this.stack,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      console: { ...console, error },
    }
  }

  private navigation() {
    const go = (replace: boolean) => (asked: Asked) => {
      if (replace) this.stack.splice(0, this.stack.length)
      this.open(asked.url)
      asked.success?.({})
      asked.complete?.({})
    }
    const navigateBack = (asked: Partial<Asked> = {}) => {
      this.stack.pop()
      asked.success?.({})
    }
    return {
      navigateTo: go(false),
      redirectTo: go(true),
      reLaunch: go(true),
      switchTab: go(true),
      navigateBack,
    }
  }

  private load(file: string): unknown {
    const whole = file.endsWith('.js') ? file : `${file}.js`
    if (this.loaded[whole]) return this.loaded[whole].exports
    const module = (this.loaded[whole] = { exports: {} as unknown })
    const text = readFileSync(whole, 'utf8')
    // `globalThis` is reported missing in some settings, so here it is missing.
    const head = '(function(require,module,exports,dd,globalThis){'
    const run = vm.runInContext(`${head}${text}\n})`, this.context, { filename: whole })
    const require = (name: string) => this.load(path.resolve(path.dirname(whole), name))
    run(require, module, module.exports, this.native)
    return module.exports
  }

  private open(url: string): PageInstance {
    const [route, query = ''] = url.replace(/^\//, '').split('?')
    if (!this.pages[route]) {
      this.opening = route
      this.load(path.join(BUNDLE, route))
    }
    const config = this.pages[route]
    const page: PageInstance = { ...config, route, data: { ...(config.data || {}) } }
    page.setData = (parts: Record<string, unknown>, done?: () => void) => {
      // What crosses to the view is JSON.
      const plain = JSON.parse(JSON.stringify(parts)) as Record<string, unknown>
      const data = page.data as Record<string, unknown>
      Object.keys(plain).forEach((where) => assign(data, where, plain[where]))
      if (done) setTimeout(done, 0)
    }
    page.$batchedUpdates = (act: () => void) => act()
    this.stack.push(page)
    ;(page.onLoad as Handler)(optionsOf(query))
    ;(page.onShow as Handler)()
    ;(page.onReady as Handler)()
    return page
  }
}

export const container = (dd: Record<string, unknown>) => new Container(dd)

/** Every node of a rendered tree. */
export function nodes(root: Rendered | undefined): Rendered[] {
  if (!root) return []
  return [root].concat(...(root.cn || []).map((child) => nodes(child)))
}

/** What can be read on the screen. */
export const textOf = (root: Rendered | undefined): string =>
  nodes(root).map(({ v }) => v || '').filter(Boolean).join(' ')

/** Taps the innermost element that holds this text. The container bubbles: each ancestor is told,
 *  from the inside out. */
export function tap(page: PageInstance, text: string): void {
  const holds = (node: Rendered) => node.sid && node.v === undefined && textOf(node).includes(text)
  const path = nodes(page.data.root).filter(holds)
  if (!path.length) throw new Error(`no “${text}” on ${page.route}: ${textOf(page.data.root)}`)
  const as = ({ uid, sid }: Rendered) => ({ id: uid || sid, dataset: { sid } })
  const target = as(path[path.length - 1])
  const timeStamp = Date.now()
  path.reverse().forEach((node) => {
    const event = { type: 'tap', target, currentTarget: as(node), timeStamp, detail: {} }
    ;(page.eh as Handler)(event)
  })
}
