import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import { go } from '../go'
import type { DocumentKind, Inspection, Task } from '../shapes'
import { neededDocuments, unsignedDocuments } from '../steps'
import { Trouble } from '../Trouble'
import { useInspection, useTask } from '../use'
import { Signing } from './Signing'
import { TITLES } from './signing-words'
import { usePaper } from './usePapers'

function Tabs({
  kinds,
  kind,
  signed,
  choose,
}: {
  kinds: DocumentKind[]
  kind: DocumentKind
  signed: string[]
  choose: (kind: DocumentKind) => void
}) {
  if (kinds.length < 2) return null
  return (
    <Segment<DocumentKind>
      label='文书'
      className='mb-3 segment-white'
      value={kind}
      onChange={choose}
      options={kinds.map((one) => ({
        value: one,
        text: TITLES[one],
        icon: signed.indexOf(one) >= 0 ? 'okc' : undefined,
        testId: `paper-${one}`,
      }))}
    />
  )
}

function Papers({ task, inspection }: { task: Task; inspection: Inspection }) {
  const kinds = neededDocuments(inspection.conclusion)
  const open = unsignedDocuments(inspection) as DocumentKind[]
  const signed = kinds.filter((one) => open.indexOf(one) < 0)
  const [chosen, choose] = useState<DocumentKind | null>(null)
  const kind = chosen ?? open[0] ?? kinds[0]
  const paper = usePaper(task, inspection, kind)
  const [reasons, setReasons] = useState<Record<string, string>>({})
  const current = inspection.documents.find((one) => one.kind === kind && !one.superseded)
  const reason = current ? (reasons[current.id] ?? '') : ''
  const correcting =
    current && reason
      ? { supersedes: current.id, version: (current.version ?? 1) + 1, reason }
      : null
  const tabs = <Tabs kinds={kinds} kind={kind} signed={signed} choose={choose} />
  if (!paper) {
    return (
      <Frame title='文书与签名'>
        {tabs}
        {task.numbers[kind] ? (
          <Skeleton what='文书模板' rows={2} />
        ) : (
          <StateCard icon='doc' tone='c-warn' title='这份文书还没有文号'>
            接收任务时会预留文号。请连上网，回任务页刷新一次。
          </StateCard>
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
      correcting={correcting}
      onCorrect={(words) => current && setReasons({ ...reasons, [current.id]: words })}
      onSigned={() => choose(null)}
    />
  )
}

/** 文书与签名: exactly what is signed, who signs, up to which step. */
export default function PapersPage() {
  const { task: id = '' } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task && inspection?.conclusion) return <Papers task={task} inspection={inspection} />
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
