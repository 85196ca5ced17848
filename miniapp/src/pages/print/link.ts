import { BridgeFailure, type Bluetooth } from '@/bridge/types'
import { openPort, type Port } from '@/printing'
import { observable, type Source } from '@/store/observable'

/* The connection to the printer that is at hand: made once, kept for the next copy. */

export type LinkState =
  | { step: 'off' | 'lost'; id: string }
  | { step: 'connecting' | 'ready'; id: string }
  | { step: 'failed'; id: string; words: string }

export interface Link extends Source<LinkState> {
  /** The port of a connection that holds, else a new one. Raises BridgeFailure. */
  connect(id: string): Promise<Port>
  drop(): void
}

const NO_PRINTER = '这台设备不能打印，换一台'
const NOT_CONNECTED = '没有连上打印机，请开机，放近些'

export function createLink(bluetooth: Bluetooth): Link {
  const state = observable<LinkState>({ step: 'off', id: '' })
  let held: { id: string; port: Promise<Port> } | null = null

  async function fresh(id: string): Promise<Port> {
    state.set({ step: 'connecting', id })
    await bluetooth.open()
    await bluetooth.connect(id)
    const port = await openPort(bluetooth, id)
    if (!port) throw new BridgeFailure('failed', NO_PRINTER)
    if (port.onLost) port.onLost(() => lost(id))
    state.set({ step: 'ready', id })
    return port
  }

  function lost(id: string): void {
    if (!held || held.id !== id) return
    held = null
    state.set({ step: 'lost', id })
  }

  async function connect(id: string): Promise<Port> {
    if (!held || held.id !== id) {
      drop()
      held = { id, port: fresh(id) }
    }
    const mine = held
    try {
      return await mine.port
    } catch (failure) {
      if (held === mine) held = null
      const words = failure instanceof BridgeFailure ? failure.words : NOT_CONNECTED
      state.set({ step: 'failed', id, words })
      throw failure
    }
  }

  function drop(): void {
    if (!held) return
    const { id } = held
    held = null
    state.set({ step: 'off', id })
    bluetooth.disconnect(id).catch(() => undefined)
  }

  return { subscribe: state.subscribe, snapshot: state.snapshot, connect, drop }
}
