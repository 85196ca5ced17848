/** A phone and a server of the tests: real signatures, a storage that outlives the app. */
import { createPrivateKey, createPublicKey, sign as signBytes } from 'crypto'
import { canonical, sha256Hex } from '@/documents/canonical'
import {
  type Bridge,
  BridgeFailure,
  type LocalFile,
  type Reply,
  type Request,
  type Upload,
} from '@/bridge/types'
import { listeners, utf8 } from '@/bridge/bytes'
import type { Command, CommandAnswer, Receipt } from '@/store/types'

export const ME = {
  account_id: 'account-1',
  officer_id: 'officer-1',
  name: '沈雨薇',
  agency: { id: 'agency-1', name: '绍兴市某局', short: '某局' },
  roles: ['officer'],
  certificates: [],
  receipt_key: { key_id: 'k1', public_key: '' },
  server_time: '',
  demo: true,
  settings: {},
}

/** A server's key. Node's own Ed25519, so that the phone's is checked against another one. */
export function serverKey(fill: number) {
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.alloc(32, fill),
  ])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const open = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return { secret, public_key: open.subarray(-32).toString('base64') }
}

const KEY = serverKey(7)

export function sign(payload: Receipt['payload'], key = KEY): Receipt {
  const signature = signBytes(null, Buffer.from(canonical(payload)), key.secret).toString('base64')
  return { payload, key_id: 'k1', signature }
}

export function receiptFor(command: Command): Receipt {
  return sign({
    command: command.id,
    sha256: sha256Hex(canonical(command)),
    outcome: 'accepted',
    received_at: '2026-01-05T01:02:03.000Z',
  })
}

const json = (status: number, data: unknown): Reply => ({ status, headers: {}, data })
const offline = () => new BridgeFailure('offline', '现在没有网络')

interface Taken {
  command: Command
  answer: CommandAnswer
}

function ease() {
  return {
    online: true,
    status: 200,
    key: KEY.public_key,
    /** What to say of a command instead of taking it. */
    spoil: null as null | ((answer: CommandAnswer, command: Command) => CommandAnswer | null),
    /** Takes the batch, then the answer is lost on its way. */
    loseAnswer: false,
    token: 'token-1',
    routes: {} as Record<string, unknown>,
    batches: [] as Command[][],
    order: [] as string[],
    signIns: 0,
    /** Public keys that it was told, and how it answers. */
    keys: [] as unknown[],
    keyStatus: 200,
    uploads: [] as Upload[],
    uploadsAtOnce: 0,
    mostAtOnce: 0,
    uploadReply: null as null | ((upload: Upload) => Promise<Reply>),
    now: () => Date.now(),
  }
}

/** Answers like backend/sync, remembers what it took, can be told to misbehave. */
export class TestServer {
  readonly taken: Record<string, Taken> = {}
  readonly state = ease()
  readonly json = json

  async request(asked: Request): Promise<Reply> {
    await Promise.resolve()
    if (!this.state.online) throw offline()
    const path = asked.url.replace('https://server/api/v1', '')
    if (path === '/session') return this.signIn()
    if ((asked.headers || {}).Authorization !== `Bearer ${this.state.token}`) {
      return json(401, { code: 'not-signed-in', title: '请先登录', status: 401 })
    }
    if (path === '/me') return json(200, this.me())
    if (this.state.status !== 200) return json(this.state.status, '<html>')
    if (path === '/session/key') {
      this.state.keys.push((asked.body as { public_key: string }).public_key)
      return json(this.state.keyStatus, {})
    }
    if (path === '/sync/commands') return this.take(asked.body)
    if (path in this.state.routes) return json(200, this.state.routes[path])
    return json(404, { code: 'not-found', title: '没有找到', status: 404 })
  }

