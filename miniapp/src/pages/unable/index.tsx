import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { blocking, broken, contradictions, type Broken } from '@/gates'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Skeleton } from '../../ui/States'
import { Note } from '../../ui/Status'
import { Stepper } from '../../ui/Stepper'
import { Toggle } from '../../ui/Toggle'
import { RESULTS, ROLES } from '../conclude/draft'
import { Rules } from '../conclude/Rules'
import { ofResult, ofUnable } from '../facts'
import { Frame } from '../Frame'
import { goOn } from '../go'
import { Photos } from '../Photos'
import type { Inspection, Party, Task, UnableHow } from '../shapes'
import { lacksOnArrival } from '../steps'
import { Trouble } from '../Trouble'
import { send, useDraft, useInspection, useMe, useTask } from '../use'
import { useOthersWord } from '../useOthersWord'

interface Draft {
  how: UnableHow | null
  facts: string
  photos: string[]
  visits: number
  mailed: boolean
  party: Party
  /** 拒绝检查: 6 or 8; the others have one result each. */
  serious: boolean
}

const EMPTY: Draft = {
  how: null,
  facts: '',
  photos: [],
  visits: 1,
  mailed: false,
  party: { name: '', role: '' },
  serious: true,
}
const WAYS: { how: UnableHow; text: string; hints: string[] }[] = [
  { how: 'closed', text: '关闭或停业', hints: ['门面关闭，无人经营', '招牌已拆除，现为其他经营者'] },
  { how: 'unreachable', text: '无法联系', hints: ['登记住所查无此人', '登记电话无人接听'] },
  { how: 'refused', text: '拒绝检查', hints: ['不开门', '阻挠进入经营场所', '拒绝提供资料'] },
]
const SERIOUS = ['不配合检查情节严重', '发现问题待后续处理']

function resultOf({ how, serious }: Draft): number {
  if (how === 'closed') return 7
  if (how === 'unreachable') return 4
  return serious ? 6 : 8
}

type PartProps = { draft: Draft; change: (part: Partial<Draft>) => void }

function Facts({ draft, change, hints }: PartProps & { hints: string[] }) {
  return (
    <View className='card pad' id='unable-facts'>
      <View className='t-head mb-2'>到场看到的情况</View>
      <Choices
        options={hints}
        chosen={hints.filter((word) => draft.facts.indexOf(word) >= 0)}
        onToggle={(word) =>
          change({
            facts:
              draft.facts.indexOf(word) >= 0
                ? draft.facts.replace(`${word}。`, '').trim()
                : `${draft.facts}${word}。`,
          })
        }
        testId='unable-hint'
      />
      <View className='mt-2'>
        <Field
          area
          value={draft.facts}
          onChange={(facts) => change({ facts })}
          maxLength={2000}
          placeholder='几点到的、看到什么、联系过谁、怎么答复'
          testId='unable-text'
        />
      </View>
    </View>
  )
}

function Refused({ draft, change }: PartProps) {
  const { party, serious } = draft
  return (
    <View className='card pad'>
      <View className='t-head'>谁拒绝的</View>
      <Field
        label='姓名（不肯说的写“拒不说明”）'
        value={party.name}
        onChange={(name) => change({ party: { ...party, name } })}
        maxLength={64}
        testId='unable-party'
      />
      <Text className='label'>身份</Text>
      <Choices
        single
        options={ROLES}
        chosen={[party.role]}
        onToggle={(role) => change({ party: { ...party, role } })}
        testId='unable-role'
      />
      <Text className='label'>检查结果</Text>
      <Choices
        single
        options={SERIOUS}
        chosen={[SERIOUS[serious ? 0 : 1]]}
        onToggle={(word) => change({ serious: word === SERIOUS[0] })}
        testId='unable-result'
      />
    </View>
  )
}

function Visits({ draft, change }: PartProps) {
  return (
    <View className='card pad'>
      <View className='t-head mb-2'>联系过几次</View>
      <Stepper
        value={draft.visits}
        most={9}
        unit='次到场'
        onChange={(visits) => change({ visits })}
      />
      <Toggle
        icon='send'
        title='邮寄过，被退回或无人签收'
        note='按登记的住所邮寄，留好回执'
        on={draft.mailed}
        onChange={(mailed) => change({ mailed })}
        testId='unable-mailed'
      />
    </View>
  )
}

