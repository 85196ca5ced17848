/** The simulated printer of the demo, spoken to as if it were a Bluetooth one. */
import { listeners } from './bytes'
import { failure } from './native'
import type { Bluetooth, PrinterStatus, Reply, Request } from './types'

const SERVICE = '0000FF00-0000-1000-8000-00805F9B34FB'
const CHARACTERISTIC = '0000FF02-0000-1000-8000-00805F9B34FB'
const MOST_HEX = 40
// The demo says of a connection that broke off: it will not come back by itself.
const GONE = 410

type Ask = (request: Request) => Promise<Reply>

export function simulatedPrinter(
  origin: () => string,
  ask: Ask,
  person: string | null,
): Bluetooth {
  const lost = listeners<[string]>()
  const heard = listeners<[string, string]>()
  let lane: Promise<unknown> = Promise.resolve()

  async function tell(id: string, verb: string, body?: unknown): Promise<PrinterStatus> {
    const url = `${origin()}/demo/printer/${encodeURIComponent(id)}/${verb}`
    const asked: Request =
      verb === 'status' ? { method: 'GET', url } : { method: 'POST', url, body: body || {} }
    const got = await ask({ ...asked, timeout: 10000 })
    if (got.status === GONE) lost.tell(id)
    if (got.status !== 200) throw failure('failed', got.status, '打印机没有应答')
    return got.data as PrinterStatus
  }

  return {
    kind: 'simulated',
    open: () => Promise.resolve(),
    async scan(found) {
      // The preview shows beside each phone the paper of the printer of its person's name.
      const id = person || 'demo'
      const { device } = await tell(id, 'status')
      found({ id, name: String(device || '演示打印机 escpos-80'), strength: -40 })
      return () => Promise.resolve()
    },
    connect: async (id) => void (await tell(id, 'open')),
    services: async () => [
      { uuid: SERVICE, characteristics: [{ uuid: CHARACTERISTIC, write: true, notify: true }] },
    ],
    write(id, _service, _characteristic, hex) {
      if (hex.length > MOST_HEX) return Promise.reject(failure('failed', hex.length))
      const written = lane.then(async () => {
        const { heard: answer } = await tell(id, 'write', { hex })
        if (answer) heard.tell(id, String(answer))
      })
      lane = written.catch(() => undefined)
      return written.then(() => undefined)
    },
    async listen(id, _service, _characteristic, told) {
      const hush = heard.add((from, hex) => from === id && told(hex))
      return async () => void hush()
    },
    onLost: lost.add,
    disconnect: () => Promise.resolve(),
    close: () => Promise.resolve(),
    finish: (id) => tell(id, 'finish'),
    status: (id) => tell(id, 'status'),
  }
}
