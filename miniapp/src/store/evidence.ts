/** Evidence goes by its hash: kept on the phone, sent by a queue of its own, let go of only after
 *  the server's signed receipt has been checked. */
import { type Bridge, BridgeFailure, type LocalFile } from '@/bridge/types'
import { backoff } from './backoff'
import { type Clock, written } from './clock'
import { API, bodyOf, type Http, TroubleError, troubleOf } from './http'
import { lane } from './lane'
import { observable } from './observable'
import { MOST_PIXELS, pixels } from './picture-size'
import { confirms, type ReceiptKey } from './receipts'
import type { EvidenceKind, Position, Receipt, Trouble } from './types'

export interface EvidenceMeta {
  kind: EvidenceKind
  inspection_id: string
  item: string | null
  origin: 'camera' | 'import'
  position: Position | null
  taken_at?: string
}

export interface EvidenceItem {
  sha256: string
  meta: EvidenceMeta & { taken_at: string }
  media_type: string
  size: number | null
  account: string
  /** null once the phone has let go of its copy. */
  path: string | null
  state: 'kept' | 'sending' | 'received' | 'refused'
  receipt: Receipt | null
  problem: Trouble | null
  tries: number
}

export interface EvidenceState {
  items: EvidenceItem[]
  /** Not yet received by the server. */
  unsent: number
  sending: number
  refused: number
}

interface Owner {
  account(): string | null
  key(fresh: boolean): Promise<ReceiptKey | null>
}

interface Parts {
  bridge: Bridge
  http: Http
  clock: Clock
  owner: Owner
}

const INDEX = 'evidence'
const AT_ONCE = 2
// The containers give 50 MB in all: received copies go before that is reached.
const KEPT_BYTES = 30 * 1024 * 1024
const KEPT_DAYS = 14
const BAD_RECEIPT: Trouble = {
  code: 'receipt-invalid',
  title: '服务器的回执核对不上，原件仍保存在手机上',
  status: 0,
}
/** No camera packs so many pixels into less; smaller files are not read a second time. */
const SUSPECT_BYTES = 5_000_000
const TOO_LARGE = `照片的像素太多（最多 ${MOST_PIXELS / 10_000} 万），请把相机的照片尺寸调小，重新拍摄`
/** The check-in may still be on its way: not a refusal. */
const LATER = ['inspection-missing', 'not-found']

const idOf = (meta: EvidenceMeta, sha256: string) => `${meta.inspection_id}.${sha256}`

export class EvidenceQueue {
  private readonly state = observable<EvidenceState>({ items: [], unsent: 0, sending: 0, refused: 0 })
  private readonly writing = lane()
  private readonly waiting = backoff(() => this.pump())
  private readonly urls: Record<string, Promise<string>> = {}
  private items: EvidenceItem[] = []
  private arrived: (inspectionId: string) => void = () => undefined

  constructor(private readonly parts: Parts) {}

  readonly subscribe = (listener: () => void) => this.state.subscribe(listener)
  readonly snapshot = () => this.state.snapshot()

  /** The server has one more original of this inspection: it may have been the last one missing. */
  onReceived(told: (inspectionId: string) => void): void {
    this.arrived = told
  }

  async load(): Promise<void> {
    const ids = (await this.parts.bridge.storage.get<string[]>(INDEX)) || []
    for (const id of ids) {
      const item = await this.parts.bridge.storage.get<EvidenceItem>(`evidence.${id}`)
      // What was on its way when the app died is sent again: the same bytes change nothing.
      if (item) this.items.push(item.state === 'sending' ? { ...item, state: 'kept' } : item)
    }
    this.show()
    await this.forget()
  }

  /** Rows of copies long let go of are of no more use. */
  private async forget(): Promise<void> {
    const bound = this.parts.clock.now() - 2 * KEPT_DAYS * 24 * 3600 * 1000
    const useless = this.items.filter(
      ({ path, meta, state }) => !path && state === 'received' && Date.parse(meta.taken_at) < bound,
    )
    if (!useless.length) return
    const ids = useless.map(({ meta, sha256 }) => idOf(meta, sha256))
    this.items = this.items.filter((item) => useless.indexOf(item) < 0)
    await this.list((all) => all.filter((id) => ids.indexOf(id) < 0))
    for (const id of ids) await this.parts.bridge.storage.remove(`evidence.${id}`)
  }

