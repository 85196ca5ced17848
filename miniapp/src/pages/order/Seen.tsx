import { Image, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Tap } from '../../ui/Tap'
import { Viewer } from '../Photos'
import { usePictures } from '../use'

interface Props {
  photos: string[]
  words: string
}

/** Photos to look at: from this phone, or fetched. */
export function Seen({ photos, words }: Props) {
  const [opened, open] = useState<string | null>(null)
  const sources = usePictures(photos)
  if (!photos.length) return null
  return (
    <View className='photos mt-1'>
      {photos.map((sha256, index) => (
        <Tap
          key={sha256}
          className='photo'
          onTap={() => open(sha256)}
          label={`${words} 第 ${index + 1} 张`}
          testId='seen-photo'
        >
          {sources[sha256] ? (
            <Image className='photo-image' src={sources[sha256]} mode='aspectFill' />
          ) : (
            <View className='photo-none'>
              <Icon name='camera' size='l' className='c-3' />
            </View>
          )}
          <View className='photo-words one-line'>{words}</View>
        </Tap>
      ))}
      {opened ? <Viewer sha256={opened} words={words} onClose={() => open(null)} /> : null}
    </View>
  )
}
