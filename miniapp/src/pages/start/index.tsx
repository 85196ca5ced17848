import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api, newId, outbox } from '@/store'
import type { Panorama } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Note } from '../../ui/Status'
import { Failure, Skeleton } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { goOn } from '../go'
import { useOutcome } from '../outcome'
import type { Wish } from '../shapes'
import { shortAddress } from '../tones'
import { Trouble } from '../Trouble'
import { momentNow, send, useDraft, useMe, useOutbox, useRead } from '../use'
import { begun } from './begun'
import { EmergencySheet } from './EmergencySheet'
import { GateList, GatesSheet } from './GateList'
import { How, Partners, Told, What, Why } from './Parts'
import { type Asked, useGates } from './useGates'
import { emptyWish, lacksOf, lackWords, offersEmergency, openGates, unreasoned } from './wish'

interface Draft {
  wish: Wish
  reasons: Record<string, string>
}

type Opened = 'why' | 'emergency' | null

interface Sent {
  kind: 'start' | 'ask'
  command: string
  task: string
}

/** The acts whose answer is waited for on this page. */
function useActs({ wish, reasons }: Draft, done: (sent: Sent) => void) {
  const start = async () => {
    const task = newId()
    const command = await send('task.start', { ...wish, task_id: task, reasons })
    done({ kind: 'start', command: command.id, task })
  }
  const ask = async () => {
    const payload = { ...wish, approval_id: newId(), reason: wish.trigger_note }
    const command = await send('approval.ask', payload)
    done({ kind: 'ask', command: command.id, task: '' })
  }
  return { start, ask }
}

function State({ asked, online }: { asked: Asked; online: boolean }) {
  const { gates, problem } = asked
  const waiting = gates?.approval?.state === 'pending' ? gates.approval : null
  if (!online && !gates) {
    return (
      <Note tone='warn' icon='off' testId='start-offline'>
        <Text>没有网络，核对不了计划、次数和批准。紧急情况可以先查后补。</Text>
      </Note>
    )
  }
  if (problem && !gates) {
    return <Failure title={problem.title} detail='填的内容还在。' onRetry={asked.again} />
  }
  if (waiting) {
    return (
      <Note tone='active' icon='clock' testId='start-waiting'>
        <Text>{momentInWords(waiting.asked_at)}已报负责人，批了会通知您，到时回来发起。</Text>
      </Note>
    )
  }
  return null
}

interface FootProps {
  draft: Draft
  asked: Asked
  online: boolean
  busy: boolean
  onStart: () => Promise<void>
  onAsk: () => Promise<void>
  onOpen: (what: Opened) => void
}

function Foot({ draft, asked, online, busy, onStart, onAsk, onOpen }: FootProps) {
  const { gates } = asked
  const lacks = lacksOf(draft.wish)
  const needs = unreasoned(gates, draft.reasons)
  const blocks = openGates(gates).filter(({ severity }) => severity === 'block')
  const urgent = offersEmergency(draft.wish, asked, online)
  const waiting = gates?.approval?.state === 'pending'
  return (
    <View className='acts'>
      {urgent ? (
        <Button
          look='square'
          icon='alarm'
          text='紧急'
          label='紧急情况，先查后补'
          onTap={() => onOpen('emergency')}
          testId='emergency'
        />
      ) : null}
      {lacks.length ? (
        <Button
          look='main'
          waiting
          text={lackWords(lacks)}
          onTap={() => toast(`先填${lacks[0].text}`)}
          testId='start-lacks'
        />
      ) : busy || (asked.asking && !gates) ? (
        <Button look='main' waiting text='正在核对' testId='start-busy' />
      ) : gates?.may_ask && !waiting ? (
        <Button look='main' icon='okc' text='报负责人批准' onTap={onAsk} testId='ask-approval' />
      ) : !gates || blocks.length ? (
        <Button
          look='main'
          waiting
          text={gates ? '为什么不能开始' : '要有网络才能核对'}
          onTap={() => (gates ? onOpen('why') : toast('连上网再试，或走紧急'))}
          testId='why-not'
        />
      ) : needs.length ? (
        <Button
          look='main'
          waiting
          text={`还差 ${needs.length} 条理由`}
          onTap={() => toast('在黄色的那项下面写明理由')}
          testId='start-reasons'
        />
      ) : (
        <Button look='main' icon='play' text='开始检查' onTap={onStart} testId='start' />
      )}
    </View>
  )
}

interface AnswerProps {
  sent: Sent
  onAsked: () => void
  onDone: () => void
}