  /** Resolves when the original lies in the phone's own keeping and its hash is known.
   *  Raises BridgeFailure. */
  async keepPhoto(file: LocalFile, meta: EvidenceMeta): Promise<{ sha256: string }> {
    const { files } = this.parts.bridge
    const kept = await files.keep(file)
    const suspect = kept.size === null || kept.size > SUSPECT_BYTES
    if (suspect && pixels(await files.read(kept.path)) > MOST_PIXELS) {
      await files.remove(kept.path).catch(() => undefined)
      throw new BridgeFailure('failed', TOO_LARGE)
    }
    return this.take(kept, meta)
  }

  async keepText(text: string, meta: EvidenceMeta): Promise<{ sha256: string }> {
    return this.take(await this.parts.bridge.files.write(text, 'application/json'), meta)
  }

  async keepBytes(
    bytes: Uint8Array,
    mediaType: string,
    meta: EvidenceMeta,
  ): Promise<{ sha256: string }> {
    return this.take(await this.parts.bridge.files.write(bytes, mediaType), meta)
  }

  status(sha256: string): EvidenceItem['state'] | null {
    const found = this.find(sha256)
    return found ? found.state : null
  }

  receipt(sha256: string): Receipt | null {
    const found = this.find(sha256)
    return found ? found.receipt : null
  }

  /** What an <Image> can show: the phone's copy, or the server's. Raises BridgeFailure. */
  url(sha256: string): Promise<string> {
    const found = this.find(sha256)
    if (found && found.path) return this.parts.bridge.files.url(found.path)
    if (!this.urls[sha256]) {
      const address = `${this.parts.bridge.origin()}${API}/evidence/${sha256}`
      this.urls[sha256] = this.parts.bridge.files.download(address, this.parts.http.headers())
      this.urls[sha256].catch(() => delete this.urls[sha256])
    }
    return this.urls[sha256]
  }

  /** All of an inspection that this phone holds or held. */
  ofInspection(inspectionId: string): EvidenceItem[] {
    return this.items.filter(({ meta }) => meta.inspection_id === inspectionId)
  }

  resume(): void {
    this.waiting.reset()
    this.pump()
  }

  /** A refused original: sent once more. */
  retry(sha256: string): void {
    this.items
      .filter((item) => item.sha256 === sha256 && item.state === 'refused')
      .forEach((item) => this.change(item, { state: 'kept', problem: null }))
    this.resume()
  }

  show(): void {
    const items = this.mine()
    const count = (state: EvidenceItem['state']) =>
      items.filter((item) => item.state === state).length
    const sending = count('sending')
    const refused = count('refused')
    this.state.set({ items, unsent: count('kept') + sending + refused, sending, refused })
  }

  private mine(): EvidenceItem[] {
    return this.items.filter(({ account }) => account === this.parts.owner.account())
  }

  private find(sha256: string): EvidenceItem | undefined {
    const all = this.items.filter((item) => item.sha256 === sha256)
    return all.find(({ path }) => path) || all[0]
  }

  private async take(file: LocalFile, meta: EvidenceMeta): Promise<{ sha256: string }> {
    const sha256 = await this.parts.bridge.files.sha256(file.path)
    const id = idOf(meta, sha256)
    if (this.items.some((item) => idOf(item.meta, item.sha256) === id && item.path)) {
      await this.parts.bridge.files.remove(file.path).catch(() => undefined)
      return { sha256 }
    }
    const account = this.parts.owner.account()
    if (!account) throw new Error('nobody is signed in')
    const taken_at = meta.taken_at || written(this.parts.clock.now())
    const item: EvidenceItem = {
      sha256,
      meta: { ...meta, taken_at },
      media_type: file.mediaType,
      size: file.size,
      account,
      path: file.path,
      state: 'kept',
      receipt: null,
      problem: null,
      tries: 0,
    }
    await this.parts.bridge.storage.set(`evidence.${id}`, item)
    this.items = this.items.filter((each) => idOf(each.meta, each.sha256) !== id).concat(item)
    await this.list((ids) => ids.filter((each) => each !== id).concat(id))
    this.show()
    this.pump()
    return { sha256 }
  }

