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

  /** Whether the phone keeps it as said. When not, the officer has been told. */
  const commit = async (code: string, answer: Answer | undefined): Promise<boolean> => {
    if (!answer) return true
    const next = sendable(answer)
    const before = inspection.answers[code]
    if (before && said(sendable(before)) === said(next)) return true
    const { value, note, finding } = next
    const payload = { inspection_id: inspection.id, item: code, value, note, finding }
    return send('inspection.answer', payload).then(
      () => true,
      () => false,
    )
  }
  const write = (code: string, answer: Answer) =>
    keep((before) => ({ current: code, answers: { ...before.answers, [code]: answer } }))

  return {
    answers,
    current,
    /** Fills at once; 不符合 waits for its facts before it is said. */
    answer(value: Value) {
      const before = answers[current]
      const finding = value === 'fail' ? (before?.finding ?? NO_FINDING) : null
      const next: Answer = { value, note: before?.note ?? '', finding, at: momentNow() }
      if (value === 'fail') bridge.vibrate()
      const kept = write(current, next)
      return value === 'fail' ? kept : kept.then(() => commit(current, next))
    },
    /** Of the item that it was asked for, though another may be open by now: a photo takes time. */
    find(code: string, change: (finding: Finding) => Finding) {
      let left: Answer | undefined
      keep((before) => {
        const answer = before.answers[code] ?? inspection.answers[code]
        if (answer?.value !== 'fail') return before
        const finding = change(answer.finding ?? NO_FINDING)
        const next = { ...answer, finding, at: momentNow() }
        if (before.current !== code) left = next
        return { ...before, answers: { ...before.answers, [code]: next } }
      })
      return commit(code, left)
    },
    leave(to: string) {
      keep((before) => ({ ...before, current: to }))
      return commit(current, answers[current])
    },
    save: () => commit(current, answers[current]),
    /** Everything that is filled in and was not kept as said, as when the phone was full. */
    async sayAll(): Promise<boolean> {
      for (const code of Object.keys(answers)) {
        if (!(await commit(code, answers[code]))) return false
      }
      return true
    },
  }
}
