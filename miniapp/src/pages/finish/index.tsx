import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo } from 'react'
import { api, evidence, outbox } from '@/store'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { Progress } from '../../ui/Progress'
import { Row } from '../../ui/Row'
import { Chip, Note } from '../../ui/Status'
import { Failure, Skeleton, StateCard } from '../../ui/States'
import { fingerprint, momentInWords } from '../../ui/words'
import { RESULTS } from '../conclude/draft'
import { Frame } from '../Frame'
import { go, goHome } from '../go'
import { useOutcome } from '../outcome'
import { draftKey, evidenceOf, NO_SIGN, type SignDraft } from '../papers/signing'
import { TITLES } from '../papers/signing-words'
import type { DocumentKind, Inspection, Task } from '../shapes'
import { neededDocuments, unsignedDocuments } from '../steps'
import { useDraft, useInspection, useSource, useTask } from '../use'

interface Loaded {
  task: Task
  inspection: Inspection
}

/** Every hash that this inspection names: findings, photos after, signatures, paper. */
export function namedEvidence(inspection: Inspection, drafts: SignDraft[]): string[] {
  const named: Record<string, true> = {}
  const add = (hashes: string[] | undefined) => hashes?.forEach((one) => (named[one] = true))
  Object.keys(inspection.answers).forEach((code) => add(inspection.answers[code].finding?.photos))
  inspection.conclusion?.dispositions.forEach((one) => add(one.photos_after))
  drafts.forEach((draft) => add(evidenceOf(draft)))
  return Object.keys(named).sort()
}

function Line({ done, icon, words, note }: {
  done: boolean
  icon: IconName
  words: string
  note: string
}) {
  return (
    <View className='row rule-between'>
      <Icon name={done ? 'cloudok' : icon} size='l' className={done ? 'c-done' : 'c-warn'} />
      <View className='grow'>
        <View className='t-body2 strong'>{words}</View>
        <View className='t-note'>{note}</View>
      </View>
      {done ? <Chip tone='done' text='已送达' /> : <Chip tone='warn' icon='cloudup' text='未发送' />}
    </View>
  )
}

interface Sent {
  id: string | null
}

function Delivery({ inspection, submitId, hashes }: {
  inspection: Inspection
  submitId: string | null
  hashes: string[]
}) {
  useSource(evidence)
  const { items } = useSource(outbox)
  const outcome = useOutcome(submitId)
  const received = hashes.filter((one) => {
    const state = evidence.status(one)
    return state === 'received' || (state === null && inspection.missing.indexOf(one) < 0)
  }).length
  const waiting = items.length
  const done = outcome.state === 'done' || inspection.state === 'review' || inspection.state === 'done'
  const receipt = outbox.receipts().find(({ id }) => id === submitId)
  return (
    <View>
      {outcome.state === 'refused' ? (
        <StateCard
          icon='stop'
          tone='c-late'
          title='提交没收下'
          testId='submit-refused'
          acts={<Button look='soft' text='去处理' onTap={() => go('outbox')} />}
        >
          {outcome.problem?.title ?? ''}内容还在手机里。
        </StateCard>
      ) : null}
      <View className='card rows' data-testid='delivery'>
        <Line
          done={done}
          icon='list'
          words='检查、文书和提交'
          note={done ? '服务器已收下' : `还有 ${waiting} 条在手机里，有网自动发`}
        />
        {hashes.length ? (
          <View className='rule-between'>
            <Line
              done={received === hashes.length}
              icon='cloudup'
              words={`照片和签名 ${hashes.length} 件`}
              note={`已送达 ${received} 件，回执核对无误才算`}
            />
            {received < hashes.length ? (
              <View className='fx pad'>
                <Progress share={received / hashes.length} />
              </View>
            ) : null}
          </View>
        ) : null}
      </View>
      {receipt ? (
        <View className='card pad fx' data-testid='receipt'>
          <Icon name='receipt' size='l' className='c-done' />
          <View className='grow ml-3'>
            <View className='t-body2 strong'>回执已核对</View>
            <View className='t-note'>
              {momentInWords(receipt.received_at)} 收下·指纹{' '}
              <Text className='t-mono'>{fingerprint(receipt.sha256)}</Text>
            </View>
          </View>
        </View>
      ) : null}
    </View>
  )
}

