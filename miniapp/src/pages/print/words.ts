import type { Ended } from './queue'

/* How a copy ended, in words. Pure. */

export const TITLES: Record<Ended['state'], string> = {
  done: '打好了',
  stopped: '已停下',
  unknown: '不确定打完没有',
}

const REASONS: Record<Ended['reason'], string> = {
  '': '',
  stopped: '您按了停止，纸上可能不完整。',
  timeout: '打印机没有应答，不知道打到哪里了。',
  lost: '和打印机断开了，不知道打到哪里了。',
  failed: '打印机报了错，不知道打到哪里了。',
  refused: '打印机一直忙，没有打完。',
  paper_out: '打印机没有纸了，最后几行可能没有打出来。装好纸再打。',
  lid_open: '打印机的盖子开着，可能没有打完。关好再打。',
  killed: '上次打到一半，程序被关掉了，不知道打到哪里了。',
}

const AGAIN = '看看纸：不完整就作废，再点“重打这一份”，新的一份会印上“重打”。'

export function endedWords({ state, reason, coded }: Ended, title: string): string {
  const drawn = coded.length
    ? `“${coded.join('、')}”打印机没有，现在也取不到字形，纸上印的是编码；有信号时重打就是原字。`
    : ''
  if (state === 'done') return `《${title}》已全部送到打印机，请核对纸上的内容和签名。${drawn}`
  return REASONS[reason] + AGAIN
}

export function timeWords(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`
  const rest = seconds % 60
  return `${Math.floor(seconds / 60)} 分${rest ? ` ${rest} 秒` : '钟'}`
}
