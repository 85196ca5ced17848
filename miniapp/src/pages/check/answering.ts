import type { Value } from '@/checklists/kinds'
import { evaluate, type Standing } from '@/checklists/standing'
import type { Answer, Checklist, Finding } from '../shapes'

/* What a page of questions does with answers, wherever they are kept. Pure. */

export const NO_FINDING: Finding = { facts: '', typical: [], photos: [] }

export interface Working {
  current: string
  /** Not said yet, or not in full. */
  answers: Record<string, Answer>
  /** The words that this phone said last, by code: what else was said is a colleague's. */
  told?: Record<string, string>
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
  /** What has been said by now: the server's state with the own unsent acts upon it. */
  said: () => Record<string, Answer>
  working: Working
  keep: (change: (before: Working) => Working) => Promise<unknown>
  /** Whether it was kept as said. */
  tell: (code: string, answer: Answer) => Promise<boolean>
  now: () => string
  /** An answer has become a problem. */
  alarm: () => void
}

const wordsOf = ({ value, note, finding }: Answer) => JSON.stringify([value, note, finding])

/** What goes to the server: a finding without facts is not one yet, nor one of another answer. */
function sendable(answer: Answer, failed: boolean): Answer {
  const facts = answer.finding?.facts.trim() ?? ''
  if (!failed || !answer.finding || !facts) return { ...answer, finding: null }
  return { ...answer, finding: { ...answer.finding, facts } }
}

/** The draft upon what was said, but for what a colleague said later than it. */
function upon(checklist: Checklist, said: Record<string, Answer>, working: Working) {
  const all: Record<string, Answer> = { ...said, ...working.answers }
  const { verdicts } = evaluate(checklist, all)
  Object.keys(working.answers).forEach((code) => {
    const heard = said[code]
    const mine = all[code]
    if (!heard || !(Date.parse(heard.at) > Date.parse(mine.at))) return
    const words = wordsOf(heard)
    if (words === wordsOf(sendable(mine, verdicts[code] === 'fail'))) return
    if (words !== working.told?.[code]) all[code] = heard
  })
  return all
}

/** Without what was told; of a problem told without its facts the rest still waits for them. */
function cleared(before: Working, code: string, failed: boolean, words: string): Working {
  const kept = before.answers[code]
  const next = kept ? sendable(kept, failed) : null
  if (!kept || !next || wordsOf(next) !== words || (failed && !next.finding)) return before
  const answers = { ...before.answers }
  delete answers[code]
  return { ...before, answers }
}

/** Says an answer, unless it was said so already; then it is no draft any more. */
function committing({ said, working, keep, tell }: Keeping) {
  return async (code: string, answer: Answer | undefined, failed: boolean) => {
    const before = said()[code]
    if (!answer || (answer.value === null && !before)) return true
    const next = sendable(answer, failed)
    const words = wordsOf(next)
    const unsaid = !before || wordsOf(before) !== words
    if (unsaid) {
      keep((last) => ({ ...last, told: { ...last.told, [code]: words } }))
      if (!(await tell(code, next))) return false
    }
    if (unsaid || working.answers[code]) keep((last) => cleared(last, code, failed, words))
    return true
  }
}

export function answering(keeping: Keeping): Work {
  const { checklist, said, working, keep, now, alarm } = keeping
  const commit = committing(keeping)
  const answers = upon(checklist, said(), working)
  const standing = evaluate(checklist, answers)
  const shown = standing.visible
  const current = shown.indexOf(working.current) >= 0 ? working.current : (shown[0] ?? '')

  const write = (code: string, answer: Answer) =>
    keep((before) => {
      const kept = { ...before.answers, [code]: answer }
      return { ...before, current: before.current || code, answers: kept } // another may be open by now
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
      const bare: Answer = { value, note: before?.note ?? '', finding: null, at: now() }
      const { verdicts } = evaluate(checklist, { ...answers, [current]: bare })
      const failed = verdicts[current] === 'fail'
      const next = failed ? { ...bare, finding: before?.finding ?? NO_FINDING } : bare
      if (failed && standing.verdicts[current] !== 'fail') alarm()
      const kept = write(current, next)
      return failed || typed ? kept : kept.then(() => commit(current, next, false))
    },
    find(code, change) {
      let left: Answer | undefined
      keep((before) => {
        const all = upon(checklist, said(), before)
        if (evaluate(checklist, all).verdicts[code] !== 'fail') return before
        const finding = change(all[code].finding ?? NO_FINDING)
        const next = { ...all[code], finding, at: now() }
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
