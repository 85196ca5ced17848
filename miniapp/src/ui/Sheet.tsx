import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon } from './Icon'
import { Tap } from './Tap'

interface Props {
  title: string
  onClose: () => void
  children: ReactNode
  foot?: ReactNode
  testId?: string
}

/** A part of the page drawn up from below; the ground above it closes it. Never sheet on sheet. */
export function Sheet({ title, onClose, children, foot, testId }: Props) {
  return (
    <View>
      <View className='sheet-mask' onClick={onClose} catchMove aria-hidden />
      <View
        className='sheet'
        role='dialog'
        aria-modal='true'
        aria-label={title}
        data-testid={testId}
      >
        <View className='sheet-grab' aria-hidden />
        <View className='sheet-head'>
          <View className='grow t-head' role='heading' aria-level={2}>
            {title}
          </View>
          <Tap
            className='icon-btn icon-btn-plain'
            label='关闭'
            onTap={onClose}
            testId='sheet-close'
          >
            <Icon name='x' size='l' />
          </Tap>
        </View>
        <View className='sheet-body'>{children}</View>
        {foot ? <View className='sheet-foot'>{foot}</View> : null}
      </View>
    </View>
  )
}
