import type { Space } from '@/bridge/types'

/** 工作提示: what to look at before one leaves. Pure; what the phone does not tell is left out. */

export interface Looked {
  /** Per cent; null when the phone does not say. */
  battery: number | null
  /** null when the phone does not say. */
  free: Space | null
  /** Milliseconds that the server is ahead. */
  skew: number
  unsent: number
  printer: string
  /** Days until the certificate that lasts longest ends; null without any. */
  certificate: { number: string; left: number } | null
}

export interface Tip {
  key: 'battery' | 'clock' | 'space' | 'certificate' | 'printer' | 'unsent'
  title: string
  words: string
  ok: boolean
}

const LOW = 30
const OFF_MS = 60000
const NEAR = 30

function battery(level: number | null): Tip | null {
  if (level === null) return null
  const ok = level >= LOW
  const words = ok ? `还有 ${level}%` : `只有 ${level}%，带上充电宝`
  return { key: 'battery', title: '电量', words, ok }
}

function clock(skew: number): Tip {
  const ok = Math.abs(skew) <= OFF_MS
  const minutes = Math.round(Math.abs(skew) / 60000)
  const words = ok
    ? '和服务器一致'
    : `比服务器${skew > 0 ? '慢' : '快'} ${minutes} 分钟，请在系统里改成自动`
  return { key: 'clock', title: '手机时间', words, ok }
}

function space(free: Space | null): Tip | null {
  if (free === null) return null
  const ok = free.enough
  const mib = Math.round(free.bytes / 1024 / 1024)
  const words = ok
    ? `还能存 ${mib >= 1024 ? `${Math.round(mib / 1024)} GB` : `${mib} MB`}`
    : `只剩 ${mib} MB，先清理，照片可能存不下`
  return { key: 'space', title: '手机空间', words, ok }
}

function certificate(held: Looked['certificate']): Tip {
  if (!held || held.left < 0) {
    return { key: 'certificate', title: '执法证', words: '没有有效的执法证，不能去检查', ok: false }
  }
  const ok = held.left > NEAR
  const words = ok ? `${held.number} 有效` : `${held.number} 还有 ${held.left} 天到期`
  return { key: 'certificate', title: '执法证', words: `${words}，记得带上`, ok }
}

function printer(name: string): Tip {
  const words = name ? `${name}，记得带上纸` : '还没有配过，第一次打印时再配'
  return { key: 'printer', title: '打印机', words, ok: true }
}

function outbox(unsent: number): Tip {
  const words = unsent ? `${unsent} 条没发完，趁有网先发` : '都发完了'
  return { key: 'unsent', title: '发件箱', words, ok: unsent === 0 }
}

/** What is not in order first. */
export function tipsOf(looked: Looked): Tip[] {
  const all = [
    battery(looked.battery),
    clock(looked.skew),
    space(looked.free),
    certificate(looked.certificate),
    outbox(looked.unsent),
    printer(looked.printer),
  ].filter((tip): tip is Tip => tip !== null)
  return all.filter(({ ok }) => !ok).concat(all.filter(({ ok }) => ok))
}

/** One line for the card. */
export function summary(tips: Tip[]): string {
  const wrong = tips.filter(({ ok }) => !ok)
  if (!wrong.length) return '电量、时间、证件都好了'
  return wrong.map(({ title }) => title).join('、') + '要看一下'
}
