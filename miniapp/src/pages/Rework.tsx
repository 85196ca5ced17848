import { Row } from '../ui/Row'
import { go, type PageName, type Query } from './go'
import type { Inspection } from './shapes'

/** Opens where a part of the record is written; 无法检查 is a conclusion of its own. */
export function openRework(inspection: Inspection, page: PageName, query: Query = {}): void {
  const unable = Boolean(inspection.conclusion?.unable)
  const instead: Partial<Record<PageName, PageName>> = { check: 'arrive', conclude: 'unable' }
  go((unable && instead[page]) || page, { task: inspection.task_id, ...query })
}

/** What was concluded is changed here, until it is handed in. */
export function ReworkRows({ inspection }: { inspection: Inspection }) {
  const unable = Boolean(inspection.conclusion?.unable)
  return (
    <>
      <Row
        className='rule-between'
        icon='list'
        title={unable ? '能检查了，去逐项检查' : '改检查项'}
        onTap={() => openRework(inspection, 'check')}
        testId='rework-check'
      />
      <Row
        className='rule-between'
        icon='docs'
        title={unable ? '改无法检查的情形' : '改小结与处置'}
        onTap={() => openRework(inspection, 'conclude')}
        testId='rework-conclude'
      />
    </>
  )
}
