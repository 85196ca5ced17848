import { Text, View } from '@tarojs/components'
import type { Outcome } from '@/printing'
import { Parts } from '../../ui/Progress'
import { StateCard } from '../../ui/States'
import type { JobState } from './useJob'

const UNKNOWN: Record<string, string> = {
  timeout: '打印机没有应答，不知道打到哪里了。',
  lost: '和打印机断开了，不知道打到哪里了。',
  failed: '打印机报了错，不知道打到哪里了。',
  refused: '打印机一直忙，没有打完。',
}

function Ended({ outcome, title }: { outcome: Outcome; title: string }) {
  if (outcome.state === 'done') {
    return (
      <StateCard icon='okc' tone='c-done' title='打好了' testId='print-done'>
        《{title}》已全部送到打印机，请核对纸上的内容和签名。
      </StateCard>
    )
  }
  const words =
    outcome.state === 'stopped' ? '您按了停止，纸上可能不完整。' : UNKNOWN[outcome.reason]
  return (
    <StateCard
      icon={outcome.state === 'stopped' ? 'pause' : 'tri'}
      tone='c-warn'
      title={outcome.state === 'stopped' ? '已停下' : '不确定打完没有'}
      testId={`print-${outcome.state}`}
    >
      {words}看看纸：不完整就作废，再点“重打这一份”，新的一份会印上“重打”。
    </StateCard>
  )
}

function Running({ state, title }: { state: JobState & { step: 'printing' }; title: string }) {
  const { progress } = state
  const segments = progress?.segments ?? 1
  const percent = progress ? Math.floor((progress.sent / progress.total) * 100) : 0
  const now = (progress?.segment ?? 1) - 1
  const inSegment = progress ? (progress.sent / progress.total) * segments - now : 0
  const parts = Array.from({ length: segments }, (_, index) => {
    const done = index < now ? 1 : index > now ? 0 : Math.min(1, Math.max(0, inSegment))
    return { size: 1, done, now: index === now }
  })
  return (
    <View className='card pad center' data-testid='print-progress'>
      <View className='t-body2 c-2'>正在打印 {title}</View>
      <View className='mt-1 mb-2'>
        <Text className='t-hero c-active'>{progress ? progress.secondsLeft : '…'}</Text>
        <Text className='t-head'> 秒后打完</Text>
      </View>
      <Parts parts={parts} />
      <View className='t-note mt-2'>
        已送 {percent}%·第 {progress?.segment ?? 1} 段，共 {segments} 段
        <View>请别走远，别关蓝牙</View>
      </View>
    </View>
  )
}

/** How far the paper is, from bytes really taken by the printer. */
export function Progress({ state, title }: { state: JobState; title: string }) {
  if (state.step === 'printing') return <Running state={state} title={title} />
  if (state.step === 'ended') return <Ended outcome={state.outcome} title={title} />
  if (state.step === 'failed') {
    return (
      <StateCard icon='bt' tone='c-warn' title='没有打印' testId='print-failed'>
        {state.words}
      </StateCard>
    )
  }
  if (state.step === 'connecting') {
    return <View className='card pad center t-body2 c-2'>正在连接打印机</View>
  }
  return null
}
