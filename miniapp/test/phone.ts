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
  roles: ['执法人员'],
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

/** The server: answers like backend/sync, remembers what it took, can be told to misbehave. */
export function server() {
  const taken: Record<string, { command: Command; answer: CommandAnswer }> = {}
  const state = {
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
    uploads: [] as Upload[],
    uploadsAtOnce: 0,
    mostAtOnce: 0,
    uploadReply: null as null | ((upload: Upload) => Promise<Reply>),
    now: () => Date.now(),
  }
  const me = () => ({
    ...ME,
    receipt_key: { key_id: 'k1', public_key: state.key },
    server_time: new Date(state.now()).toISOString(),
  })
  const json = (status: number, data: unknown): Reply => ({ status, headers: {}, data })
  const offline = () => new BridgeFailure('offline', '现在没有网络')

  function answer(command: Command): CommandAnswer {
    const known = taken[command.id]
    if (known) {
      const again = known.answer.outcome === 'accepted' ? { outcome: 'duplicate' as const } : {}
      return { ...known.answer, ...again }
    }
    const good = { id: command.id, outcome: 'accepted' as const, receipt: receiptFor(command) }
    const said = state.spoil ? state.spoil(good, command) : good
    if (!said) return { id: null, outcome: 'refused' }
    if (said.outcome === 'accepted' || (said.problem && said.problem.status < 500)) {
      taken[command.id] = { command, answer: said }
      if (said.outcome === 'accepted') state.order.push(command.id)
    }
    return said
  }

  async function request(asked: Request): Promise<Reply> {
    await Promise.resolve()
    if (!state.online) throw offline()
    const path = asked.url.replace('https://server/api/v1', '')
    if (path === '/session') {
      state.signIns += 1
      const expires_at = new Date(state.now() + 8 * 3600 * 1000).toISOString()
      return json(200, { token: state.token, expires_at, me: me() })
    }
    if ((asked.headers || {}).Authorization !== `Bearer ${state.token}`) {
      return json(401, { code: 'not-signed-in', title: '请先登录', status: 401 })
    }
    if (path === '/me') return json(200, me())
    if (state.status !== 200) return json(state.status, '<html>')
    if (path === '/sync/commands') {
      const commands = JSON.parse(JSON.stringify(asked.body)) as Command[]
      state.batches.push(commands)
      const answers = commands.map(answer)
      if (state.loseAnswer) throw offline()
      return json(200, { answers, server_time: new Date(state.now()).toISOString() })
    }
    if (path in state.routes) return json(200, state.routes[path])
    return json(404, { code: 'not-found', title: '没有找到', status: 404 })
  }

  async function upload(asked: Upload): Promise<Reply> {
    state.uploadsAtOnce += 1
    state.mostAtOnce = Math.max(state.mostAtOnce, state.uploadsAtOnce)
    try {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!state.online) throw offline()
      state.uploads.push(asked)
      if (state.uploadReply) return await state.uploadReply(asked)
      const { sha256 } = JSON.parse(asked.fields.meta)
      const payload = { evidence: sha256, size: 3, received_at: '2026-01-05T01:02:03.000Z' }
      return json(200, { receipt: sign(payload) })
    } finally {
      state.uploadsAtOnce -= 1
    }
  }

  return { state, request, upload, taken, json }
}

export type TestServer = ReturnType<typeof server>

/** What stays when the app is killed. */
export function disk() {
  const values: Record<string, string> = {}
  const files: Record<string, Uint8Array> = {}
  return { values, files, full: false }
}

export type Disk = ReturnType<typeof disk>

/** An app on a phone; `kill` makes everything it still does come to nothing. */
export function phone(on: Disk, to: TestServer) {
  const network = listeners<[boolean]>()
  const shows = listeners<[]>()
  let alive = true
  let made = 0
  const never = () => new Promise<never>(() => undefined)
  const living = <T>(work: () => T): Promise<T> =>
    alive ? Promise.resolve().then(() => (alive ? work() : never())) as Promise<T> : never()

  const bridge = {
    host: 'browser',
    origin: () => 'https://server',
    getAuthCode: async () => 'code',
    request: (asked: Request) =>
      living(() => to.request(asked)).then((got) => (alive ? got : never())),
    upload: (asked: Upload) =>
      living(() => to.upload(asked)).then((got) => (alive ? got : never())),
    storage: {
      get: <T>(key: string) =>
        living(() => (on.values[key] === undefined ? null : (JSON.parse(on.values[key]) as T))),
      set: (key: string, value: unknown) =>
        living(() => {
          if (on.full) throw new BridgeFailure('full', '手机存储已满')
          on.values[key] = JSON.stringify(value)
        }),
      remove: (key: string) => living(() => void delete on.values[key]),
    },
    files: {
      keep: async (file: LocalFile) => file,
      write: (content: string | Uint8Array, mediaType: string) =>
        living(() => {
          made += 1
          const bytes = typeof content === 'string' ? utf8(content) : content
          on.files[`file-${made}`] = bytes
          return { path: `file-${made}`, mediaType, size: bytes.length }
        }),
      read: async (path: string) => on.files[path],
      sha256: async (path: string) => sha256Hex(String.fromCharCode(...on.files[path])),
      url: async (path: string) => `local:${path}`,
      remove: (path: string) => living(() => void delete on.files[path]),
      download: async (url: string) => `remote:${url}`,
    },
    online: async () => to.state.online,
    onNetwork: network.add,
    onShow: shows.add,
    randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
  } as unknown as Bridge

  return {
    bridge,
    network,
    shows,
    kill: () => {
      alive = false
    },
  }
}

/** Lets everything that waits on promises (not on timers) go on. */
export async function settled(turns = 200): Promise<void> {
  for (let i = 0; i < turns; i += 1) await Promise.resolve()
}
