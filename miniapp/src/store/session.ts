/** Who uses this phone. Kept, so that a phone without a signal still knows its officer. */
import type { Bridge } from '@/bridge/types'
import type { Clock } from './clock'
import { newKey, type PhoneKey, publicKey } from '@/statement'
import { API, ask, troubleOf } from './http'
import { uuid7 } from './ids'
import { observable } from './observable'
import type { Me, Trouble } from './types'

export interface SessionState {
  phase: 'starting' | 'signing_in' | 'ready' | 'failed'
  me: Me | null
  problem: Trouble | null
  /** Milliseconds that the server's clock is ahead of this phone's. */
  skew: number
}

interface Kept {
  token: string
  expires_at: string
  me: Me
  key?: PhoneKey
}

const KEY = 'session'
const DEVICE = 'device'
const SIGNED_OUT: Trouble = { code: 'signed-out', title: '已退出登录', status: 0 }

const STARTING: SessionState = { phase: 'starting', me: null, problem: null, skew: 0 }

export class Session {
  private readonly state = observable<SessionState>(STARTING)
  private kept: Kept | null = null
  private known = ''
  private signing: Promise<Me> | null = null

  constructor(
    private readonly bridge: Bridge,
    private readonly clock: Clock,
    private readonly random: (count: number) => Uint8Array,
  ) {}

  readonly subscribe = (listener: () => void) => this.state.subscribe(listener)
  readonly snapshot = () => this.state.snapshot()

  private open: () => void = () => undefined
  /** Once it is known who used this phone last: before that nothing kept can be found. */
  readonly opened = new Promise<void>((done) => (this.open = done))

  async load(): Promise<void> {
    const { storage } = this.bridge
    try {
      this.known = (await storage.get<string>(DEVICE)) || ''
      if (!this.known) {
        this.known = uuid7(this.clock.now(), this.random)
        await storage.set(DEVICE, this.known)
      }
      this.kept = await storage.get<Kept>(KEY)
    } finally {
      this.open()
    }
  }

  /** With someone known: ready at once, also without a signal; the server is asked afterwards.
   *  Raises TroubleError. */
  async start(): Promise<Me> {
    if (!this.kept) return this.signIn()
    this.show({ phase: 'ready', me: this.kept.me, problem: null })
    if (Date.parse(this.kept.expires_at) <= this.clock.now()) return this.signIn()
    return this.refresh()
  }

  /** Everybody who finds the token stale at once shares one sign-in. Raises TroubleError. */
  signIn(): Promise<Me> {
    this.signing = this.signing || this.signInOnce().finally(() => (this.signing = null))
    return this.signing
  }

  renew(): Promise<Me> {
    return this.signIn()
  }

  /** Reads again who this is: roles, certificates, the key of the receipts. */
  async refresh(): Promise<Me> {
    const asked = Date.now()
    try {
      const me = await ask<Me>(this.bridge, { method: 'GET', url: this.url('/me'), headers: this.headers() })
      this.clock.heard(me.server_time, asked)
      if (this.kept) await this.keep({ ...this.kept, me })
      void this.register().catch(() => undefined)
      return me
    } catch (error) {
      if (troubleOf(error).status === 401) return this.signIn()
      throw error
    }
  }

  async signOut(): Promise<void> {
    const url = this.url('/session/end')
    const told = ask(this.bridge, { method: 'POST', url, headers: this.headers(), body: {} })
    await told.catch(() => undefined)
    this.kept = null
    await this.bridge.storage.remove(KEY)
    this.show({ phase: 'failed', me: null, problem: SIGNED_OUT })
  }

  headers(): Record<string, string> {
    return this.kept ? { Authorization: `Bearer ${this.kept.token}`, 'X-Device': this.known } : {}
  }

  device(): string {
    return this.known
  }

  account(): string | null {
    return this.kept ? this.kept.me.account_id : null
  }

  me(): Me | null {
    return this.kept ? this.kept.me : null
  }

  /** What this phone signs with; null until the server knows it. */
  key(): PhoneKey | null {
    const key = this.kept && this.kept.key
    return key && key.registered ? key : null
  }

  /** A secret of the server: what ids are derived from where the phone has no secure source. */
  seed(): string {
    return `${this.kept ? this.kept.token : ''}|${this.known}`
  }

  private url(path: string): string {
    return this.bridge.origin() + API + path
  }

  private show(part: Partial<SessionState>): void {
    this.state.set({ ...this.state.snapshot(), skew: this.clock.skew(), ...part })
  }

  private async keep(next: Kept): Promise<void> {
    this.kept = next
    await this.bridge.storage.set(KEY, next)
    this.show({ phase: 'ready', me: next.me, problem: null })
  }

  /** A key for this sign-in alone, kept before the server is told of it: told twice it is the same.
   *  Where that fails the six digits do. Raises TroubleError. */
  private async register(): Promise<void> {
    const kept = this.kept
    if (!kept || !kept.me.officer_id || (kept.key && kept.key.registered)) return
    const key = kept.key || newKey(this.random)
    await this.keep({ ...kept, key })
    const body = { public_key: publicKey(key) }
    await ask(this.bridge, { method: 'POST', url: this.url('/session/key'), headers: this.headers(), body })
    if (this.kept && this.kept.token === kept.token)
      await this.keep({ ...this.kept, key: { ...key, registered: true } })
  }

  private async signInOnce(): Promise<Me> {
    // Someone who is known stays known while a new token is fetched.
    if (!this.kept) this.show({ phase: 'signing_in', problem: null })
    try {
      const code = await this.bridge.getAuthCode()
      const asked = Date.now()
      const body = { platform: 'dingtalk', code, device: this.known }
      const got = await ask<Kept>(this.bridge, { method: 'POST', url: this.url('/session'), body })
      this.clock.heard(got.me.server_time, asked)
      await this.keep({ token: got.token, expires_at: got.expires_at, me: got.me })
      void this.register().catch(() => undefined)
      return got.me
    } catch (error) {
      const problem = troubleOf(error)
      this.show(this.kept ? { problem } : { phase: 'failed', problem })
      throw error
    }
  }
}
