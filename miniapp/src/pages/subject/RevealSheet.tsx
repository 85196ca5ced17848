import { View } from '@tarojs/components'
import { useState } from 'react'
import { api, troubleOf } from '@/store'
import type { Sealed } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'

const WHAT: Record<Sealed, string> = {
  phone: '负责人电话',
  liaison_phone: '联络员电话',
  id_number: '身份证号',
}
const REASONS = ['通知到场配合检查', '核对当事人身份', '送达文书', '联系整改']

interface Props {
  id: string
  field: Sealed
  onClose: () => void
}

/** Asks once; what came back lives in this sheet only. */
function useReveal(id: string, field: Sealed) {
  const [asking, setAsking] = useState(false)
  const [value, setValue] = useState('')
  const [wrong, setWrong] = useState('')
  const reveal = (reason: string) => {
    if (asking) return
    setAsking(true)
    setWrong('')
    api
      .reveal(id, field, reason)
      .then((got) => setValue(got.value))
      .catch((error) => setWrong(troubleOf(error).title))
      .finally(() => setAsking(false))
  }
  return { asking, value, wrong, reveal }
}

/** The whole number for a reason; it is gone when the sheet is closed. */
export function RevealSheet({ id, field, onClose }: Props) {
  const [reason, setReason] = useState('')
  const [tried, tryIt] = useState(false)
  const { asking, value, wrong, reveal } = useReveal(id, field)
  const ready = reason.trim().length > 0
  if (value) {
    return (
      <Sheet title={WHAT[field]} onClose={onClose} testId='reveal-sheet'>
        <View className='code-big' data-testid='revealed'>
          {value}
        </View>
        <View className='t-note2 mt-2'>已记下本次查看。关上后不再显示，手机不保存。</View>
      </Sheet>
    )
  }
  const words = asking ? '正在取' : ready ? '看一次' : '还差 1 项：理由'
  const press = () => (ready ? reveal(reason.trim()) : tryIt(true))
  const foot = (
    <View className='acts'>
      <Button
        look='main'
        text={words}
        waiting={!ready || asking}
        onTap={press}
        testId='reveal-confirm'
      />
    </View>
  )
  const title = `看完整的${WHAT[field]}`
  return (
    <Sheet title={title} onClose={onClose} testId='reveal-sheet' foot={foot}>
      <View className='t-body2 c-2 mb-2'>查看会记下您的姓名、时间和理由，每天最多 20 次。</View>
      <Choices
        single
        options={REASONS}
        chosen={[reason]}
        onToggle={setReason}
        testId='reveal-reason'
      />
      <Field
        area
        label='理由'
        value={reason}
        onChange={setReason}
        maxLength={200}
        placeholder='选一条，或自己写'
        problem={wrong || (tried && !ready ? '请写明理由' : undefined)}
        testId='reveal-text'
      />
    </Sheet>
  )
}
