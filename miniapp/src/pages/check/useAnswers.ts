import { bridge } from '@/bridge'
import type { Answer, Checklist, Finding, Inspection, Value } from '../shapes'
import { momentNow, send, useDraft } from '../use'
import { NO_FINDING } from './Finding'

export interface Working {
  current: string
  answers: Record<string, Answer>
}

const said = ({ value, note, finding }: Answer) => JSON.stringify([value, note, finding])

/** What goes to the server: a finding without facts is not one yet. */
function sendable(answer: Answer): Answer {
  const facts = answer.finding?.facts.trim() ?? ''
  if (answer.value !== 'fail' || !answer.finding || !facts) return { ...answer, finding: null }
  return { ...answer, finding: { ...answer.finding, facts } }
}

/** Answers of one inspection: kept while written, a command when an item is left. */
export function useAnswers(inspection: Inspection, checklist: Checklist) {
  const first = checklist.sections[0]?.items[0]?.code ?? ''
  const [working, keep] = useDraft<Working>(`check:${inspection.id}`, { current: '', answers: {} })
  if (!working) return null
  const answers: Record<string, Answer> = { ...inspection.answers, ...working.answers }
  const current = working.current || first

  const commit = (code: string, answer: Answer | undefined) => {
    if (!answer) return
    const next = sendable(answer)
    const before = inspection.answers[code]
    if (before && said(sendable(before)) === said(next)) return
    const { value, note, finding } = next
    send('inspection.answer', { inspection_id: inspection.id, item: code, value, note, finding })
  }
  const write = (code: string, answer: Answer) =>
    keep({ current: code, answers: { ...working.answers, [code]: answer } })

  return {
    answers,
    current,
    /** Fills at once; 不符合 waits for its facts before it is said. */
    answer(value: Value) {
      const before = answers[current]
      const finding = value === 'fail' ? (before?.finding ?? NO_FINDING) : null
      const next: Answer = { value, note: before?.note ?? '', finding, at: momentNow() }
      if (value === 'fail') bridge.vibrate()
      write(current, next)
      if (value !== 'fail') commit(current, next)
    },
    find(finding: Finding) {
      const before = answers[current]
      if (before) write(current, { ...before, finding, at: momentNow() })
    },
    leave(to: string) {
      commit(current, answers[current])
      keep({ ...working, current: to })
    },
    save() {
      commit(current, answers[current])
    },
    saveThen(next: () => void) {
      commit(current, answers[current])
      next()
    },
  }
}