interface HowProps extends PartProps {
  found: Broken[]
}

function How({ draft, change, found }: HowProps) {
  const way = WAYS.find(({ how }) => how === draft.how)
  return (
    <View className='card pad'>
      <View className='t-head mb-2'>是哪种情形</View>
      <Choices
        single
        options={WAYS.map(({ text }) => text)}
        chosen={way ? [way.text] : []}
        onToggle={(word) => change({ how: WAYS.filter(({ text }) => text === word)[0].how })}
        testId='unable-how'
      />
      {way ? <View className='t-note mt-2'>检查结果：{RESULTS[resultOf(draft) - 1]}</View> : null}
      <Rules found={found} testId='unable-rules' />
    </View>
  )
}

interface Loaded {
  task: Task
  inspection: Inspection
}

function useUnable({ task, inspection }: Loaded) {
  const [draft, keep] = useDraft<Draft>(`unable:${inspection.id}`, EMPTY)
  if (!draft) return null
  const { how } = draft
  const found = how ? broken('unable', ofUnable(task.team, inspection, { ...draft, how })) : []
  const result = resultOf(draft)
  const { visits, mailed } = draft
  const about = { result, failed: 0, dispositions: [], photos: draft.photos.length, visits, mailed }
  const named = how !== 'refused' || (draft.party.name.trim() && draft.party.role)
  const stops = blocking(found)
  return {
    draft,
    found,
    doubts: how ? contradictions(ofResult(about)) : [],
    result,
    lack: !how ? '选哪种情形' : stops.length ? stops[0].message : named ? '' : '写明谁拒绝的',
    change: (part: Partial<Draft>) => keep((before) => ({ ...before, ...part })),
  }
}

function Telling(loaded: Loaded) {
  const { task, inspection } = loaded
  const work = useUnable(loaded)
  const me = useMe()
  const open = lacksOnArrival(task, inspection, me?.officer_id ?? null)
  useOthersWord(task.id, open.some(({ key }) => key === 'presence'))
  if (!work) return <Frame title='无法检查'>{null}</Frame>
  const { draft, found, doubts, result, lack, change } = work
  const way = WAYS.find(({ how }) => how === draft.how)
  const tell = async () => {
    if (!draft.how || lack) return
    const { how, photos, visits, mailed, party } = draft
    const told = { name: party.name.trim(), role: party.role }
    await send('inspection.unable', {
      inspection_id: inspection.id,
      ...{ how, facts: draft.facts.trim(), photos, visits, mailed },
      party: how === 'refused' ? told : null,
      result,
    })
    await goOn('papers', { task: task.id })
  }
  const foot = (
    <View className='acts'>
      <Button
        look='main'
        icon='pen'
        text={lack ? `还差：${lack}` : '生成笔录，去签名'}
        waiting={lack !== ''}
        onTap={tell}
        testId='unable-tell'
      />
    </View>
  )
  return (
    <Frame title='无法检查' testId='unable' foot={foot}>
      <How draft={draft} change={change} found={found} />
      {way ? <Facts draft={draft} change={change} hints={way.hints} /> : null}
      {way ? (
        <View className='card pad'>
          <View className='t-head mb-2'>现场照片</View>
          <Photos
            photos={draft.photos}
            onChange={(next) => change({ photos: next(draft.photos) })}
            what={['门面和门牌', '无法检查的情形']}
            inspectionId={inspection.id}
            item={null}
          />
        </View>
      ) : null}
      {draft.how === 'refused' ? <Refused draft={draft} change={change} /> : null}
      {draft.how === 'unreachable' ? <Visits draft={draft} change={change} /> : null}
      {doubts.map((words) => (
        <Note key={words} tone='warn' icon='tri' testId='unable-doubt'>
          {words}。照样可以记下，复核时会看这一条。
        </Note>
      ))}
    </Frame>
  )
}

/** 无法检查: closed, out of reach or refused, with what was seen; two officers sign it all the same. */
export default function UnablePage() {
  const { task: id = '' } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task && inspection) return <Telling task={task} inspection={inspection} />
  return (
    <Frame title='无法检查'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='任务' />}
    </Frame>
  )
}
