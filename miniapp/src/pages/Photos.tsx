import { Image, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { bridge } from '@/bridge'
import type { LocalFile } from '@/bridge/types'
import { evidence } from '@/store'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Sheet } from '../ui/Sheet'
import { Tap } from '../ui/Tap'
import { toast } from '../ui/Toast'
import { fingerprint } from '../ui/words'
import type { EvidenceKind } from './shapes'
import { failureWords, keepPhoto, usePicture, useSource } from './use'

interface ThumbProps {
  sha256: string
  words: string
  onOpen: () => void
}

function Thumb({ sha256, words, onOpen }: ThumbProps) {
  const source = usePicture(sha256)
  useSource(evidence)
  const received = evidence.status(sha256) === 'received'
  return (
    <Tap
      className='photo'
      onTap={onOpen}
      label={`照片 ${words}，${received ? '已送达' : '未发送'}`}
      testId='photo'
    >
      {source ? <Image className='photo-image' src={source} mode='aspectFill' /> : null}
      <View className={`photo-mark ${received ? 'photo-mark-done' : ''}`}>
        <Icon name={received ? 'check' : 'cloudup'} size='s' />
      </View>
      <View className='photo-words one-line'>{words}</View>
    </Tap>
  )
}

interface ViewerProps {
  sha256: string
  words: string
  onClose: () => void
  onRemove?: () => void
}

/** One photo in full, with its fingerprint. */
export function Viewer({ sha256, words, onClose, onRemove }: ViewerProps) {
  const source = usePicture(sha256)
  return (
    <Sheet
      title={words}
      onClose={onClose}
      testId='photo-viewer'
      foot={
        onRemove ? (
          <View className='acts'>
            <Button
              tall
              className='grow'
              look='danger'
              icon='trash'
              text='不用这张'
              onTap={onRemove}
            />
          </View>
        ) : null
      }
    >
      {source ? <Image className='photo-full' src={source} mode='widthFix' /> : null}
      <View className='t-note mt-2'>
        <Text>原始照片不改动。指纹 </Text>
        <Text className='t-mono'>{fingerprint(sha256)}</Text>
      </View>
    </Sheet>
  )
}

interface Props {
  photos: string[]
  /** How the photos change: while one is taken, other things may have been written. */
  onChange: (change: (photos: string[]) => string[]) => void
  /** What each photo should show, in order. */
  what: string[]
  inspectionId: string
  item: string | null
  kind?: EvidenceKind
  testId?: string
}

function useTaking({ onChange, inspectionId, item, kind = 'photo' }: Props) {
  const [busy, setBusy] = useState(false)
  const take = async (from: 'camera' | 'import') => {
    if (busy) return
    if (!inspectionId) {
      toast('预览里不拍照', { icon: 'eye' })
      return
    }
    setBusy(true)
    try {
      const files: LocalFile[] =
        from === 'camera' ? [await bridge.takePhoto()] : await bridge.chooseImage(3)
      for (const file of files) {
        const meta = { kind, inspection_id: inspectionId, item, origin: from }
        const sha256 = await keepPhoto(file, meta)
        onChange((kept) => (kept.indexOf(sha256) < 0 ? kept.concat(sha256) : kept))
      }
      bridge.vibrate()
    } catch (failure) {
      const words = failureWords(failure)
      if (words) toast(words, { icon: 'camera' })
    } finally {
      setBusy(false)
    }
  }
  return { busy, take }
}

/** Photos of one finding: taken, shown with their state, enlarged; the original is never changed. */
export function Photos(props: Props) {
  const { photos, onChange, what } = props
  const [opened, open] = useState<number | null>(null)
  const { busy, take } = useTaking(props)
  const wordsOf = (index: number) => what[index] ?? `第 ${index + 1} 张`
  const remove = (index: number) => {
    const gone = photos[index]
    onChange((kept) => kept.filter((one) => one !== gone))
    open(null)
    const back = () =>
      onChange((kept) => kept.slice(0, index).concat(gone, kept.slice(index)))
    toast('这张不用了', { icon: 'trash', action: '撤销', onAction: back })
  }
  return (
    <View>
      <View className='photos'>
        {photos.map((sha256, index) => (
          <Thumb key={sha256} sha256={sha256} words={wordsOf(index)} onOpen={() => open(index)} />
        ))}
        <Tap
          className='photo photo-add'
          onTap={() => take('camera')}
          label='拍照'
          testId={props.testId ?? 'add-photo'}
        >
          <Icon name='camera' size='xl' />
          <Text>{busy ? '正在存' : photos.length ? '再拍' : '拍照'}</Text>
        </Tap>
      </View>
      <Tap className='btn btn-text photo-album' onTap={() => take('import')} testId='import-photo'>
        从相册选（会注明是导入的）
      </Tap>
      {opened !== null && photos[opened] ? (
        <Viewer
          sha256={photos[opened]}
          words={wordsOf(opened)}
          onClose={() => open(null)}
          onRemove={() => remove(opened)}
        />
      ) : null}
    </View>
  )
}
