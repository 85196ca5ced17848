import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { api } from '@/store'
import { holdsUp } from '@/store/needed'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { Frame } from '../Frame'
import { go } from '../go'
import type { DocumentKind, Inspection, Task } from '../shapes'
import { mayAnswer, neededDocuments, outdated, unsignedDocuments } from '../steps'
import { Trouble } from '../Trouble'
import { useChecklist, useInspection, useTask } from '../use'
import { Signing } from './Signing'
import { correctingOf, currentOf } from './signing'
import { TITLES } from './signing-words'
import { useExtras, usePaper, useReasons, useTemplates } from './usePapers'

interface TabsProps {
  task: Task
  kinds: DocumentKind[]
  kind: DocumentKind
  signed: string[]
  choose: (kind: DocumentKind) => void
}

/** Which documents there are, those signed with their tick, and the way to one more. */
function Tabs({ task, kinds, kind, signed, choose }: TabsProps) {
  const templates = useTemplates() ?? []
  const titleOf = (one: DocumentKind) =>
    TITLES[one] ?? templates.find((each) => each.kind === one)?.title ?? '文书'
  return (
    <View className='strip' role='radiogroup' aria-label='文书'>
      {kinds.map((one) => (
        <Tap
          key={one}
          role='radio'
          chosen={one === kind}
          className={`choice ${one === kind ? 'choice-on' : ''}`}
          onTap={() => choose(one)}
          testId={`paper-${one}`}
          label={titleOf(one)}
        >
          {signed.indexOf(one) >= 0 ? <Icon name='okc' className='c-done' /> : null}
          <Text>{titleOf(one)}</Text>
        </Tap>
      ))}
      <Tap
        className='choice'
        onTap={() => go('fill', { task: task.id })}
        testId='add-paper'
        label='加一份文书'
      >
        <Icon name='plus' />
        <Text>加一份文书</Text>
      </Tap>
    </View>
  )
}

/** Asks for the number that this document still lacks. */
function NumberCard({
  task,
  kind,
  refresh,
}: {
  task: Task
  kind: DocumentKind
  refresh: () => void
}) {
  const [asking, ask] = useState(false)
  const reserve = () => {
    ask(true)
    return api
      .reserve(task.id, [kind])
      .then(refresh)
      .catch(() => toast('没有取到文号，请到有网络的地方再试', { icon: 'tri' }))
      .then(() => ask(false))
  }
  return (
    <StateCard
      icon='doc'
      tone='c-warn'
      title='这份文书还没有文号'
      testId='no-number'
      acts={
        <Button
          look='soft'
          icon='sync'
          text={asking ? '正在取文号' : '取文号'}
          waiting={asking}
          onTap={reserve}
          testId='reserve-number'
        />
      }
    >
      文号按机关连续编排，要有网络才能取。填好的内容不会丢。
    </StateCard>
  )
}

interface PapersProps {
  task: Task
  inspection: Inspection
  first: string | undefined
  refresh: () => void
}

function Papers({ task, inspection, first, refresh }: PapersProps) {
  const extras = useExtras(inspection.id)
  const signed = inspection.documents.map((one) => one.kind)
  // the others are filled in first, as those that one adds
  const needed: DocumentKind[] = neededDocuments(inspection.conclusion).filter(holdsUp)
  const added = signed.concat(extras.kinds)
  const kinds = needed
    .concat(added)
    .filter((one, place, all) => all.indexOf(one) === place)
  const checklist = useChecklist(task.checklist_id).value
  const old = Boolean(checklist && outdated(checklist, inspection))
  const { reasons, write, begin, drop } = useReasons(inspection.id)
  const begun = (mayAnswer(inspection) && reasons) || {}
  const open = unsignedDocuments(inspection).concat(
    extras.kinds.filter((one) => signed.indexOf(one) < 0 && needed.indexOf(one) < 0),
    kinds.filter((one) => correctingOf(inspection, one, begun)),
  )
  const [chosen, choose] = useState<DocumentKind | null>(first ?? null)
  const kind = chosen ?? open[0] ?? kinds[0]
  const paper = usePaper(task, inspection, kind)
  const current = currentOf(inspection, kind)
  const correcting = correctingOf(inspection, kind, begun)
  const tabs = <Tabs task={task} kinds={kinds} kind={kind} signed={signed} choose={choose} />
  if (!paper || !reasons) {
    return (
      <Frame title='文书与签名'>
        {tabs}
        {task.numbers[kind] ? (
          <Skeleton what='文书模板' rows={2} />
        ) : (
          <NumberCard task={task} kind={kind} refresh={refresh} />
        )}
      </Frame>
    )
  }
  return (
    <Signing
      key={`${kind}${correcting ? correcting.version : ''}`}
      task={task}
      inspection={inspection}
      paper={paper}
      tabs={tabs}
      isSigned={signed.indexOf(kind) >= 0 && !correcting}
      allSigned={open.length === 0 && !correcting}
      signed={current}
      old={old}
      correcting={correcting}
      reason={(current && reasons[current.id]?.words) ?? ''}
      onReason={(words) => current && write(current.id, words)}
      onCorrect={(words) => current && begin(current.id, words)}
      onCorrectNot={() => current && drop(current.id)}
      onSigned={() => choose(null)}
      onDrop={extras.kinds.indexOf(kind) >= 0 ? () => extras.drop(kind).then(() => choose(null)) : undefined}
    />
  )
}

/** 文书与签名: exactly what is signed, who signs, up to which step. */
export default function PapersPage() {
  const { task: id = '', kind } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task && inspection?.conclusion) {
    return <Papers task={task} inspection={inspection} first={kind} refresh={refresh} />
  }
  return (
    <Frame title='文书与签名'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : null}
      {task && inspection ? (
        <StateCard
          icon='list'
          title='还没有小结'
          acts={<Button look='soft' text='去小结' onTap={() => go('conclude', { task: id })} />}
        >
          先定处置和检查结果，再生成文书。
        </StateCard>
      ) : (
        <Skeleton what='文书' />
      )}
    </Frame>
  )
}
