/** What a kind of printer can do: a file in backend/printing/profiles. */
export interface Profile {
  id: string
  title: string
  language: string
  /** Across the paper; a column of ASCII takes 12. */
  dots: number
  columns: number
  dots_per_mm: number
  band_rows: number
  /** The largest signature, in dots. */
  signature: { width: number; height: number }
  qr_module: number
  ending: string
  segment_bytes: number
  /** Of one Bluetooth write, and the shortest time from one to the next. */
  chunk_bytes: number
  interval_ms: number
  /** How the names of such printers begin. */
  devices: string[]
  /** CPCL: the name of its 24-dot font, and the dots of one page at most. */
  font?: string
  page_rows?: number
}
