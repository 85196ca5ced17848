import { Text, View } from '@tarojs/components'
import { Parts } from '../../ui/Progress'
import { StateCard } from '../../ui/States'
import { HINDERED, type Ended, type JobState } from './queue'
import { endedWords, timeWords, TITLES } from './words'

const LOOKS = {
  done: { icon: 'okc', tone: 'c-done' },
  stopped: { icon: 'pause', tone: 'c-warn' },
  unknown: { icon: 'tri', tone: 'c-warn' },
} as const

function Result({ ended, title }: { ended: Ended; title: string }) {
  return (
    <StateCard
      {...LOOKS[ended.state]}
      title={TITLES[ended.state]}
      testId={`print-${ended.state}`}
    >
      {endedWords(ended, title)}
    </StateCard>
  )
}

type Printing = JobState & { step: 'printing' }

const MOST_PARTS = 12

function Running({ state: { progress }, title }: { state: Printing; title: string }) {
  const segments = progress?.segments ?? 1
  const share = progress ? progress.sent / progress.total : 0
  const now = (progress?.segment ?? 1) - 1
  // A page of dots has hundreds of segments: then the bar is whole.
  const bars = segments > MOST_PARTS ? 1 : segments
  const at = bars === 1 ? 0 : now
  const parts = Array.from({ length: bars }, (_, index) => {
    const done = index < at ? 1 : index > at ? 0 : Math.min(1, Math.max(0, share * bars - at))
    return { size: 1, done, now: index === at }
  })
  return (
    <View className='card pad center' data-testid='print-progress'>
      <View className='t-body2 c-2'>正在打印 {title}</View>
      <View className='mt-1 mb-2'>
        <Text className='t-hero c-active'>{progress ? timeWords(progress.secondsLeft) : '…'}</Text>
        <Text className='t-head'> 后打完</Text>
      </View>
      <Parts parts={parts} />
      <View className='t-note mt-2'>
        已送 {Math.floor(share * 100)}%·第 {progress?.segment ?? 1} 段，共 {segments} 段
        <View>请别走远，别关蓝牙；离开这一页也会接着打</View>
      </View>
    </View>
  )
}

function Working({ words }: { words: string }) {
  return (
    <View className='card pad center t-body2 c-2' role='status' data-testid='print-working'>
      {words}
    </View>
  )
}

/** How far the paper is, from bytes really taken by the printer. */
export function Progress({ state, title }: { state: JobState; title: string }) {
  switch (state.step) {
    case 'printing':
      return state.progress?.hindered ? (
        <StateCard icon='pause' tone='c-warn' title='打印停着' testId='print-hindered'>
          {HINDERED[state.progress.hindered].replace(/再打$/, '')}，就会自己接着打。
        </StateCard>
      ) : (
        <Running state={state} title={title} />
      )
    case 'ended':
      return <Result ended={state} title={title} />
    case 'failed':
      return (
        <StateCard icon='tri' tone='c-warn' title='没有打印' testId='print-failed'>
          {state.words}
        </StateCard>
      )
    case 'slow':
      return (
        <StateCard icon='clock' tone='c-warn' title='这一份要打很久' testId='print-slow'>
          这种打印机整页按图打，约 {timeWords(state.seconds)}。换 58、80 毫米的打印机只要几秒。
        </StateCard>
      )
    case 'left':
      return (
        <StateCard icon='printer' tone='c-warn' title='这一份还没有打' testId='print-left'>
          上次排着队，程序被关掉了。要打请点“开始打印”。
        </StateCard>
      )
    case 'waiting':
      return <Working words={`排在第 ${state.before + 1} 个，前面的打完就打这一份`} />
    case 'preparing':
      return <Working words='正在准备这一份' />
    case 'connecting':
      return <Working words='正在连接打印机' />
    default:
      return null
  }
}
