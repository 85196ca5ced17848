import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo } from 'react'
import { nameOf, once } from '@/documents/several'
import { api } from '@/store'
import { holdsUp } from '@/store/needed'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { Chip, Note } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { RESULTS } from '../conclude/draft'
import { Frame } from '../Frame'
import { HandFindings } from '../hand/Findings'
import { go, goHome } from '../go'
import {
  currentOf,
  draftKey,
  NO_SIGN,
  openExtras,
  signedNames,
  toSign,
  type SignDraft,
} from '../papers/signing'
import { TITLES } from '../papers/signing-words'
import { useExtras, useTitles } from '../papers/usePapers'
import { forgetStep } from '../resume'
import type { Inspection, Task } from '../shapes'
import { neededDocuments, outdated, unwrittenDocuments } from '../steps'
import { Trouble } from '../Trouble'
import { readKept, send, useChecklist, useDraft, useInspection, useKept, useTask } from '../use'
import { Delivery } from './Delivery'
import { namedEvidence } from './named'
import { Returned, ReviewCard, Reviews } from './Review'
import { Unwritten, useWithout } from './Unwritten'

interface Loaded {
  task: Task
  inspection: Inspection
}

interface Sent {
  id: string | null
}

/** What it ends in, and what was added: that is signed, or told as long as it can be. */
function Papers({ task, inspection }: Loaded) {
  const titleOf = useTitles(inspection)
  const extras = useExtras(inspection.id)
  const needed = neededDocuments(inspection.conclusion)
  const added = inspection.submitted_at ? [] : openExtras(inspection, extras.names)
  const wantsFilling = (name: string) => needed.indexOf(name) >= 0 && !holdsUp(name)
  return (
    <View className='card rows'>
      {once(needed.concat(signedNames(inspection), added)).map((name) => {
        const signed = currentOf(inspection, name)
        return (
          <Row
            key={name}
            className='rule-between'
            icon='doc'
            title={<Text className='strong'>{titleOf(name)}</Text>}
            note={signed ? `${signed.number}·打印` : '还没有签'}
            onTap={() => {
              const page = signed ? 'print' : wantsFilling(name) ? 'fill' : 'papers'
              go(page, { task: task.id, kind: name })
            }}
            testId={`print-${name}`}
          />
        )
      })}
    </View>
  )
}

function useSubmit(inspection: Inspection) {
  const [sent, keepSent] = useDraft<Sent>(`submit:${inspection.id}`, { id: null })
  const keys = inspection.documents.map(({ kind, nth, version }) =>
    draftKey(inspection.id, nameOf(kind, nth), version),
  )
  const signed = useKept<SignDraft>(keys, NO_SIGN)
  const hashes = useMemo(() => namedEvidence(inspection, signed ?? []), [inspection, signed])
  const submit = async (without = '') => {
    const evidence = namedEvidence(inspection, await readKept<SignDraft>(keys, NO_SIGN))
    const command = await send('inspection.submit', {
      inspection_id: inspection.id,
      evidence,
      documents: inspection.documents.map(({ id }) => id),
      ...(without ? { without } : {}),
    })
    keepSent({ id: command.id })
    forgetStep()
  }
  return { submitId: sent?.id ?? null, hashes, submit }
}

type FootProps = Loaded & { onSubmit: () => unknown; onWithout: () => void }

function Foot(props: FootProps) {
  const { task, inspection } = props
  const extras = useExtras(inspection.id)
  const open = toSign(inspection, extras.names)
  const checklist = useChecklist(task.checklist_id).value
  if (inspection.submitted_at) {
    return (
      <View className='acts'>
        <Button look='main' icon='home' text='回工作台' onTap={() => goHome()} testId='go-home' />
      </View>
    )
  }
  if (open.length) {
    return (
      <View className='acts'>
        <Button
          look='main'
          waiting
          text={`还差 ${open.length} 份文书没签`}
          onTap={() => go('papers', { task: task.id })}
          testId='to-papers'
        />
      </View>
    )
  }
  if (checklist && outdated(checklist, inspection)) {
    return (
      <View className='acts'>
        <Button
          look='main'
          waiting
          text='检查项改过，先改小结与处置'
          onTap={() => go('conclude', { task: task.id })}
          testId='to-conclude'
        />
      </View>
    )
  }
  return <Submitting {...props} />
}

