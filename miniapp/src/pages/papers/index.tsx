import { ScrollView, Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo, useState, type ReactNode } from 'react'
import { kindOf, nextName, once } from '@/documents/several'
import { api, newId } from '@/store'
import { holdsUp } from '@/store/needed'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Inspection, Task } from '../shapes'
import { mayAnswer, neededDocuments, outdated, unsignedDocuments } from '../steps'
import { Trouble } from '../Trouble'
import { useChecklist, useInspection, useTask } from '../use'
import { Foot } from './Foot'
import { Pad, Signing, type Opened } from './Signing'
import { correctingOf, currentOf, openExtras, signedNames } from './signing'
import { useExtras, usePaper, useReasons, useSigning, useTemplates, useTitles } from './usePapers'

interface TabsProps {
  task: Task
  inspection: Inspection
  names: string[]
  name: string
  choose: (name: string) => void
}

/** Which documents there are, those signed with their tick, and the way to one more. The chosen
 *  one is brought into sight; a page below this one has tabs of its own. */
function Tabs({ task, inspection, names, name, choose }: TabsProps) {
  const titleOf = useTitles(inspection)
  const own = useMemo(() => `paper-${newId().slice(-12)}`, [])
  const signed = signedNames(inspection)
  const tabs = names.map((one, place) => (
    <View key={one} id={`${own}-${place}`} className='sheet-tab'>
      <Tap
        role='radio'
        chosen={one === name}
        className={`choice ${one === name ? 'choice-on' : ''}`}
        onTap={() => choose(one)}
        testId={`paper-${one}`}
        label={titleOf(one)}
      >
        {signed.indexOf(one) >= 0 ? <Icon name='okc' className='c-done' /> : null}
        <Text>{titleOf(one)}</Text>
      </Tap>
    </View>
  ))
  return (
    <ScrollView
      className='sheet-tabs'
      scrollX
      scrollIntoView={`${own}-${names.indexOf(name)}`}
      enhanced
      showScrollbar={false}
    >
      <View className='sheet-tabs-in' role='radiogroup' aria-label='文书'>
        {tabs}
        <View className='sheet-tab'>
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
      </View>
    </ScrollView>
  )
}

interface NumberProps {
  task: Task
  name: string
  refresh: () => void
  onDrop?: () => unknown
}

/** Asks for the number that this document still lacks; without a signal it may be left out. */
function NumberCard({ task, name, refresh, onDrop }: NumberProps) {
  const [asking, ask] = useState(false)
  const reserve = () => {
    ask(true)
    return api
      .reserve(task.id, [name])
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
        <View>
          <Button
            look='soft'
            icon='sync'
            text={asking ? '正在取文号' : '取文号'}
            waiting={asking}
            onTap={reserve}
            testId='reserve-number'
          />
          {onDrop ? (
            <Button look='text' text='不做这份文书了' onTap={onDrop} testId='drop-paper' />
          ) : null}
        </View>
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

/** The way to one more of a kind that may repeat, as long as the inspection is open. */
function useAgain({ task, inspection }: Pick<PapersProps, 'task' | 'inspection'>, names: string[]) {
  const templates = useTemplates() ?? []
  return (name: string) => {
    const template = templates.find(({ kind }) => kind === kindOf(name))
    if (!template?.handling.repeats || !mayAnswer(inspection)) return undefined
    return () => go('fill', { task: task.id, kind: nextName(template.kind, names) })
  }
}

/** The documents of an inspection: all, those signed, and those that still want signing. */
function usePile({ task, inspection }: Pick<PapersProps, 'task' | 'inspection'>) {
  const extras = useExtras(inspection.id)
  const correcting = useReasons(inspection.id)
  const checklist = useChecklist(task.checklist_id).value
  const signed = signedNames(inspection)
  // the others are filled in first, as those that one adds
  const needed = neededDocuments(inspection.conclusion).filter(holdsUp)
  const names = once(needed.concat(signed, extras.names))
  const begun = (mayAnswer(inspection) && correcting.reasons) || {}
  return {
    extras,
    correcting,
    names,
    signed,
    unsigned: once(
      unsignedDocuments(inspection).concat(
        openExtras(inspection, extras.names),
        names.filter((one) => correctingOf(inspection, one, begun)),
      ),
    ),
    correctingOf: (name: string) => correctingOf(inspection, name, begun),
    /** The conclusion was made for other answers. */
    old: Boolean(checklist && outdated(checklist, inspection)),
  }
}

/** The frame and the row of documents stay as one signs and goes on: a thumb finds what it saw. */
function Papers({ task, inspection, first, refresh }: PapersProps) {
  const { extras, names, unsigned, old, ...pile } = usePile({ task, inspection })
  const { reasons, write, begin, drop } = pile.correcting
  const again = useAgain({ task, inspection }, names)
  const [chosen, setChosen] = useState(first ? { name: first } : null)
  const [opened, open] = useState<Opened>(null)
  const name = chosen?.name ?? unsigned[0] ?? names[0]
  const paper = usePaper(task, inspection, name)
  const correcting = pile.correctingOf(name)
  const isSigned = pile.signed.indexOf(name) >= 0 && !correcting
  const current = currentOf(inspection, name)
  const signed = isSigned ? current : undefined
  const work = useSigning(task, inspection, paper, name, correcting, signed)
  const choose = (wanted: string) => setChosen({ name: wanted })
  // what was chosen anew while this one was being kept stays chosen
  const onSigned = () => setChosen((now) => (now === chosen ? null : now))
  const frame = (testId?: string, foot?: ReactNode, rest?: ReactNode) => (
    <Frame title='文书与签名' testId={testId} foot={foot}>
      <Tabs {...{ task, inspection, names, name, choose }} />
      {rest}
    </Frame>
  )
  const onDrop = extras.names.indexOf(name) >= 0 ? () => extras.drop(name).then(onSigned) : undefined
  if (!task.numbers[name] && !paper)
    return frame('', null, <NumberCard {...{ task, name, refresh, onDrop }} />)
  if (!paper || !work || !reasons) return frame('', null, <Skeleton what='文书模板' rows={2} />)
  if (opened === 'pad') return <Pad {...{ inspection, paper, work, open }} />
  const blocked = paper.lacks.length > 0 || old
  const allSigned = unsigned.length === 0 && !correcting
  return frame(
    'papers',
    <Foot {...{ work, isSigned, allSigned, blocked, open, onSigned }} taskId={task.id} />,
    <Signing
      key={`${name}${correcting ? `:${correcting.version}` : ''}`}
      {...{ task, inspection, paper, work, opened, open, isSigned, signed, old, correcting, onSigned }}
      reason={(current && reasons[current.id]?.words) ?? ''}
      onReason={(words) => current && write(current.id, words)}
      onCorrect={(words) => current && begin(current.id, words)}
      onCorrectNot={() => current && drop(current.id)}
      onAgain={again(name)}
      onDrop={onDrop}
    />,
  )
}

/** 文书与签名: exactly what is signed, who signs, up to which step. `kind`: a name (see several). */
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
