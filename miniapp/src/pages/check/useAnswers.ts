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
  answer(value: Value, typed?: boolean): Promise<unknown>
  /** Of the item that it was asked for, though another may be open by now: a photo takes time. */
  find(code: string, change: (finding: Finding) => Finding): Promise<boolean>
  /** A field was left: said, unless it is a problem that still waits for its facts. */
  done(): Promise<boolean>
  leave(to: string): Promise<boolean>
  /** Whether the phone keeps it as said. When not, the officer has been told. */
  save(): Promise<boolean>
  /** Everything that is filled in and was not kept as said, as when the phone was full. */
  sayAll(): Promise<boolean>
}

interface Keeping {
  checklist: Checklist
  /** What has been said already: the server's state with the own unsent acts upon it. */
  said: Record<string, Answer>
  working: Working
  keep: (change: (before: Working) => Working) => Promise<unknown>
  /** Whether it was kept as said. */
  tell: (code: string, answer: Answer) => Promise<boolean>
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

  const commit = async (code: string, answer: Answer | undefined, failed: boolean) => {
    const before = said[code]
    if (!answer || (answer.value === null && !before)) return true
    const next = sendable(answer, failed)
    return before && wordsOf(before) === wordsOf(next) ? true : tell(code, next)
  }
  const write = (code: string, answer: Answer) =>
    keep((before) => {
      const kept = { ...before.answers, [code]: answer }
      return { current: before.current || code, answers: kept } // another may be open by now
    })
  const say = (code: string) => commit(code, answers[code], standing.verdicts[code] === 'fail')
  const save = () => say(current)

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
      const kept = write(current, next)
      return failed || typed ? kept : kept.then(() => commit(current, next, false))
    },
    find(code, change) {
      let left: Answer | undefined
      keep((before) => {
        const all = { ...said, ...before.answers }
        if (evaluate(checklist, all).verdicts[code] !== 'fail') return before
        const finding = change(all[code].finding ?? NO_FINDING)
        const next = { ...all[code], finding, at: momentNow() }
        if (before.current !== code) left = next
        return { ...before, answers: { ...before.answers, [code]: next } }
      })
      return commit(code, left, true)
    },
    done() {
      const failed = standing.verdicts[current] === 'fail'
      return failed && !answers[current].finding?.facts.trim() ? Promise.resolve(true) : save()
    },
    leave(to) {
      keep((before) => ({ ...before, current: to }))
      return save()
    },
    save,
    async sayAll() {
      for (const code of Object.keys(answers)) if (!(await say(code))) return false
      return true
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
    keep,
    tell: (item, { value, note, finding }) =>
      send('inspection.answer', { inspection_id: inspection.id, item, value, note, finding }).then(
        () => true,
        () => false,
      ),
  })
}
