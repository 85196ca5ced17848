import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedEvidence, reduce } from './inspection-reducer'
import { neededDocuments } from './needed'
import type { Command, Inspection } from './types'

interface Case {
  says: string
  officer: string
  commands: Command[]
  expect: Record<string, unknown>
}

const file = resolve(__dirname, '../../../tests/cases/inspection.json')
const { cases } = JSON.parse(readFileSync(file, 'utf-8')) as { cases: Case[] }

function values<T, V>(of: Record<string, T>, value: (one: T) => V): Record<string, V> {
  return Object.keys(of).reduce((all, key) => ({ ...all, [key]: value(of[key]) }), {})
}

function seen(of: Inspection): Record<string, unknown> {
  const kinds = of.documents.map(({ kind }) => kind)
  return {
    state: of.state,
    presence: values(of.presence, ({ state }) => state),
    places: values(of.presence, ({ position }) => position),
    needs: neededDocuments(of),
    unsigned: neededDocuments(of).filter((kind) => kinds.indexOf(kind) < 0),
    named: namedEvidence(of),
    missing: of.missing,
    answers: values(of.answers, ({ value }) => value),
    credentials: of.credentials && { at: of.credentials.at, means: of.credentials.means },
    shown_at: of.credentials && of.credentials.position,
    avoidance: of.avoidance && of.avoidance.answer,
    result: of.conclusion && of.conclusion.result,
    no_position_reason: of.no_position_reason,
  }
}

describe('commands come to the same here and on the server', () => {
  it.each(cases.map((one) => [one.says, one] as const))('%s', (_, { officer, commands, expect: wanted }) => {
    const around = { officer, verifyUrl: () => 'http://127.0.0.1/v/code' }
    const last = commands.reduce<Inspection | null>((before, one) => reduce(before, one, around), null)
    expect(last).not.toBeNull()
    expect(seen(last as Inspection)).toMatchObject(wanted)
  })
})
