import { bridge } from '@/bridge'
import { read } from '@/statement'
import { api } from '@/store'
import { usccIn } from '@/uscc'
import { toast } from '../ui/Toast'
import { go } from './go'
import { failureWords } from './use'

const CODE = /^\d{6}$/

/** What a scanned text stands for: a business licence carries the 18-character credit code. */
export function meaning(text: string): { uscc?: string; words: string } {
  const uscc = usccIn(text)
  if (uscc) return { uscc, words: uscc }
  return { words: text.trim() }
}

/** Scan a licence or an act code: the own task of that subject if there is one, else the subject. */
export async function scanAndOpen(): Promise<void> {
  let text: string
  try {
    text = await bridge.scan()
  } catch (failure) {
    const words = failureWords(failure)
    if (words) toast(words, { icon: 'scan' })
    return
  }
  if (read(text.trim())) {
    toast('这是同事的到场码，请在任务的“到场亮证”里扫', { icon: 'key' })
    return
  }
  const { words, uscc } = meaning(text)
  if (CODE.test(words)) {
    toast('这是到场确认码，请在任务里输入', { icon: 'key' })
    return
  }
  const rows = ['pending', 'todo', 'active'] as const
  for (const tab of rows) {
    const inbox = api.tasks(tab).snapshot().value
    const mine = inbox?.items.find(
      (task) => task.number === words || (uscc && task.subject?.uscc === uscc),
    )
    if (mine) {
      go('task', { id: mine.id })
      return
    }
  }
  if (!uscc && /^https?:/i.test(words)) {
    toast('这个码里没有信用代码，请扫营业执照上的码，或输入名称', { icon: 'scan' })
    return
  }
  go('search', { q: uscc ?? words })
}
