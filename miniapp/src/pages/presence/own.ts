import { useCallback, useEffect, useMemo, useState } from 'react'
import { bridge } from '@/bridge'
import { code, STEP } from '@/presence'
import { signed } from '@/statement'
import { newId, session } from '@/store'
import type { Position, Task } from '../shapes'
import { useMe } from '../use'

const WAIT_MS = 5000

export interface Where {
  position: Position | null
  asking: boolean
  locate: () => void
}

/** Where this phone is, asked once it is wanted; nobody waits for it longer than a few seconds. */
export function useWhere(wanted = true): Where {
  const [position, setPosition] = useState<Position | null>(null)
  const [asking, ask] = useState(true)
  const locate = useCallback(() => {
    ask(true)
    const timer = setTimeout(() => ask(false), WAIT_MS)
    bridge
      .location()
      .then(setPosition)
      .catch(() => undefined)
      .then(() => {
        clearTimeout(timer)
        ask(false)
      })
  }, [])
  useEffect(() => {
    if (wanted) locate()
  }, [wanted, locate])
  return { position, asking, locate }
}

/** What this officer's phone signs of being here, anew with each code; null without a key. */
export function useStatement(task: Task, position: Position | null, moment: number): string | null {
  const officer = useMe()?.officer_id
  const key = session.key()
  const step = Math.floor(moment / 1000 / STEP)
  return useMemo(() => {
    if (!key || !officer || !task.presence) return null
    const said = {
      task_id: task.id,
      officer_id: officer,
      at: Math.floor(moment / 1000),
      code: code(task.presence.secret, task.id, new Date(moment)),
      position,
    }
    return signed(said, key, newId().replace(/-/g, '').slice(16))
    // The moment is that at which the code of this step was first shown.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, officer, task.id, position, step])
}
