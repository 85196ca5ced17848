import { Text, View } from '@tarojs/components'
import { useCallback } from 'react'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { scanAndOpen } from '../scan'
import { useDraft } from '../use'

const MOST = 8
const NONE: string[] = []

/** Words with which something was found and opened, the last ones first; on this phone only. */
export function useRecent() {
  const [kept, keep] = useDraft<string[]>('search.recent', NONE)
  const words = kept ?? NONE
  const remember = useCallback(
    (q: string) => keep([q, ...words.filter((one) => one !== q)].slice(0, MOST)),
    [keep, words],
  )
  const forget = useCallback(() => keep(NONE), [keep])
  return { words, remember, forget }
}

interface Props {
  words: string[]
  onPick: (q: string) => void
  onForget: () => void
}

/** Before anything is typed: what can be typed, and what was before. */
export function Recent({ words, onPick, onForget }: Props) {
  return (
    <View>
      <StateCard
        icon='search'
        tone='c-active'
        title='查监管对象'
        acts={<Button look='soft' icon='scan' text='扫营业执照' onTap={scanAndOpen} testId='scan' />}
      >
        名称、地址、法定代表人里的几个字，信用代码，电话，或拼音首字母（如 sxxy）都能查；几段字用空格隔开。
      </StateCard>
      {words.length ? (
        <View className='mt-3' data-testid='recent'>
          <View className='fx'>
            <Text className='t-note2 grow'>最近查过</Text>
            <Tap className='btn btn-text' onTap={onForget} testId='forget'>
              <Icon name='trash' size='s' />
              <Text>清除</Text>
            </Tap>
          </View>
          <View className='choices mt-1'>
            {words.map((one) => (
              <Tap key={one} className='choice' onTap={() => onPick(one)} testId='recent-one'>
                <Text>{one}</Text>
              </Tap>
            ))}
          </View>
        </View>
      ) : null}
    </View>
  )
}
