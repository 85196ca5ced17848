import { Image, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Tap } from '../../ui/Tap'
import { Viewer } from '../Photos'
import { usePictures } from '../use'

interface Props {
  photos: { words: string; hashes: string[] }[]
}

/** Photos to look at, before and after side by side: from this phone, or fetched. */
export function Seen({ photos }: Props) {
  const [opened, open] = useState<{ sha256: string; words: string } | null>(null)
  const all = photos.reduce<{ sha256: string; words: string }[]>(
    (sum, { words, hashes }) => sum.concat(hashes.map((sha256) => ({ sha256, words }))),
    [],
  )
  const sources = usePictures(all.map(({ sha256 }) => sha256))
  if (!all.length) return null
  return (
    <View className='mt-2'>
      <View className='photos'>
        {all.map(({ sha256, words }, index) => (
          <Tap
            key={`${words}${sha256}`}
            className='photo'
            onTap={() => open({ sha256, words })}
            label={`${words}的照片，第 ${index + 1} 张`}
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
      </View>
      {opened ? <Viewer {...opened} onClose={() => open(null)} /> : null}
    </View>
  )
}