  /** Changes the list of what is kept; another window may have changed it meanwhile. */
  private list(change: (ids: string[]) => string[]): Promise<void> {
    const { storage } = this.parts.bridge
    const work = async () => {
      await storage.set(INDEX, change((await storage.get<string[]>(INDEX)) || []))
    }
    return this.writing(() => (storage.alone ? storage.alone(work) : work()))
  }

  private change(item: EvidenceItem, part: Partial<EvidenceItem>): Promise<void> {
    Object.assign(item, part)
    this.show()
    const id = idOf(item.meta, item.sha256)
    return this.writing(() => this.parts.bridge.storage.set(`evidence.${id}`, item))
  }

  private pump(): void {
    if (this.waiting.waiting()) return
    const own = this.mine()
    const busy = own.filter(({ state }) => state === 'sending').length
    own
      .filter(({ state }) => state === 'kept')
      .slice(0, AT_ONCE - busy)
      .forEach((item) => void this.send(item))
  }

  private async send(item: EvidenceItem): Promise<void> {
    // Marked before anything is awaited: never two of the same on their way.
    const marked = this.change(item, { state: 'sending', tries: item.tries + 1 })
    try {
      await marked
      const receipt = await this.upload(item)
      await this.accept(item, receipt)
      this.waiting.reset()
    } catch (error) {
      const problem = troubleOf(error)
      const later = problem.status < 400 || problem.status >= 500 || problem.status === 429
      const refused = !later && problem.status !== 401 && LATER.indexOf(problem.code) < 0
      await this.change(item, { state: refused ? 'refused' : 'kept', problem }).catch(() => undefined)
      if (!refused) this.waiting.failed()
    }
    this.pump()
  }

  private async upload(item: EvidenceItem): Promise<Receipt> {
    const { kind, inspection_id, item: code, origin, taken_at, position } = item.meta
    const said = { kind, inspection_id, item: code, origin, taken_at, position }
    const meta = { sha256: item.sha256, ...said, media_type: item.media_type }
    const { bridge, http } = this.parts
    const got = await http.signed((headers) =>
      bridge.upload({
        url: `${bridge.origin()}${API}/evidence`,
        headers,
        path: String(item.path),
        field: 'file',
        fields: { meta: JSON.stringify(meta) },
        mediaType: item.media_type,
      }),
    )
    return bodyOf<{ receipt: Receipt }>(got).receipt
  }

  private async accept(item: EvidenceItem, receipt: Receipt): Promise<void> {
    const said = { evidence: item.sha256 }
    let key = await this.parts.owner.key(false)
    if (!key || receipt?.key_id !== key.key_id) key = await this.parts.owner.key(true)
    if (!key || !confirms(receipt, key, said)) throw new TroubleError(BAD_RECEIPT)
    await this.change(item, { state: 'received', receipt, problem: null })
    this.arrived(item.meta.inspection_id)
    await this.trim()
  }

  /** Lets go of received copies, the oldest first, while they take too much room or time. */
  private async trim(): Promise<void> {
    const bound = this.parts.clock.now() - KEPT_DAYS * 24 * 3600 * 1000
    const old = ({ meta }: EvidenceItem) => Date.parse(meta.taken_at) <= bound
    let bytes = this.items.reduce((sum, { path, size }) => sum + (path ? size || 0 : 0), 0)
    for (const item of this.items.filter(({ path, state }) => path && state === 'received')) {
      if (bytes <= KEPT_BYTES && !old(item)) continue
      bytes -= item.size || 0
      await this.parts.bridge.files.remove(String(item.path)).catch(() => undefined)
      await this.change(item, { path: null })
    }
  }
}
