import { Text, View } from '@tarojs/components'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import type { Answer, Checklist } from '../shapes'

const WORDS: Record<string, string> = { pass: '符合', fail: '不符合', na: '不适用' }
const SIGNS: Record<string, string> = { pass: '✓', fail: '✕', na: '–' }

interface Props {
  checklist: Checklist
  answers: Record<string, Answer>
  open: string[]
  current: string
  onPick: (code: string) => void
  onClose: () => void
}

/** 目录: every item by number and sign; what is open stands bare. */
export function Overview({ checklist, answers, open, current, onPick, onClose }: Props) {
  let place = 0
  return (
    <Sheet title='目录' onClose={onClose} testId='overview-sheet'>
      <View className='t-note2 mb-2'>
        {open.length ? `还有 ${open.length} 项没答完` : '全部答完了'}
        <Text className='c-3'>　✓ 符合　✕ 不符合　– 不适用</Text>
      </View>
      {checklist.sections.map((section) => (
        <View key={section.title}>
          <View className='section'>{section.title}</View>
          <View className='overview'>
            {section.items.map((item) => {
              place += 1
              const value = answers[item.code]?.value
              const unfinished = value && open.indexOf(item.code) >= 0
              return (
                <Tap
                  key={item.code}
                  className={`overview-one ${value ? `overview-${value}` : ''} ${item.code === current ? 'overview-now' : ''}`}
                  onTap={() => onPick(item.code)}
                  label={`第 ${place} 项，${value ? WORDS[value] : '没答'}${unfinished ? '，没写完' : ''}`}
                  testId={`item-${place}`}
                >
                  {place}
                  <Text className='overview-sign'>
                    {unfinished ? '…' : value ? SIGNS[value] : ''}
                  </Text>
                </Tap>
              )
            })}
          </View>
        </View>
      ))}
    </Sheet>
  )
}
