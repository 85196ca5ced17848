import { View } from '@tarojs/components'
import { evaluate, itemsOf } from '@/checklists/standing'
import { Row } from '../../ui/Row'
import type { Inspection, Item, Task } from '../shapes'
import { useChecklist } from '../use'
import { handOver } from './begin'
import type { Chosen } from './draft'

/** From an inspection's problems to handing them over. Nothing where there are none. */
export function HandFindings({ task, inspection }: { task: Task; inspection: Inspection }) {
  const checklist = useChecklist(task.checklist_id).value
  if (!checklist) return null
  const { problems } = evaluate(checklist, inspection.answers)
  const documents = inspection.documents.map(({ id, title, number }) => ({
    id,
    title: `${title} ${number}`,
  }))
  const picks: Chosen[] = itemsOf<Item>(checklist)
    .filter(({ code }) => problems.indexOf(code) >= 0 && inspection.answers[code]?.finding)
    .map(({ code, text }) => ({
      kind: 'finding',
      id: inspection.id,
      item: code,
      subject: task.subject.name,
      title: text,
      said: inspection.answers[code]?.finding?.facts ?? '',
      photos: inspection.answers[code]?.finding?.photos ?? [],
      documents,
    }))
  if (!picks.length) return null
  return (
    <View className='card rows'>
      <Row
        icon='swap'
        title='移交问题'
        note={`${picks.length} 个问题，可以只挑其中几个移交给别的单位`}
        onTap={() => handOver(picks)}
        testId='hand-findings'
      />
    </View>
  )
}
