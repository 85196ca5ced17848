import { Text, View } from '@tarojs/components'
import { words } from '@/checklists/kinds'
import { scoreWords, type Score, type Verdict } from '@/checklists/standing'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import type { Checklist, Item } from '../shapes'
import type { Work } from './answering'

const SIGNS: Record<Verdict, string> = {
  pass: '✓',
  basic: '✓',
  fail: '✕',
  na: '–',
  unchecked: '–',
  noted: '•',
}

interface Props {
  checklist: Checklist
  work: Work
  open: string[]
  /** Those that failed at the last visit. */
  pinned: string[]
  onUnable?: () => void
  onPick: (code: string) => void
  onClose: () => void
}

/** 得 15 分，应得 17.5 分，标化分 85.71 */
export function scoreLine({ got, possible, standard, fails_whole }: Score): string {
  const ratio = standard === null ? '' : `，标化分 ${scoreWords(standard)}`
  const whole = fails_whole ? '；有重点项不符合，整体不合格' : ''
  return `得 ${scoreWords(got)} 分，应得 ${scoreWords(possible)} 分${ratio}${whole}`
}

interface OneProps extends Omit<Props, 'checklist' | 'onClose' | 'onUnable'> {
  item: Item
  place: number
}

function One({ item, place, work, open, pinned, onPick }: OneProps) {
  const { code } = item
  const verdict = work.standing.verdicts[code] as Verdict | undefined
  const unfinished = verdict && open.indexOf(code) >= 0
  const last = pinned.indexOf(code) >= 0
  const said = verdict ? words(item, work.answers[code].value) : '没答'
  return (
    <Tap
      className={`overview-one ${verdict ? `overview-${verdict}` : ''} ${code === work.current ? 'overview-now' : ''}`}
      onTap={() => onPick(code)}
      label={`第 ${place} 项，${said}${unfinished ? '，没写完' : ''}${last ? '，上次不符合' : ''}`}
      testId={`item-${place}`}
    >
      {last ? <Text className='c-warn'>!</Text> : null}
      {place}
      <Text className='overview-sign'>{unfinished ? '…' : verdict ? SIGNS[verdict] : ''}</Text>
    </Tap>
  )
}

/** 目录: every item that is shown, by its number in the form and a sign; what is open stands bare. */
export function Overview({ checklist, onClose, onUnable, ...one }: Props) {
  const { visible, verdicts, score } = one.work.standing
  const noted = visible.some((code) => verdicts[code] === 'noted')
  let place = 0
  let hidden = 0
  return (
    <Sheet title='目录' onClose={onClose} testId='overview-sheet'>
      <View className='t-note2 mb-2'>
        {one.open.length ? `还有 ${one.open.length} 项没答完` : '全部答完了'}
        <Text className='c-3'>　✓ 符合　✕ 不符合　– 不适用{noted ? '　• 已记录' : ''}</Text>
      </View>
      {score ? (
        <View className='t-note2 mb-2' data-testid='score'>
          {scoreLine(score)}
        </View>
      ) : null}
      {checklist.sections.map((section, at) => {
        const numbered = section.items.map((item) => {
          place += 1
          return { item, place }
        })
        const shown = numbered.filter(({ item }) => visible.indexOf(item.code) >= 0)
        hidden += numbered.length - shown.length
        if (!shown.length) return null
        return (
          <View key={at}>
            <View className='section'>
              {section.matter ? `${section.matter}·` : ''}
              {section.title}
            </View>
            <View className='overview'>
              {shown.map(({ item, place: number }) => (
                <One key={item.code} item={item} place={number} {...one} />
              ))}
            </View>
          </View>
        )
      })}
      {one.pinned.length ? (
        <View className='t-note'>
          <Text className='c-warn'>!</Text> 上次不符合的项
        </View>
      ) : null}
      {onUnable ? (
        <Row
          icon='hand'
          title='查不下去了'
          note='拒绝检查、关闭、无法联系'
          onTap={onUnable}
          testId='to-unable'
        />
      ) : null}
      {hidden ? <View className='t-note'>另有 {hidden} 项，照现在的回答不用查。</View> : null}
    </Sheet>
  )
}
