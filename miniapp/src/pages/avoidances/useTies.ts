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
