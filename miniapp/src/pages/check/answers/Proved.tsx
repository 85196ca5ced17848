import { Image, Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { bridge } from '@/bridge'
import { words, type AnswerKind, type AskedItem, type Ink, type Value } from '@/checklists/kinds'
import { Button } from '../../../ui/Button'
import { Icon } from '../../../ui/Icon'
import { toast } from '../../../ui/Toast'
import { Photos } from '../../Photos'
import { failureWords, momentNow, usePicture } from '../../use'

interface Props {
  item: AskedItem
  value: Value
  inspectionId: string
  onAnswer: (value: Value, typed?: boolean) => unknown
}

export function PhotoAnswer({ item, value, inspectionId, onAnswer }: Props) {
  const wanted = (item.answer as AnswerKind & { type: 'photo' }).min ?? 1
  const photos = (value as string[] | null) ?? []
  const short = wanted - photos.length
  const kept = useRef(photos) // several may come before it is drawn again
  kept.current = photos
  const change = (how: (before: string[]) => string[]) => {
    kept.current = how(kept.current)
    return onAnswer(kept.current.length ? kept.current : null, true)
  }
  return (
    <View>
      <View className={`fx mb-2 ${short > 0 ? 'c-warn' : 'c-done'}`} data-testid='photo-answer'>
        <Icon name={short > 0 ? 'tri' : 'okc'} />
        <Text className='ml-1'>
          {short > 0 ? `要拍 ${wanted} 张，还差 ${short} 张` : `${photos.length} 张，够了`}
        </Text>
      </View>
      <Photos
        photos={photos}
        onChange={change}
        what={[]}
        inspectionId={inspectionId}
        item={item.code}
        testId='answer-photo'
      />
    </View>
  )
}

/** The pad takes the whole screen: the page opens it. */
export function SignatureAnswer({ value, onSign }: { value: Value; onSign: () => void }) {
  const ink = value as Ink | null
  const source = usePicture(ink?.image)
  return (
    <View>
      {source ? (
        <Image className='signed-image' src={source} mode='aspectFit' data-testid='signed-image' />
      ) : null}
      <Button
        tall
        look={ink ? 'line' : 'soft'}
        icon='pen'
        className='wide'
        text={ink ? '重新签' : '请在场人员签名'}
        onTap={onSign}
        testId='sign-answer'
      />
    </View>
  )
}

export function LocationAnswer({ item, value, onAnswer }: Props) {
  const [busy, setBusy] = useState(false)
  const locate = async () => {
    setBusy(true)
    try {
      const { latitude, longitude, crs, accuracy, provider, mock } = await bridge.location()
      onAnswer({ latitude, longitude, crs, accuracy, provider, mock, at: momentNow() })
    } catch (failure) {
      toast(failureWords(failure) ?? '没有取到位置', { icon: 'pin' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <View>
      {value ? (
        <View className='fx-top mb-2' data-testid='located'>
          <Icon name='pin' size='l' className='c-done' />
          <Text className='grow ml-2 t-body2'>{words(item, value)}</Text>
        </View>
      ) : null}
      <Button
        tall
        look={value ? 'line' : 'soft'}
        icon='aim'
        className='wide'
        text={busy ? '正在定位' : value ? '重新取位置' : '取现在的位置'}
        onTap={locate}
        disabled={busy}
        testId='locate'
      />
    </View>
  )
}
