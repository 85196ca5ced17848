import { useEffect, useState } from 'react'
import { bridge } from '@/bridge'
import { Page } from '../../ui/Page'
import { StateCard } from '../../ui/States'
import { toast } from '../../ui/Toast'
import type { Answer, Checklist } from '../shapes'
import { momentNow } from '../use'
import { answering, type Working } from './answering'
import { Walk } from './Walk'

const READY = 'checklist-preview-ready'
const SHOWN = 'checklist-preview'

/** The questions as an inspector will see them, of a form that the console's editor hands over.
 *  Nothing is kept and nothing is sent; answers only show what conditions and scores do. */
export function Preview() {
  const [form, show] = useState<Checklist | null>(null)
  const [working, keep] = useState<Working>({ current: '', answers: {} })
  const [said, say] = useState<Record<string, Answer>>({})
  useEffect(() => {
    const take = ({ origin, source, data }: MessageEvent) => {
      if (origin !== window.location.origin || source !== window.parent) return
      const { kind, form: given, current } = (data || {}) as {
        kind?: string
        form?: Checklist
        current?: string
      }
      if (kind !== SHOWN || !given) return
      show(given)
      if (current) keep((before) => ({ ...before, current }))
    }
    window.addEventListener('message', take)
    window.parent.postMessage({ kind: READY }, window.location.origin)
    return () => window.removeEventListener('message', take)
  }, [])
  if (!form) {
    return (
      <Page title='预览'>
        <StateCard icon='eye' title='等编辑页给出表单'>
          在管理后台编辑检查表单时，这里显示手机上的样子。
        </StateCard>
      </Page>
    )
  }
  const work = answering({
    checklist: form,
    said: () => said,
    working,
    keep: async (change) => keep(change),
    tell: async (code, answer) => {
      say((before) => ({ ...before, [code]: answer }))
      return true
    },
    now: momentNow,
    alarm: () => bridge.vibrate(),
  })
  return (
    <Walk
      checklist={form}
      work={work}
      inspectionId=''
      onFinish={() => toast('预览到这里为止', { icon: 'eye' })}
      Around={Page}
    />
  )
}
