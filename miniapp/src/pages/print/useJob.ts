import { sha256 } from 'js-sha256'
import { useRef, useState } from 'react'
import { bridge } from '@/bridge'
import {
  PrintError,
  send as sendTo,
  slip,
  type Outcome,
  type Profile,
  type Progress,
  type Sending,
} from '@/printing'
import type { Block } from '../../documents/blocks'
import type { Sample } from '../../ui/strokes'
import type { PrintRecord } from '../papers/signing'
import { failureWords } from '../use'
import type { Remembered, usePrinter } from './usePrinter'

export type JobState =
  | { step: 'idle' }
  | { step: 'connecting' }
  | { step: 'printing'; progress: Progress | null }
  | { step: 'ended'; outcome: Outcome }
  | { step: 'failed'; words: string }

interface Order {
  blocks: Block[]
  ink: Record<string, Sample[][]>
  profile: Profile
  printer: Remembered
  demo: boolean
  /** n > 0: the n-th repetition, so marked on the paper. */
  reprint: number
  copy: number
}

type Connect = ReturnType<typeof usePrinter>['connect']

/** One copy at a time; what the printer did not answer for is told as unknown, never repeated. */
export function useJob(connect: Connect, onRecord: (record: PrintRecord) => void) {
  const [state, setState] = useState<JobState>({ step: 'idle' })
  const running = useRef<Sending | null>(null)
  const left = useRef({ printer: '', owed: 0, broken: false })

  const print = async (order: Order) => {
    const { profile, printer, demo, reprint } = order
    setState({ step: 'connecting' })
    try {
      const made = slip(order.blocks, profile, order.ink, { demo, reprint })
      const port = await connect(printer.id)
      if (!port) throw new Error('not a printer')
      const before = left.current.printer === printer.id ? left.current : undefined
      running.current = sendTo(port, made.commands, profile, {
        owed: before?.owed,
        broken: before?.broken,
        onProgress: (progress) => setState({ step: 'printing', progress }),
      })
      setState({ step: 'printing', progress: null })
      const outcome = await running.current.outcome
      const broken = outcome.state !== 'done'
      left.current = { printer: printer.id, owed: outcome.owed, broken }
      if (outcome.state === 'done') await bridge.bluetooth.finish?.(printer.id)
      setState({ step: 'ended', outcome })
      onRecord({
        printer: printer.name,
        profile: profile.id,
        payload_sha256: sha256(made.payload),
        bytes: made.payload.length,
        outcome: outcome.state,
        copy: order.copy,
      })
    } catch (failure) {
      setState({ step: 'failed', words: wordsOf(failure) })
    } finally {
      running.current = null
    }
  }
  const stop = () => running.current?.stop()
  const reset = () => setState({ step: 'idle' })
  return { state, print, stop, reset }
}

function wordsOf(failure: unknown): string {
  if (failure instanceof PrintError) return failure.message
  if (failure instanceof Error && failure.message === 'not a printer')
    return '这台设备不能打印，换一台'
  return failureWords(failure) ?? '没有连上打印机'
}