/** What the server says to it; a start that was taken goes on to the task. */
function Answer({ sent, onAsked, onDone }: AnswerProps) {
  const outcome = useOutcome(sent.command)
  const { state } = outcome
  const { kind, task } = sent
  const heard = useRef(onAsked)
  heard.current = onAsked
  useEffect(() => {
    if (state !== 'done') return
    if (kind === 'start') void goOn('task', { id: task })
    else heard.current()
  }, [state, kind, task])
  if (state === 'done') {
    return (
      <Note tone='done' icon='okc' testId='asked'>
        <Text>{kind === 'ask' ? '已报负责人批准，批了会通知您。' : '已发起。'}</Text>
      </Note>
    )
  }
  if (outcome.state === 'refused') {
    return (
      <Note tone='late' icon='stop' testId='start-refused'>
        <Text>{outcome.problem?.title ?? '没有收下'}。</Text>
        <Button
          look='text'
          text='知道了，改一改'
          onTap={() => outbox.giveUp(sent.command, '改了再发起').then(onDone)}
          testId='start-seen'
        />
      </Note>
    )
  }
  return (
    <Note tone='active' icon='cloudup' testId='start-sending'>
      <Text>正在发出，收下后马上继续。</Text>
    </Note>
  )
}

/** What is being filled in, kept on the phone; the gates as they stand; and the acts. */
function useStart(id: string, whole: Panorama) {
  const me = useMe()
  const [kept, keep] = useDraft<Draft>(`start:${id}`, { wish: emptyWish(id), reasons: {} })
  const [sent, setSent] = useState<Sent | null>(null)
  const draft = kept ?? { wish: emptyWish(id), reasons: {} }
  const { wish, reasons } = draft
  const forms = useRead(useMemo(() => api.forms(), [])).value?.items
  const form = wish.checklist_id
  const partners = useRead(useMemo(() => (form ? api.partners(id, form) : null), [id, form])).value
  const ready = kept !== null && !lacksOf(wish).length && sent?.kind !== 'start'
  const asked = useGates(wish, ready)
  const urgent = async (why: string) => {
    const chosen = (forms ?? []).find((one) => one.id === form)
    if (!chosen || !me) return
    const task = newId()
    const trigger_note = [why, wish.trigger_note.trim()].filter(Boolean).join('；').slice(0, 500)
    const said: Wish = { ...wish, emergency: true, trigger: 'emergency', trigger_note }
    const known = { me, subject: whole.subject, form: chosen, partners }
    await api.begin(begun(task, said, known, momentNow()))
    await send('task.start', { ...said, task_id: task, reasons })
    toast('已紧急发起，记得补批')
    await goOn('task', { id: task })
  }
  return {
    draft,
    asked,
    sent,
    forms,
    partners,
    urgent,
    setSent,
    set: (change: Partial<Wish>) => keep({ ...draft, wish: { ...wish, ...change } }),
    reason: (rule: string, words: string) =>
      keep({ ...draft, reasons: { ...reasons, [rule]: words } }),
    ...useActs(draft, setSent),
  }
}

function Loaded({ id, whole }: { id: string; whole: Panorama }) {
  const { online } = useOutbox()
  const [opened, open] = useState<Opened>(null)
  const it = useStart(id, whole)
  const { draft, asked, sent, set } = it
  const { wish } = draft
  const sheet =
    opened === 'emergency' ? (
      <EmergencySheet offline={!online} onClose={() => open(null)} onStart={it.urgent} />
    ) : opened === 'why' && asked.gates ? (
      <GatesSheet gates={asked.gates} onClose={() => open(null)} />
    ) : null
  const busy = sent?.kind === 'start'
  const acts = { onStart: it.start, onAsk: it.ask, onOpen: open }
  return (
    <Frame
      title='开始检查'
      testId='start-page'
      sheet={sheet}
      foot={<Foot draft={draft} asked={asked} online={online} busy={busy} {...acts} />}
    >
      <View className='card pad'>
        <View className='t-head' data-testid='subject-name'>
          {whole.subject.name}
        </View>
        <View className='t-note2'>{shortAddress(whole.subject.address)}</View>
      </View>
      {sent ? (
        <Answer sent={sent} onAsked={asked.again} onDone={() => it.setSent(null)} />
      ) : null}
      <What wish={wish} set={set} forms={it.forms} />
      <Why wish={wish} set={set} />
      <How wish={wish} set={set} />
      <Told wish={wish} set={set} />
      <Partners wish={wish} set={set} found={it.partners} />
      <State asked={asked} online={online} />
      {asked.gates ? (
        <View>
          <View className='section'>开始前核对</View>
          <GateList gates={asked.gates} reasons={draft.reasons} onReason={it.reason} />
        </View>
      ) : null}
    </Frame>
  )
}

/** 发起检查: what, why, how, with whom; then every gate with the lawful ways on. */
export default function StartPage() {
  const { subject: id = '' } = useRouter().params
  const { value, problem, refresh } = useRead(useMemo(() => (id ? api.panorama(id) : null), [id]))
  if (value) return <Loaded id={id} whole={value} />
  return (
    <Frame title='开始检查'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='主体' />}
    </Frame>
  )
}
