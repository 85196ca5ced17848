import { bridge } from '@/bridge'
import { together } from '@/presence'
import { read } from '@/statement'
import { toast } from '../../ui/Toast'
import type { Inspection, Task } from '../shapes'
import { failureWords, now, send } from '../use'

/** Why a scanned text is not what was looked for, while the other phone is still at hand. */
export function notOurs(text: string, task: Pick<Task, 'id' | 'team'>, at: number): string | null {
  const said = read(text)
  if (!said) return '这不是到场码，请对方在任务里点“确认到场”'
  if (said.task_id !== task.id) return '这是另一个任务的到场码'
  if (!task.team.some(({ officer_id: id }) => id === said.officer_id))
    return '出示这个码的人不在检查组里'
  return together(said.at, at / 1000) ? null : '这个码过时了，请对方重新打开“确认到场”'
}

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
