import { useDidHide, useRouter } from '@tarojs/taro'
import { Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import { go, goBack, goOn } from '../go'
import type { Checklist, EarlierProblem, Inspection } from '../shapes'
import { mayAnswer } from '../steps'
import { Trouble } from '../Trouble'
import { useChecklist, useInspection, useTask } from '../use'
import { Look } from './Look'
import { Preview } from './preview'
import { useAnswers } from './useAnswers'
import { Walk } from './Walk'

interface Props {
  checklist: Checklist
  inspection: Inspection
  earlier: EarlierProblem[]
}

/** Questions of one inspection, kept on this phone and said as one goes. */
function Checking({ checklist, inspection, earlier }: Props) {
  const work = useAnswers(inspection, checklist)
  useDidHide(() => {
    work?.save()
  })
  if (!work) return <Frame title={checklist.title}>{null}</Frame>
  return (
    <Walk
      checklist={checklist}
      work={work}
      inspectionId={inspection.id}
      earlier={earlier}
      onUnable={() => go('unable', { task: inspection.task_id })}
      onBack={() => work.save().then(goBack)}
      onFinish={() => goOn('conclude', { task: inspection.task_id })}
    />
  )
}

/** 检查项: one question a page; before arrival, or when asked for, only to be read. */
export default function CheckPage() {
  const { preview } = useRouter().params
  return preview ? <Preview /> : <TaskCheck />
}

function TaskCheck() {
  const { task: id = '', look } = useRouter().params
  const task = useTask(id)
  const { inspection } = useInspection(id)
  const { value, problem, refresh } = useChecklist(task.value?.checklist_id)
  if (value && inspection && !look && mayAnswer(inspection)) {
    const earlier = task.value?.problems ?? []
    return <Checking checklist={value} inspection={inspection} earlier={earlier} />
  }
  if (value) return <Look checklist={value} answers={inspection?.answers ?? {}} />
  const failed = problem ?? task.problem
  return (
    <Frame title='检查表'>
      {failed ? <Trouble problem={failed} onRetry={refresh} /> : <Skeleton what='检查表' />}
      {task.value && !inspection && !look ? (
        <StateCard icon='pin' title='还没有到场'>
          先记下到场、出示证件，再逐项检查。
        </StateCard>
      ) : null}
    </Frame>
  )
}