function Papers({ task, inspection }: Loaded) {
  return (
    <View className='card rows'>
      {neededDocuments(inspection.conclusion).map((kind) => {
        const signed = inspection.documents.find((one) => one.kind === kind)
        return (
          <Row
            key={kind}
            className='rule-between'
            icon='doc'
            title={<Text className='strong'>{TITLES[kind]}</Text>}
            note={signed ? `${signed.number}·打印` : '还没有签'}
            onTap={() =>
              signed ? go('print', { task: task.id, kind }) : go('papers', { task: task.id })
            }
            testId={`print-${kind}`}
          />
        )
      })}
    </View>
  )
}

function useSubmit({ inspection }: Loaded) {
  const [sent, keepSent] = useDraft<Sent>(`submit:${inspection.id}`, { id: null })
  const [record] = useDraft<SignDraft>(draftKey(inspection.id, 'record'), NO_SIGN)
  const [order] = useDraft<SignDraft>(draftKey(inspection.id, 'rectification_order'), NO_SIGN)
  const hashes = useMemo(
    () => namedEvidence(inspection, [record ?? NO_SIGN, order ?? NO_SIGN]),
    [inspection, record, order],
  )
  const submit = async () => {
    const command = await outbox.enqueue('inspection.submit', {
      inspection_id: inspection.id,
      evidence: hashes,
      documents: inspection.documents.map(({ id }) => id),
    })
    keepSent({ id: command.id })
  }
  return { ready: Boolean(sent && record && order), submitId: sent?.id ?? null, hashes, submit }
}

function Finishing({ task, inspection }: Loaded) {
  const { ready, submitId, hashes, submit } = useSubmit({ task, inspection })
  const open = unsignedDocuments(inspection) as DocumentKind[]
  const submitted = Boolean(inspection.submitted_at)
  const { conclusion } = inspection
  let foot = (
    <Button
      look='main'
      icon='send'
      text='提交这次检查'
      onTap={() => (ready ? submit() : undefined)}
      testId='submit'
    />
  )
  if (open.length) {
    foot = (
      <Button
        look='main'
        waiting
        text={`还差 ${open.length} 份文书没签`}
        onTap={() => go('papers', { task: task.id })}
        testId='to-papers'
      />
    )
  }
  if (submitted) {
    foot = <Button look='main' icon='home' text='回工作台' onTap={() => goHome()} testId='go-home' />
  }
  return (
    <Frame title={submitted ? '已提交' : '提交'} testId='finish' foot={<View className='acts'>{foot}</View>}>
      <View className='card pad'>
        <View className='fx-top'>
          <View className='grow t-title'>{task.subject.name}</View>
          {submitted ? <Chip tone='review' text={inspection.state_in_words || '待复核'} testId='state' /> : null}
        </View>
        <View className='t-body2 c-2'>{conclusion ? RESULTS[conclusion.result - 1] : ''}</View>
      </View>
      {submitted ? (
        <Delivery inspection={inspection} submitId={submitId} hashes={hashes} />
      ) : (
        <Note tone='sunk' icon='info'>
          提交后内容不能再改，只能补充。没有网络也能提交：先存在手机，有网自动发。
        </Note>
      )}
      {inspection.flaws.length ? (
        <Note tone='warn' icon='tri' testId='flaws'>
          程序瑕疵待处理：
          {inspection.flaws.map((flaw) => `${flaw.title}（${flaw.rule}）`).join('；')}。证据都已收下，由科室处理。
        </Note>
      ) : null}
      <View className='section'>文书</View>
      <Papers task={task} inspection={inspection} />
      <View className='card'>
        <Row
          icon='list'
          title='看检查表和答复'
          onTap={() => go('check', { task: task.id, look: 1 })}
        />
      </View>
    </Frame>
  )
}

/** 提交: what goes, how far it is, the receipt, and what remains. */
export default function FinishPage() {
  const { task: id = '' } = useRouter().params
  const { value: task, problem } = useTask(id)
  const { inspection } = useInspection(id)
  const retry = () => {
    api.task(id).refresh().catch(() => undefined)
  }
  if (task && inspection) return <Finishing task={task} inspection={inspection} />
  return (
    <Frame title='提交'>
      {problem ? (
        <Failure title={problem.title} number={problem.number} onRetry={retry} />
      ) : (
        <Skeleton what='检查' />
      )}
    </Frame>
  )
}
