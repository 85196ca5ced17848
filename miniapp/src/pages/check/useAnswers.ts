import { bridge } from '@/bridge'
import type { Value } from '@/checklists/kinds'
import { evaluate, type Standing } from '@/checklists/standing'
import type { Answer, Checklist, Finding, Inspection } from '../shapes'
import { momentNow, send, useDraft } from '../use'
import { NO_FINDING } from './Finding'

export interface Working {
  current: string
  answers: Record<string, Answer>
}

/** What a page of questions works with, wherever the answers are kept. */
export interface Work {
  answers: Record<string, Answer>
  standing: Standing
  current: string
  answer(value: Value, typed?: boolean): void
  find(finding: Finding): void
  /** A field was left: said, unless it is a problem that still waits for its facts. */
  done(): void
  leave(to: string): void
  save(): void
  saveThen(next: () => void): void
}

interface Keeping {
  checklist: Checklist
  /** What has been said already: the server's state with the own unsent acts upon it. */
  said: Record<string, Answer>
  working: Working
  keep: (next: Working) => void
  tell: (code: string, answer: Answer) => void
}

const wordsOf = ({ value, note, finding }: Answer) => JSON.stringify([value, note, finding])

/** What goes to the server: a finding without facts is not one yet, nor one of another answer. */
function sendable(answer: Answer, failed: boolean): Answer {
  const facts = answer.finding?.facts.trim() ?? ''
  if (!failed || !answer.finding || !facts) return { ...answer, finding: null }
  return { ...answer, finding: { ...answer.finding, facts } }
}

export function answering({ checklist, said, working, keep, tell }: Keeping): Work {
  const answers: Record<string, Answer> = { ...said, ...working.answers }
  const standing = evaluate(checklist, answers)
  const shown = standing.visible
  const current = shown.indexOf(working.current) >= 0 ? working.current : (shown[0] ?? '')

  const commit = (code: string, answer: Answer | undefined, failed: boolean) => {
    const before = said[code]
    if (!answer || (answer.value === null && !before)) return
    const next = sendable(answer, failed)
    if (before && wordsOf(before) === wordsOf(next)) return
    tell(code, next)
  }
  const write = (code: string, answer: Answer) =>
    keep({ current: code, answers: { ...working.answers, [code]: answer } })
  const save = () => commit(current, answers[current], standing.verdicts[current] === 'fail')

  return {
    answers,
    standing,
    current,
    /** Fills at once; a problem waits for its facts before it is said, and what is typed for its end. */
    answer(value, typed = false) {
      const before = answers[current]
      const bare: Answer = { value, note: before?.note ?? '', finding: null, at: momentNow() }
      const { verdicts } = evaluate(checklist, { ...answers, [current]: bare })
      const failed = verdicts[current] === 'fail'
      const next = failed ? { ...bare, finding: before?.finding ?? NO_FINDING } : bare
      if (failed && standing.verdicts[current] !== 'fail') bridge.vibrate()
      write(current, next)
      if (!failed && !typed) commit(current, next, false)
    },
    find(finding) {
      const before = answers[current]
      if (before) write(current, { ...before, finding, at: momentNow() })
    },
    done() {
      const waits = standing.verdicts[current] === 'fail' && !answers[current].finding?.facts.trim()
      if (!waits) save()
    },
    leave(to) {
      save()
      keep({ ...working, current: to })
    },
    save,
    saveThen(next) {
      save()
      next()
    },
  }
}

/** Answers of one inspection: kept while written, a command when an item is left. */
export function useAnswers(inspection: Inspection, checklist: Checklist): Work | null {
  const [working, keep] = useDraft<Working>(`check:${inspection.id}`, { current: '', answers: {} })
  if (!working) return null
  return answering({
    checklist,
    said: inspection.answers,
    working,
    keep: (next) => void keep(next),
    tell: (item, { value, note, finding }) =>
      void send('inspection.answer', { inspection_id: inspection.id, item, value, note, finding }),
  })
}
