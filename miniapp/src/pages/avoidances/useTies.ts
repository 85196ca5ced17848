import { useMemo } from 'react'
import { api, outbox } from '@/store'
import type { Command } from '../shapes'
import { useRead, useSource } from '../use'

/** The own ties as the server knows them, and those that are on their way to it. */
export function useTies() {
  const reading = useRead(useMemo(() => api.avoidances(), []))
  const { items } = useSource(outbox)
  const known = (reading.value?.items ?? []).map(({ subject }) => subject.id)
  const waiting = items
    .filter(({ command, state }) => command.kind === 'avoidance.declare' && state !== 'refused')
    .map(({ command }) => (command as Command<'avoidance.declare'>).payload)
    .filter(({ subject_id }) => known.indexOf(subject_id) < 0)
  return { ...reading, waiting }
}

/** How this officer is tied to the subject, in their own words; undefined where they are not. */
export function useTie(id: string): string | undefined {
  const { value, waiting } = useTies()
  const said = value?.items.find(({ subject }) => subject.id === id)
  return said?.reason ?? waiting.find((one) => one.subject_id === id)?.reason
}
