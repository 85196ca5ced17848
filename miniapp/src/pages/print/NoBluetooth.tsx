import { View } from '@tarojs/components'
import { useState } from 'react'
import { bridge } from '@/bridge'
import type { Papers, Pdf } from '@/bridge/types'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { StateCard } from '../../ui/States'
import type { SignedDocument } from '../shapes'
import { failureWords } from '../use'

interface Props {
  signed: SignedDocument | undefined
  /** The host's, but for tests. */
  papers?: Papers
}

/** 浙政钉 has no Bluetooth: its client prints the PDF on Android, elsewhere it is shared. */
export function NoBluetooth({ signed, papers = bridge.papers }: Props) {
  const [trouble, setTrouble] = useState<string | null>(null)
  if (!signed?.pdf || !papers) {
    return (
      <StateCard icon='bt' title='这里连不了蓝牙打印机' testId='no-bluetooth'>
        浙政钉里不能连蓝牙打印机。签名提交以后，服务器会生成 PDF，那时可以在这里打印或分享。现在就要纸的，请用钉钉打开，或者先在纸上写。
      </StateCard>
    )
  }
  const pdf: Pdf = { ...api.pdf(signed.id), name: `${signed.title} ${signed.number}.pdf` }
  const attempt = (act: (pdf: Pdf) => Promise<void>) => {
    setTrouble(null)
    act(pdf).catch((failure) => setTrouble(failureWords(failure)))
  }
  const { print, share } = papers
  return (
    <StateCard
      icon='bt'
      title='这里连不了蓝牙打印机'
      testId='no-bluetooth'
      acts={
        <>
          {print ? (
            <Button
              look='main'
              icon='printer'
              text='手机打印'
              onTap={() => attempt(print)}
              testId='print-file'
            />
          ) : null}
          <Button
            look={print ? 'line' : 'main'}
            icon='send'
            text='分享 PDF'
            onTap={() => attempt(share)}
            testId='share-pdf'
          />
        </>
      }
    >
      {print
        ? '浙政钉里不能连蓝牙打印机。可以交给手机自己的打印服务，或者把 PDF 分享到能打印的地方。'
        : '浙政钉里不能连蓝牙打印机，苹果手机也不能直接打印。请把 PDF 分享到能打印的地方。'}
      {trouble ? <View className='c-late mt-1'>{trouble}</View> : null}
    </StateCard>
  )
}
