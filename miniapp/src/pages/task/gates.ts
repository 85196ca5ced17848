/** How a task's gates look. What an older version kept on the phone knows only passed or not. */

import type { IconName } from '../../ui/Icon'
import type { Gate } from '../shapes'

interface Look {
  icon: IconName
  tone: string
  words: string
}

const LOOKS: Record<NonNullable<Gate['severity']>, Look> = {
  ok: { icon: 'okc', tone: 'c-done', words: '通过' },
  block: { icon: 'stop', tone: 'c-late', words: '没有做到' },
  warn: { icon: 'tri', tone: 'c-warn', words: '要留意' },
  record: { icon: 'clock', tone: 'c-warn', words: '事后补办' },
  todo: { icon: 'clock', tone: 'c-warn', words: '还没做' },
}

export function lookOf(gate: Gate): Look {
  const look = LOOKS[gate.severity ?? (gate.ok ? 'ok' : 'warn')]
  return gate.severity === 'warn' && gate.reason ? { ...look, words: '已说明理由' } : look
}

export const openOf = (gates: Gate[]): Gate[] => gates.filter(({ ok }) => !ok)
