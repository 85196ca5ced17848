import { View } from '@tarojs/components'
import { useState } from 'react'
import { newId } from '@/store'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { toast } from '../../ui/Toast'
import { Photos } from '../Photos'
import type { Order } from '../shapes'
import { send, useDraft } from '../use'

const PHOTOS_MOST = 9
const TEXT_MOST = 2000

interface Draft {
  text: string
  photos: string[]
}

const EMPTY: Draft = { text: '', photos: [] }

function useReport(order: Order, onClose: () => void) {
  const [draft, keep] = useDraft<Draft>(`rectification:${order.id}`, EMPTY)
  const [asked, ask] = useState(false)
  if (!draft) return null
  const many = draft.photos.length > PHOTOS_MOST
  const ready = (draft.text.trim().length > 0 || draft.photos.length > 0) && !many
  const lack = many ? `最多 ${PHOTOS_MOST} 张照片` : '还差 1 项：情况或照片'
  const report = async () => {
    if (!ready) return ask(true)
    await send('rectification.report', {
      report_id: newId(),
      order_id: order.id,
      text: draft.text.trim(),
      photos: draft.photos,
    })
    await keep(EMPTY)
    toast('整改报告记在手机里了')
    onClose()
  }
  return { draft, keep, ready, lack, report, problem: asked && !ready ? lack : undefined }
}

/** 整改报告 that the officer writes down for the party; kept while it is written. */
export function ReportSheet({ order, onClose }: { order: Order; onClose: () => void }) {
  const work = useReport(order, onClose)
  if (!work) return null
  const { draft, keep, ready, lack, report, problem } = work
  return (
    <Sheet
      title='记整改报告'
      onClose={onClose}
      testId='report-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            icon={ready ? 'send' : undefined}
            text={ready ? '记下整改报告' : lack}
            waiting={!ready}
            onTap={report}
            testId='report-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        当事人也可以自己扫通知书上的码来交。这里记的是您看到、收到的，不代替复查。
      </View>
      <Field
        area
        label='整改情况'
        value={draft.text}
        onChange={(text) => keep((before) => ({ ...before, text }))}
        maxLength={TEXT_MOST}
        placeholder='改了哪几项，什么时候改的，有什么凭据'
        problem={problem}
        testId='report-text'
      />
      <View className='label'>照片</View>
      <Photos
        photos={draft.photos}
        onChange={(change) => keep((before) => ({ ...before, photos: change(before.photos) }))}
        what={[]}
        inspectionId={order.inspection_id}
        item={null}
      />
    </Sheet>
  )
}
