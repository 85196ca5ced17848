import { useEffect, useMemo, useState } from 'react'
import { api, drafts } from '@/store'
import { go, type PageName, type Query } from './go'
import type { InboxRow, Task } from './shapes'
import { nextStep, STEP_WORDS, tally, type StepName } from './steps'
import { useDraft, useInspection, useMe, useRead, useTask } from './use'

const PAGE_OF: Record<StepName, PageName> = {
  accept: 'task',
  arrive: 'arrive',
  check: 'check',
  conclude: 'conclude',
  sign: 'papers',
  submit: 'finish',
  print: 'finish',
}

const LAST = 'last-task'

export function openStep(step: StepName, taskId: string): void {
  drafts.set(LAST, { id: taskId }).catch(() => undefined)
  const query: Query = step === 'accept' ? { id: taskId } : { task: taskId }
  go(PAGE_OF[step], query)
}

/** Submitted: the inbox offers the next one. */
export function forgetStep(): void {
  drafts.remove(LAST).catch(() => undefined)
}

/** Where this task stands for this officer, from what the phone has. */
export function useStep(task: Task | undefined, checklistId?: string) {
  const me = useMe()
  const taskId = task?.id ?? ''
  const { inspection, answer } = useInspection(taskId)
  const id = checklistId ?? task?.checklist_id
  const checklist = useRead(useMemo(() => (id ? api.checklist(id) : null), [id])).value ?? null
  if (!task || !me) return null
  const officer = me.officer_id
  const team = task.team.map((one) =>
    one.officer_id === officer ? { ...one, answer: answer ?? task.my_answer ?? one.answer } : one,
  )
  const step = nextStep({ task: { ...task, team }, checklist, inspection, me: officer })
  const counted = checklist && inspection ? tally(checklist, inspection.answers) : null
  return { step, words: STEP_WORDS[step], inspection, checklist, counted }
}

/** The inspection that was begun last and is not submitted: what the inbox offers to continue. */
export function useResume(rows: InboxRow[] | undefined) {
  // the one opened last on this phone: without a network the server's list does not know it yet
  const [last] = useDraft(LAST, { id: '' })
  const id = last?.id || rows?.[0]?.id || ''
  const task = useTask(id).value
  const at = useStep(task)
  const [shown, show] = useState(false)
  useEffect(() => show(Boolean(at?.inspection && at.step !== 'print')), [at?.inspection, at?.step])
  if (!shown || !task || !at) return null
  const progress =
    at.step === 'check' && at.counted
      ? `第 ${at.counted.answered + 1} 项，共 ${at.counted.total} 项`
      : at.words
  return { words: `${task.subject.name}·${progress}`, open: () => openStep(at.step, task.id) }
}
