import { View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Note } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { useOutcome } from '../outcome'
import type { Handover, HandoverAct, HandoverPayloads, Material } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useRead } from '../use'
import { Head, MaterialList, Things, Trail } from './Facts'
import { ASKED, Foot } from './Foot'
import { ReasonSheet } from './ReasonSheet'
import { ResendSheet } from './ResendSheet'
import { TransferSheet } from './TransferSheet'

const SAID: Record<HandoverAct, string> = {
  approve: '已批准，24 小时内要送达',
  refuse: '已记下不批准的理由',
  transfer: '已记下送达',
  receive: '已签收，记在手机里了',
  return: '已退回，原因一并发出',
  resend: '已再次移交',
  withdraw: '已撤回',
}

type Opened = Exclude<HandoverAct, 'approve'> | null

/** Does a step through the outbox; `done` is the command whose answer the page waits for. */
function useActing(one: Handover) {
  const [opened, open] = useState<Opened>(null)
  const [done, note] = useState<string | null>(null)
  const outcome = useOutcome(done)
  const said = async (act: HandoverAct, command: Promise<{ id: string }>) => {
    const { id } = await command
    note(id)
    open(null)
    toast(SAID[act])
  }
  const of = { handover_id: one.id }
  const act = (what: HandoverAct) => {
    if (what === 'approve') return said(what, send('handover.approve', of))
    if (what === 'receive' && !one.outside) return said(what, send('handover.receive', of))
    return open(what)
  }
  const say = (reason: string, signer: string) => {
    const signed = signer ? { signed_by: signer } : {}
    if (opened === 'receive') return said(opened, send('handover.receive', { ...of, ...signed }))
    if (opened === 'return')
      return said(opened, send('handover.return', { ...of, reason, ...signed }))
    if (opened === 'refuse') return said(opened, send('handover.refuse', { ...of, reason }))
    return said('withdraw', send('handover.withdraw', { ...of, reason }))
  }
  const transfer = (given: Omit<HandoverPayloads['handover.transfer'], 'handover_id'>) =>
    said('transfer', send('handover.transfer', { ...of, ...given }))
  const resend = (reason: string, material: Material[]) =>
    said('resend', send('handover.resend', { ...of, reason, material }))
  return { opened, open, act, say, transfer, resend, outcome }
}

function Loaded({ one, storedAt }: { one: Handover; storedAt: string | null }) {
  const { opened, open, act, say, transfer, resend, outcome } = useActing(one)
  const waits = outcome.state === 'waiting' || outcome.state === 'sending'
  const close = () => open(null)
  const sheet =
    opened === 'transfer' ? (
      <TransferSheet parts={one.parts} onClose={close} onSend={transfer} />
    ) : opened === 'resend' ? (
      <ResendSheet one={one} onClose={close} onSend={resend} />
    ) : opened ? (
      <ReasonSheet
        key={opened}
        asked={{ ...ASKED[opened], signer: one.outside && /receive|return/.test(opened) }}
        onClose={close}
        onSay={say}
      />
    ) : null
  return (
    <Frame
      title='移交'
      testId='handover'
      sheet={sheet}
      foot={waits || !one.acts.length ? null : <Foot one={one} onAct={act} />}
    >
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的内容</View>
      ) : null}
      {waits ? (
        <Note tone='active' icon='cloudup' testId='waits'>
          已记在手机里，有网自动发送。
        </Note>
      ) : null}
      {outcome.state === 'refused' ? (
        <Note tone='late' icon='stop' testId='refused'>
          {outcome.problem?.title ?? '没有收下'}。可以到发件箱里处理。
        </Note>
      ) : null}
      {one.needs_team && one.acts.indexOf('receive') >= 0 ? (
        <Note tone='warn' icon='info'>
          签收转来的任务要指定检查组，请在管理后台签收；不接可以在这里退回。
        </Note>
      ) : null}
      <Head one={one} />
      <Things one={one} />
      <MaterialList one={one} />
      <Trail one={one} />
    </Frame>
  )
}

/** One hand-over: what, to whom, why, every step; sign for it or return it. */
export default function HandoverPage() {
  const { id = '' } = useRouter().params
  const { value, storedAt, problem, refresh } = useRead(
    useMemo(() => (id ? api.handover(id) : null), [id]),
  )
  useDidShow(refresh)
  if (value) return <Loaded one={value} storedAt={storedAt} />
  return (
    <Frame title='移交'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='移交' />}
    </Frame>
  )
}
