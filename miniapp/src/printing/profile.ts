/** What a printer's status byte says. */
export type Hindrance = 'paper_out' | 'lid_open'

/** What a kind of printer can do: a file in backend/printing/profiles. */
export interface Profile {
  id: string
  title: string
  language: string
  /** Across the paper; a column of ASCII takes 12. */
  dots: number
  columns: number
  dots_per_mm: number
  /** raster: the whole page goes as dots, which the server draws. */
  mode?: 'text' | 'raster'
  band_rows: number
  /** The largest signature, in dots. */
  signature: { width: number; height: number }
  qr_module: number
  /** false: the code is sent as dots. */
  qr_native: boolean
  ending: string
  segment_bytes: number
  /** Of one Bluetooth write, and the shortest time from one to the next. */
  chunk_bytes: number
  interval_ms: number
  /** How the names of such printers begin. */
  devices: string[]
  /** Questions that the printer answers by one byte, and what its bits say. */
  status?: { ask: string; says: { mask: number; state: Hindrance }[] }[]
  /** CPCL: the name of its 24-dot font, and the dots of one page at most. */
  font?: string
  page_rows?: number
}

/** Dots of the layout across. */
export const widthOf = ({ columns }: Profile): number => columns * 12
