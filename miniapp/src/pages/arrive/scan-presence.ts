import { bridge } from '@/bridge'
import { read } from '@/statement'
import { toast } from '../../ui/Toast'
import type { Inspection, Task } from '../shapes'
import { failureWords, now, send } from '../use'
import { notOurs } from './not-ours'

/** What the other officer's phone has signed goes on as it is: the server looks at it. */
export async function scanPresence(task: Task, inspection: Inspection | null): Promise<void> {
  if (!inspection) {
    toast('先点“我到了”，记下到场', { icon: 'pin' })
    return
  }
  const text = await bridge.scan().catch((failure) => {
    const words = failureWords(failure)
    if (words) toast(words, { icon: 'scan' })
    return null
  })
  if (text === null) return
  const statement = text.trim()
  const said = read(statement)
  const wrong = notOurs(statement, task, now())
  if (!said || wrong) {
    toast(wrong ?? '', { icon: 'scan' })
    return
  }
  await send('inspection.presence_receipt', {
    inspection_id: inspection.id,
    officer_id: said.officer_id,
    statement,
  })
  toast('扫到了，有网后由服务器核验')
}
