import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { Photos } from '../Photos'

interface Props {
  title: string
  inspectionId: string
  photos: string[]
  onClose: () => void
  onPrint: () => void
  onKeep: (photos: string[]) => void
}

/** Print, have it signed by hand, photograph every page: the same document, other ink. */
export function PaperPathSheet({
  title,
  inspectionId,
  photos: before,
  onClose,
  onPrint,
  onKeep,
}: Props) {
  const [photos, setPhotos] = useState(before)
  return (
    <Sheet
      title='打印出来签'
      onClose={onClose}
      testId='paper-sheet'
      foot={
        <View className='acts'>
          <Button tall icon='printer' text='先打印' onTap={onPrint} testId='paper-print' />
          <Button
            look='main'
            text={photos.length ? '纸上都签好了' : '还差 1 项：照片'}
            waiting={!photos.length}
            onTap={() => photos.length && onKeep(photos)}
            testId='paper-keep'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-3'>
        打印《{title}》，两名执法人员和当事人在纸上签名，再把签好的每一页拍下来，二维码要拍清楚：系统凭它认是哪一份。原件收好入卷。
      </View>
      <Photos
        photos={photos}
        onChange={setPhotos}
        what={['签好的第 1 页', '签好的第 2 页', '签好的第 3 页']}
        inspectionId={inspectionId}
        item={null}
        kind='paper'
        testId='paper-photo'
      />
    </Sheet>
  )
}
