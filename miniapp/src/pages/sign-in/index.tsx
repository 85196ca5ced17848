import { View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect } from 'react'
import { session } from '@/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Page } from '../../ui/Page'
import { StateCard } from '../../ui/States'
import { goHome } from '../go'
import { spoken, useSession } from '../use'

const STEPS: Record<string, string> = {
  'not-an-officer': '请让单位管理员在名录库里加上您，再回来登录。',
  'account-missing': '请让单位管理员开通账号，再回来登录。',
}

/** The page one was sent here from, when it is one of ours. */
function target(then: string | undefined): string | null {
  const path = then ? decodeURIComponent(then) : ''
  return /^\/pages\/[a-z-]+\/index/.test(path) ? path : null
}

/** Signs in by itself with the platform's code; a page of its own only when that takes time. */
export default function SignInPage() {
  const { phase, problem } = useSession()
  const { then } = useRouter().params
  useEffect(() => {
    if (phase !== 'ready') return
    const path = target(then)
    if (path) Taro.reLaunch({ url: path })
    else goHome()
  }, [phase, then])
  const retry = () => {
    session.signIn().catch(() => undefined)
  }
  const failed = phase === 'failed'
  const told = spoken(problem)
  return (
    <Page
      root
      title='掌上执法'
      testId='sign-in'
      foot={
        failed ? (
          <View className='acts'>
            <Button
              look='main'
              icon='sync'
              text='再登录一次'
              onTap={retry}
              testId='sign-in-retry'
            />
          </View>
        ) : null
      }
    >
      <View className='sign-in-mark' aria-hidden>
        <Icon name='shield' size='hero' />
      </View>
      <View className='t-title center'>掌上执法</View>
      <View className='t-body2 c-2 center mt-1 mb-3'>
        {failed ? '没有登录上' : '正在用工作台身份登录'}
      </View>
      {failed ? (
        <StateCard icon='lock' tone='c-late' title={told?.title ?? '登录没有成功'} testId='failure'>
          {STEPS[told?.code ?? ''] ?? '手机里已存的内容都在，登录后接着用。'}
          {told?.number ? ` 编号 ${told.number}` : ''}
        </StateCard>
      ) : null}
    </Page>
  )
}
