import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { toast } from '../../ui/Toast'
import { CodeEntry } from '../CodeEntry'
import type { Inspection, Teammate } from '../shapes'
import { send } from '../use'

interface Props {
  inspection: Inspection | null
  officer: Teammate
  onClose: () => void
}

/** Without a network the second officer's phone shows a code of its own; it is typed here. */
export function ReceiptSheet({ inspection, officer, onClose }: Props) {
  const [typed, type] = useState('')
  const ready = typed.length === 6
  const keep = async () => {
    if (!ready) return
    if (!inspection) {
      toast('先点“我到了”，记下到场', { icon: 'pin' })
      return
    }
    await send('inspection.presence_receipt', {
      inspection_id: inspection.id,
      officer_id: officer.officer_id,
      code: typed,
    })
    onClose()
    toast('记下了，有网后由服务器核验')
  }
  return (
    <Sheet
      title={`${officer.name}手机上的数`}
      onClose={onClose}
      testId='receipt-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={ready ? `确认${officer.name}在场` : `还差 ${6 - typed.length} 位`}
            waiting={!ready}
            onTap={keep}
            testId='receipt-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2'>
        请{officer.name}在自己手机上打开这个任务，点“确认到场”，选“用 6 位数”，把“我的到场数”读给您。
      </View>
      <CodeEntry value={typed} onChange={type} />
    </Sheet>
  )
}
