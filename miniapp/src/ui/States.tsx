import { Text, View } from '@tarojs/components'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from './Button'
import { Icon, type IconName } from './Icon'

interface WordProps {
  icon: IconName
  tone?: string
  title: string
  children?: ReactNode
  acts?: ReactNode
  testId?: string
}

/** Empty, blocked, failed: the reason in plain words and a next step. */
export function StateCard({ icon, tone = 'c-idle', title, children, acts, testId }: WordProps) {
  return (
    <View className='card pad fx-top' data-testid={testId} role='status'>
      <Icon name={icon} size='xl' className={tone} />
      <View className='grow ml-3'>
        <View className='t-head'>{title}</View>
        <View className='t-body2 c-2'>{children}</View>
        {acts ? <View className='acts mt-2 fx-wrap'>{acts}</View> : null}
      </View>
    </View>
  )
}

interface FailureProps {
  title?: string
  detail?: string
  /** Six characters to read out on the phone. */
  number?: string
  onRetry?: () => void
}

export function Failure({ title, detail, number, onRetry }: FailureProps) {
  return (
    <StateCard
      icon='stop'
      tone='c-late'
      title={title ?? '服务器没有答应'}
      testId='failure'
      acts={
        onRetry ? (
          <Button look='soft' icon='sync' text='再试一次' onTap={onRetry} testId='retry' />
        ) : null
      }
    >
      <Text>{detail ?? '您的内容已存在手机，不会丢。'}</Text>
      {number ? (
        <Text>
          {' '}
          报修时请说编号 <Text className='strong t-mono'>{number}</Text>。
        </Text>
      ) : null}
    </StateCard>
  )
}

/** Bones of the real layout: after 200 ms, and after 3 s a line that says what is fetched. */
export function Skeleton({ what, rows = 3 }: { what: string; rows?: number }) {
  const [age, setAge] = useState(0)
  useEffect(() => {
    const soon = setTimeout(() => setAge(1), 200)
    const late = setTimeout(() => setAge(2), 3000)
    return () => {
      clearTimeout(soon)
      clearTimeout(late)
    }
  }, [])
  if (age === 0) return <View />
  return (
    <View aria-busy='true' data-testid='skeleton'>
      {age === 2 ? <View className='t-note2 mb-2'>正在取{what}</View> : null}
      {Array.from({ length: rows }, (_, index) => (
        <View className='card pad' key={index}>
          <View className='bone' style={{ width: '72%', height: '18px' }} />
          <View className='bone' style={{ width: '46%' }} />
          <View className='bone' style={{ width: '60%', marginBottom: 0 }} />
        </View>
      ))}
    </View>
  )
}
