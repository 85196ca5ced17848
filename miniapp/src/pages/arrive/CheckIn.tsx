import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { bridge } from '@/bridge'
import { newId } from '@/store'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { distanceInWords } from '../../ui/map/coordinates'
import { Sheet } from '../../ui/Sheet'
import { toast } from '../../ui/Toast'
import { timeOf } from '../../ui/words'
import { meaning } from '../scan'
import type { Inspection, Position, Task } from '../shapes'
import { shortAddress } from '../tones'
import { failureWords, send } from '../use'
import { accuracyWords, awayFrom } from '../where'

const REASONS = ['地下室，没有信号', '定位没有打开', '等了很久没有定位', '登记地址与经营地址不同']
/** Farther than this from the registered address asks for a look, not for a stop. */
const FAR_M = 500

function Done({ task, inspection }: { task: Task; inspection: Inspection }) {
  const { position, checked_in_at: at } = inspection
  const away = awayFrom(task, position)
  const far = away !== null && away > FAR_M
  return (
    <View className='row' data-testid='checked-in'>
      <Icon name='okc' size='l' className='c-done' />
      <View className='grow'>
        <View className='t-body2'>
          <Text className='strong'>{at ? timeOf(at) : ''} 到场</Text>
          {away === null ? null : (
            <Text className={far ? 'c-warn' : ''}> 离登记地址 {distanceInWords(away)}</Text>
          )}
        </View>
        <View className='t-note'>
          {position
            ? accuracyWords(position)
            : `没有定位：${inspection.no_position_reason || '已写明原因'}`}
          {far ? '，登记地址可能不是经营地址' : ''}
        </View>
        {inspection.scanned ? <Scanned task={task} text={inspection.scanned} /> : null}
      </View>
    </View>
  )
}

/** 扫码入企: whether the code at the door is this subject's. */
function Scanned({ task, text }: { task: Task; text: string }) {
  const { uscc, words } = meaning(text)
  const same = uscc !== undefined && uscc === task.subject.uscc
  return (
    <View className={same ? 't-note c-done' : 't-note c-warn'} data-testid='scanned'>
      {same ? '已扫码入企，就是这家' : `扫到的码不是这家：${words.slice(0, 24)}`}
    </View>
  )
}

interface SheetProps {
  words: string
  onClose: () => void
  onAgain: () => void
  onReason: (reason: string) => void
}

function NoPosition({ words, onClose, onAgain, onReason }: SheetProps) {
  const [reason, setReason] = useState('')
  const ready = reason.trim().length > 0
  return (
    <Sheet
      title='拿不到你的位置'
      onClose={onClose}
      testId='no-position'
      foot={
        <View className='acts'>
          <Button tall text='再定位' icon='aim' onTap={onAgain} testId='locate-again' />
          <Button
            look='main'
            text={ready ? '写好了，继续' : '还差 1 项：原因'}
            waiting={!ready}
            onTap={() => ready && onReason(reason.trim())}
            testId='no-position-continue'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        {words}。地下室里常有的事，可以先检查，写一句原因，事后由科室看。
      </View>
      <Choices
        single
        options={REASONS}
        chosen={[reason]}
        onToggle={setReason}
        testId='no-position-reason'
      />
      <Field area label='原因' value={reason} onChange={setReason} maxLength={200} />
    </Sheet>
  )
}

/** Where one is, and the code at the door where it was scanned: both are one check-in. */
function useCheckIn(task: Task) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [scanned, setScanned] = useState('')
  const enter = (position: Position | null, reason: string, code: string) =>
    send('inspection.check_in', {
      inspection_id: newId(),
      task_id: task.id,
      position,
      ...(reason ? { no_position_reason: reason } : {}),
      ...(code ? { scanned: code.slice(0, 200) } : {}),
    })
  const locate = async (code = scanned) => {
    if (busy) return
    setBusy(true)
    setTrouble(null)
    const position = await bridge.location().catch((failure) => {
      setTrouble(failureWords(failure) ?? '没有允许定位')
      return null
    })
    setBusy(false)
    if (position) await enter(position, '', code)
  }
  const scan = async () => {
    try {
      const code = await bridge.scan()
      setScanned(code)
      await locate(code)
    } catch (failure) {
      const words = failureWords(failure)
      if (words) toast(words, { icon: 'scan' })
    }
  }
  const without = async (reason: string) => {
    await enter(null, reason, scanned)
    setTrouble(null)
  }
  return { busy, trouble, locate, scan, without, forgive: () => setTrouble(null) }
}

/** 到场: where and when, once. */
export function CheckIn({ task, inspection }: { task: Task; inspection: Inspection | null }) {
  const { busy, trouble, locate, scan, without, forgive } = useCheckIn(task)
  const entered = inspection?.checked_in_at
  return (
    <View className='card' id='arrive-position'>
      {entered ? (
        <Done task={task} inspection={inspection} />
      ) : (
        <View className='row'>
          <Icon name='pin' size='l' className='c-warn' />
          <View className='grow'>
            <View className='t-body2 strong'>{task.subject.name}</View>
            <View className='t-note'>{shortAddress(task.subject.address)}</View>
          </View>
          <Button
            look='soft'
            text={busy ? '正在定位' : '我到了'}
            icon='aim'
            onTap={() => locate()}
            testId='check-in'
            className='ml-2'
          />
        </View>
      )}
      {entered || busy ? null : (
        <View className='acts acts-even gate-reason'>
          <Button icon='scan' text='扫营业执照或主体码入企' onTap={scan} testId='scan-in' />
        </View>
      )}
      {trouble ? (
        <NoPosition
          words={trouble}
          onClose={forgive}
          onAgain={() => locate()}
          onReason={without}
        />
      ) : null}
    </View>
  )
}
