import { View } from '@tarojs/components'
import { Row } from '../../ui/Row'
import { Note } from '../../ui/Status'
import { openRework } from '../Rework'
import type { Inspection } from '../shapes'
import { mayAnswer } from '../steps'
import { differs, type Correcting, type Paper, type PaperLack, type Signed } from './signing'

const WAYS: Record<PaperLack['page'], string> = {
  fill: '去填写',
  arrive: '去补到场的记录',
  check: '去改检查项',
  conclude: '去改小结与处置',
}

interface LackingProps {
  inspection: Inspection
  paper: Paper
  isSigned: boolean
  /** The conclusion was made for other answers. */
  old: boolean
}

/** What keeps this one from being signed, and the way to it. */
function Lacking({ inspection, paper, isSigned, old }: LackingProps) {
  const lacks = isSigned ? [] : paper.lacks
  const pages = lacks.map(({ page }) => page).concat(old ? ['conclude'] : [])
  if (!pages.length) return null
  return (
    <View>
      <Note tone='late' icon='tri' testId='paper-missing'>
        {old ? '检查项改过，小结还是按原来的写的。先改小结与处置。' : ''}
        {lacks.length ? `还缺：${lacks.map(({ text }) => text).join('、')}。补齐之前不能签名。` : ''}
      </Note>
      <View className='card rows'>
        {pages
          .filter((page, place) => pages.indexOf(page) === place)
          .map((page) => (
            <Row
              key={page}
              className='rule-between'
              icon='pen'
              title={WAYS[page]}
              onTap={() => openRework(inspection, page, page === 'fill' ? { kind: paper.name } : {})}
              testId={`mend-${page}`}
            />
          ))}
      </View>
    </View>
  )
}

interface WarningsProps extends LackingProps {
  /** What was signed, where it is. */
  made: Signed | null
  correcting: Correcting | null
  onCorrectNot: () => unknown
  voided: boolean
}

/** What the officers should know before they read and sign it. */
export function Warnings(props: WarningsProps) {
  const { paper, made, correcting, onCorrectNot, voided } = props
  return (
    <View>
      {made && differs(paper.data, made.data) ? (
        <Note tone='warn' icon='tri' testId='stale'>
          检查记录改过，和签好的这份不一样。请在下面更正，重新签名。
        </Note>
      ) : null}
      {correcting ? (
        <View>
          <Note tone='active' icon='pen' testId='correcting'>
            更正为第 {correcting.version} 版：{correcting.reason}。原来那一版留着，可以查到。
          </Note>
          <View className='card'>
            <Row
              icon='undo'
              title='不更正了'
              note='签好的那一版照旧'
              onTap={onCorrectNot}
              testId='correct-not'
            />
          </View>
        </View>
      ) : null}
      {mayAnswer(props.inspection) ? <Lacking {...props} /> : null}
      {voided ? (
        <Note tone='warn' icon='tri'>
          内容改过，之前的签名不能用了，请重新签。
        </Note>
      ) : null}
    </View>
  )
}