  async upload(asked: Upload): Promise<Reply> {
    this.state.uploadsAtOnce += 1
    this.state.mostAtOnce = Math.max(this.state.mostAtOnce, this.state.uploadsAtOnce)
    try {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!this.state.online) throw offline()
      this.state.uploads.push(asked)
      if (this.state.uploadReply) return await this.state.uploadReply(asked)
      const { sha256 } = JSON.parse(asked.fields.meta)
      const payload = { evidence: sha256, size: 3, received_at: '2026-01-05T01:02:03.000Z' }
      return json(200, { receipt: sign(payload) })
    } finally {
      this.state.uploadsAtOnce -= 1
    }
  }

  private me() {
    const server_time = new Date(this.state.now()).toISOString()
    return { ...ME, receipt_key: { key_id: 'k1', public_key: this.state.key }, server_time }
  }

  private signIn(): Reply {
    this.state.signIns += 1
    const expires_at = new Date(this.state.now() + 8 * 3600 * 1000).toISOString()
    return json(200, { token: this.state.token, expires_at, me: this.me() })
  }

  private take(body: unknown): Reply {
    const commands = JSON.parse(JSON.stringify(body)) as Command[]
    this.state.batches.push(commands)
    const answers = commands.map((command) => this.answer(command))
    if (this.state.loseAnswer) throw offline()
    return json(200, { answers, server_time: new Date(this.state.now()).toISOString() })
  }

  private answer(command: Command): CommandAnswer {
    const known = this.taken[command.id]
    if (known) {
      const again = known.answer.outcome === 'accepted' ? { outcome: 'duplicate' as const } : {}
      return { ...known.answer, ...again }
    }
    const good = { id: command.id, outcome: 'accepted' as const, receipt: receiptFor(command) }
    const said = this.state.spoil ? this.state.spoil(good, command) : good
    if (!said) return { id: null, outcome: 'refused' }
    if (said.outcome === 'accepted' || (said.problem && said.problem.status < 500)) {
      this.taken[command.id] = { command, answer: said }
      if (said.outcome === 'accepted') this.state.order.push(command.id)
    }
    return said
  }
}

export const server = () => new TestServer()

/** What stays when the app is killed. */
export function disk() {
  const values: Record<string, string> = {}
  const files: Record<string, Uint8Array> = {}
  return { values, files, full: false, made: 0 }
}

export type Disk = ReturnType<typeof disk>

/** Does something now, or never once the app is dead. */
type Living = <T>(work: () => T | Promise<T>) => Promise<T>

function life(): { living: Living; kill: () => void } {
  let alive = true
  const never = () => new Promise<never>(() => undefined)
  return {
    living: async (work) => {
      if (!alive) return never()
      await Promise.resolve()
      if (!alive) return never()
      const got = await work()
      return alive ? got : never()
    },
    kill: () => {
      alive = false
    },
  }
}

function storageOn(on: Disk, living: Living) {
  return {
    get: <T>(key: string) =>
      living(() => (on.values[key] === undefined ? null : (JSON.parse(on.values[key]) as T))),
    set: (key: string, value: unknown) =>
      living(() => {
        if (on.full) throw new BridgeFailure('full', '手机存储已满')
        on.values[key] = JSON.stringify(value)
      }),
    remove: (key: string) => living(() => void delete on.values[key]),
  }
}

function filesOn(on: Disk, living: Living) {
  return {
    keep: async (file: LocalFile) => file,
    write: (content: string | Uint8Array, mediaType: string) =>
      living(() => {
        on.made += 1
        const bytes = typeof content === 'string' ? utf8(content) : content
        on.files[`file-${on.made}`] = bytes
        return { path: `file-${on.made}`, mediaType, size: bytes.length }
      }),
    read: async (path: string) => on.files[path],
    sha256: async (path: string) => sha256Hex(String.fromCharCode(...on.files[path])),
    url: async (path: string) => `local:${path}`,
    remove: (path: string) => living(() => void delete on.files[path]),
    download: async (url: string) => `remote:${url}`,
  }
}

/** An app on a phone; after `kill` everything it still does comes to nothing. */
export function phone(on: Disk, to: TestServer) {
  const network = listeners<[boolean]>()
  const shows = listeners<[]>()
  const { living, kill } = life()
  const bridge = {
    host: 'browser',
    origin: () => 'https://server',
    getAuthCode: async () => 'code',
    request: (asked: Request) => living(() => to.request(asked)),
    upload: (asked: Upload) => living(() => to.upload(asked)),
    storage: storageOn(on, living),
    files: filesOn(on, living),
    online: async () => to.state.online,
    onNetwork: network.add,
    onShow: shows.add,
    randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
  } as unknown as Bridge
  return { bridge, network, shows, kill }
}

/** Lets everything that waits on promises (not on timers) go on. */
export async function settled(turns = 200): Promise<void> {
  for (let i = 0; i < turns; i += 1) await Promise.resolve()
}