/** All is signed; a document that wants a signal is made first, or it is said why not. */
function Submitting({ task, inspection, onSubmit, onWithout }: FootProps) {
  const [unwritten] = unwrittenDocuments(inspection)
  if (unwritten) {
    return (
      <View className='acts'>
        <Button
          look='square'
          icon='send'
          text='提交'
          label='不做这份文书就提交'
          onTap={onWithout}
          testId='submit-without'
        />
        <Button
          look='main'
          icon='doc'
          text={`做${TITLES[unwritten]}`}
          onTap={() => go('fill', { task: task.id, kind: unwritten })}
          testId='to-unwritten'
        />
      </View>
    )
  }
  return (
    <View className='acts'>
      <Button look='main' icon='send' text='提交这次检查' onTap={onSubmit} testId='submit' />
    </View>
  )
}

function Flaws({ inspection }: { inspection: Inspection }) {
  if (!inspection.flaws.length) return null
  const said = (list: Inspection['flaws']) =>
    list.map(({ title, rule, decision_in_words: decision, decision_reason: reason }) =>
      decision ? `${title}（${rule}）：${decision}，${reason}` : `${title}（${rule}）`,
    )
  const open = inspection.flaws.filter((one) => !one.decision_in_words)
  const decided = inspection.flaws.filter((one) => one.decision_in_words)
  return (
    <View>
      {open.length ? (
        <Note tone='warn' icon='tri' testId='flaws'>
          程序瑕疵待处理：{said(open).join('；')}。证据都已收下，由科室处理。
        </Note>
      ) : null}
      {decided.length ? (
        <Note tone='sunk' icon='okc' testId='flaws-decided'>
          程序瑕疵已处理：{said(decided).join('；')}
        </Note>
      ) : null}
    </View>
  )
}

/** Only the server's word makes it 待复核. */
function State({ inspection }: { inspection: Inspection }) {
  if (inspection.state === 'done') return <Chip tone='done' text='已办结' testId='state' />
  if (inspection.state === 'returned') return <Chip tone='warn' icon='undo' text='退回修改' testId='state' />
  if (inspection.state === 'review') return <Chip tone='review' text='待复核' testId='state' />
  return <Chip tone='warn' icon='cloudup' text='还没送达' testId='state' />
}

function Finishing({ task, inspection }: Loaded) {
  const { submitId, hashes, submit } = useSubmit(inspection)
  const without = useWithout(inspection, submit)
  const submitted = Boolean(inspection.submitted_at)
  const { conclusion } = inspection
  return (
    <Frame
      title={submitted ? '已提交' : '提交'}
      testId='finish'
      sheet={without.sheet}
      foot={
        <Foot
          task={task}
          inspection={inspection}
          onSubmit={() => submit()}
          onWithout={without.ask}
        />
      }
    >
      <View className='card pad'>
        <View className='fx-top'>
          <View className='grow t-title'>{task.subject.name}</View>
          {submitted ? (
            <View className='ml-2'>
              <State inspection={inspection} />
            </View>
          ) : null}
        </View>
        <View className='t-body2 c-2'>{conclusion ? RESULTS[conclusion.result - 1] : ''}</View>
      </View>
      <Returned inspection={inspection} taskId={task.id} />
      {inspection.may_review ? <ReviewCard inspection={inspection} /> : null}
      <Reviews inspection={inspection} />
      {submitted ? (
        <Delivery inspection={inspection} submitId={submitId} hashes={hashes} />
      ) : (
        <Note tone='sunk' icon='info'>
          提交后内容不能再改，只能补充。没有网络也能提交：先存在手机，有网自动发。
        </Note>
      )}
      <Unwritten inspection={inspection} />
      <Flaws inspection={inspection} />
      <View className='section'>文书</View>
      <Papers task={task} inspection={inspection} />
      <HandFindings task={task} inspection={inspection} />
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
    api
      .task(id)
      .refresh()
      .catch(() => undefined)
  }
  if (task && inspection) return <Finishing task={task} inspection={inspection} />
  return (
    <Frame title='提交'>
      {problem ? <Trouble problem={problem} onRetry={retry} /> : <Skeleton what='检查' />}
    </Frame>
  )
}
