import { bridge } from '@/bridge'
import { inspections } from '@/store'
import type { Checklist, Inspection } from '../shapes'
import { momentNow, send, useDraft } from '../use'
import { answering, type Work, type Working } from './answering'

/** Answers of one inspection: kept while written, a command when an item is left. */
export function useAnswers(inspection: Inspection, checklist: Checklist): Work | null {
  const [working, keep] = useDraft<Working>(`check:${inspection.id}`, { current: '', answers: {} })
  if (!working) return null
  const { task_id: task } = inspection
  return answering({
    checklist,
    said: () => inspections.of(task).snapshot().inspection?.answers ?? inspection.answers,
    working,
    keep,
    now: momentNow,
    alarm: () => bridge.vibrate(),
    tell: (item, { value, note, finding }) =>
      send('inspection.answer', { inspection_id: inspection.id, item, value, note, finding }).then(
        () => true,
        () => false,
      ),
  })
}
