import { together } from '@/presence'
import { read } from '@/statement'
import type { Task } from '../shapes'

/** Why a scanned text is not what was looked for, while the other phone is still at hand. */
export function notOurs(text: string, task: Pick<Task, 'id' | 'team'>, at: number): string | null {
  const said = read(text)
  if (!said) return '这不是到场码，请对方在任务里点“确认到场”'
  if (said.task_id !== task.id) return '这是另一个任务的到场码'
  if (!task.team.some(({ officer_id: id }) => id === said.officer_id))
    return '出示这个码的人不在检查组里'
  return together(said.at, at / 1000) ? null : '这个码过时了，请对方重新打开“确认到场”'
}
