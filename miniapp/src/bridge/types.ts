/** What the product asks of a phone, whoever's app it runs in. One adapter per host. */

export type Host = 'dd' | 'my' | 'gdt' | 'browser'

export type FailureCode =
  | 'offline'
  | 'timeout'
  | 'cancelled'
  | 'denied'
  | 'unsupported'
  | 'full'
  | 'missing'
  | 'failed'

/** A call that the phone did not carry out. `words` may be shown to the officer as they are. */
export class BridgeFailure extends Error {
  readonly code: FailureCode
  readonly words: string
  readonly native: unknown

  constructor(code: FailureCode, words: string, native?: unknown) {
    super(`${code}: ${words}`)
    // Compiled to ES5 the prototype of Error would win.
    Object.setPrototypeOf(this, BridgeFailure.prototype)
    this.name = 'BridgeFailure'
    this.code = code
    this.words = words
    this.native = native
  }
}

export interface Request {
  method: 'GET' | 'POST'
  url: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Milliseconds; 20 s unless told. */
  timeout?: number
}

export interface Reply {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  /** Parsed where it is JSON, else the text. */
  data: unknown
}

export interface Upload {
  url: string
  headers?: Record<string, string>
  path: string
  /** Name of the form's file field. */
  field: string
  fields: Record<string, string>
  mediaType: string
  timeout?: number
}

/** A file of this phone. A `path` means something to its own host only. */
export interface LocalFile {
  path: string
  mediaType: string
  /** Bytes, where the host says so. */
  size: number | null
}

/** As the contract's Position: decimal strings, the coordinate system beside them. */
export interface Position {
  latitude: string
  longitude: string
  crs: 'WGS84' | 'GCJ02'
  accuracy: string
  provider: string
  mock: boolean
  at: string
}

export interface BluetoothDevice {
  id: string
  name: string
  /** dBm, where known. */
  strength: number | null
}

export interface BluetoothService {
  uuid: string
  characteristics: { uuid: string; write: boolean; notify: boolean }[]
}

export interface PrinterStatus {
  state: string
  bytes: number
  [more: string]: unknown
}

export interface Bluetooth {
  kind: 'ble' | 'simulated' | 'none'
  open(): Promise<void>
  /** Tells each device once; resolves to what stops the search. */
  scan(found: (device: BluetoothDevice) => void): Promise<() => Promise<void>>
  connect(id: string): Promise<void>
  services(id: string): Promise<BluetoothService[]>
  /** One write at a time, at most 20 bytes (40 hex digits). */
  write(id: string, service: string, characteristic: string, hex: string): Promise<void>
  listen(
    id: string,
    service: string,
    characteristic: string,
    heard: (hex: string) => void,
  ): Promise<() => Promise<void>>
  /** Tells of a connection that ended by itself. */
  onLost(lost: (id: string) => void): () => void
  disconnect(id: string): Promise<void>
  close(): Promise<void>
  /** The simulated printer only: the end of one paper, and what it has printed. */
  finish?(id: string): Promise<PrinterStatus>
  status?(id: string): Promise<PrinterStatus>
}

/** A PDF of the server: fetched with the headers of the session. */
export interface Pdf {
  url: string
  headers: Record<string, string>
  name: string
}

/** What a client without Bluetooth does with a PDF instead. */
export interface Papers {
  /** null where the client cannot print. */
  print: ((pdf: Pdf) => Promise<void>) | null
  share(pdf: Pdf): Promise<void>
}

export interface Storage {
  /** null when there is nothing. */
  get<T>(key: string): Promise<T | null>
  /** Resolves when it is kept. Raises BridgeFailure 'full'. */
  set(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  /** Where several windows share one storage: does something while no other window does. */
  alone?<T>(work: () => Promise<T>): Promise<T>
}

export interface Files {
  /** Takes a temporary file into the app's own keeping: the old path dies. */
  keep(file: LocalFile): Promise<LocalFile>
  /** Makes a file of what the app itself has made: a text, or the bytes of a picture. */
  write(content: string | Uint8Array, mediaType: string): Promise<LocalFile>
  read(path: string): Promise<Uint8Array>
  /** SHA-256 of the bytes, 64 hex digits. */
  sha256(path: string): Promise<string>
  /** What an <Image> can show. */
  url(path: string): Promise<string>
  remove(path: string): Promise<void>
  /** Fetches a picture of the server for showing. */
  download(url: string, headers: Record<string, string>): Promise<string>
}

export interface SystemInfo {
  host: Host
  platform: string
  model: string
  version: string
  pixelRatio: number
  width: number
  height: number
  safe: { top: number; bottom: number }
}

export interface Space {
  bytes: number
  /** For a day's photos. */
  enough: boolean
}

export interface Bridge {
  host: Host
  /** Scheme, host and port of the server, without a slash at the end. */
  origin(): string
  getAuthCode(): Promise<string>
  request(request: Request): Promise<Reply>
  upload(upload: Upload): Promise<Reply>
  storage: Storage
  files: Files
  location(): Promise<Position>
  takePhoto(): Promise<LocalFile>
  chooseImage(count: number): Promise<LocalFile[]>
  scan(): Promise<string>
  vibrate(long?: boolean): void
  copy(text: string): Promise<void>
  call(phone: string): Promise<void>
  /** The position is WGS-84; what the host draws upon is its own affair. */
  openMap(place: { latitude: string; longitude: string; name: string; address: string }): Promise<void>
  online(): Promise<boolean>
  onNetwork(changed: (online: boolean) => void): () => void
  onShow(shown: () => void): () => void
  bluetooth: Bluetooth
  papers?: Papers
  /** The picture of a canvas as a PNG file; on h5 the element's id, on dd the canvas id. */
  canvasFile(canvasId: string): Promise<LocalFile>
  /** From a secure source; null where the host has none. */
  randomBytes(count: number): Uint8Array | null
  system(): SystemInfo
  /** Per cent; null when this phone does not say. Not every host knows. */
  battery?(): Promise<number | null>
  /** What can still be kept beside the bytes that are; null when this phone does not say. */
  freeSpace?(kept: number): Promise<Space | null>
}
