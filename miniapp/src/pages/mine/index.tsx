import { Text, View } from '@tarojs/components'
import { useMemo } from 'react'
import { api, evidence, session } from '@/store'
import { Button } from '../../ui/Button'
import { setLook, useLook } from '../../ui/look'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { Toggle } from '../../ui/Toggle'
import { dayOf, sizeInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go, goHome } from '../go'
import type { Me } from '../shapes'
import { TabBar } from '../TabBar'
import { now, useMe, useOutbox, useRead, useSession, useSource } from '../use'

const SKEW_MS = 60000

const STANDING = {
  valid: '有效',
  soon: '快到期',
  expired: '已到期',
  revoked: '已注销',
  early: '还没生效',
  none: '没有执法证',
} as const

function Certificate({ one }: { one: Me['certificates'][number] }) {
  const left = Math.round((Date.parse(one.valid_to) - Date.parse(dayOf(now()))) / 86400000)
  // Read without a signal days later, what the server said may have run out.
  const ended = one.valid && left < 0
  const soon = one.valid && !ended && one.state === 'soon'
  return (
    <Row
      className='rule-between'
      icon='cert'
      title={<Text className='strong'>{one.number}</Text>}
      note={
        <View>
          <View>{one.issuer}</View>
          <View>有效期至 {one.valid_to}</View>
        </View>
      }
      right={
        one.valid && !ended ? (
          <Chip
            tone={soon ? 'warn' : 'done'}
            icon={soon ? 'tri' : 'okc'}
            text={soon ? (left ? `还有 ${left} 天` : '今天到期') : '有效'}
          />
        ) : (
          <Chip tone='late' icon='stop' text={ended ? '已到期' : STANDING[one.state]} />
        )
      }
      testId='certificate'
    />
  )
}

/** What else there is of one's own, and what one looks up. */
function Ways() {
  return (
    <View className='card rows'>
      <Row
        className='rule-between'
        icon='undo'
        title='整改跟踪'
        note='自己责令改正的，快到期、逾期、待复查'
        onTap={() => go('orders')}
        testId='open-orders'
      />
      <Row
        className='rule-between'
        icon='user'
        title='我的回避'
        note='和谁有关系，不能去查'
        onTap={() => go('avoidances')}
        testId='open-avoidances'
      />
      <Row
        className='rule-between'
        icon='book'
        title='法律条文'
        note='按字、条号查留存的文本'
        onTap={() => go('laws')}
        testId='to-laws'
      />
    </View>
  )
}

function Looks() {
  const { size, contrast, theme } = useLook()
  return (
    <View className='card rows'>
      <Toggle
        icon='eye'
        title='大字版'
        note='字大一号，一行一件事'
        on={size === 'large'}
        onChange={(on) => setLook({ size: on ? 'large' : 'normal' })}
        testId='look-large'
      />
      <Toggle
        icon='sun'
        title='户外模式'
        note='太阳底下看得清'
        on={contrast === 'sun'}
        onChange={(on) => setLook({ contrast: on ? 'sun' : 'normal' })}
        testId='look-sun'
      />
      <Toggle
        icon='bulb'
        title='深色'
        note='昏暗的地下室、后厨用'
        on={theme === 'dark'}
        onChange={(on) => setLook({ theme: on ? 'dark' : 'light' })}
        testId='look-dark'
      />
    </View>
  )
}

function AlertsRow() {
  const { value } = useRead(useMemo(() => api.alerts('mine'), []))
  const count = value?.counts.all ?? 0
  const pressing = (value?.counts.late ?? 0) + (value?.counts.urgent ?? 0)
  return (
    <Row
      className='rule-between'
      icon='alarm'
      tone={pressing ? 'c-late' : undefined}
      title='预警'
      note={count ? `${count} 条要办${pressing ? `，${pressing} 条急` : ''}` : '没有要办的'}
      onTap={() => go('alerts')}
      testId='open-alerts'
    />
  )
}

function Phone() {
  const { skew } = useSession()
  const { items } = useSource(evidence)
  const { waiting, refused } = useOutbox()
  const kept = items.filter(({ path }) => path)
  const bytes = kept.reduce((sum, { size }) => sum + (size ?? 0), 0)
  const off = Math.abs(skew) > SKEW_MS
  const minutes = Math.round(Math.abs(skew) / 60000)
  return (
    <View className='card rows'>
      <AlertsRow />
      <Row
        className='rule-between'
        icon='swap'
        title='移交'
        note='收到的、发出的'
        onTap={() => go('handovers')}
        testId='open-handovers'
      />
      <Row
        className='rule-between'
        icon='send'
        title='发件箱'
        note={
          refused ? `${refused} 条没收下，请处理` : waiting ? `${waiting} 条未发送` : '都发完了'
        }
        onTap={() => go('outbox')}
        testId='open-outbox'
      />
      <Row
        className='rule-between'
        icon='clock'
        tone={off ? 'c-warn' : undefined}
        title='手机时间'
        note={
          off
            ? `比服务器${skew > 0 ? '慢' : '快'} ${minutes} 分钟，请在系统里改成自动；记录按服务器时间算`
            : '和服务器一致'
        }
        testId='clock'
      />
      <Row
        className='rule-between'
        icon='db'
        title='本机存的照片和签名'
        note={kept.length ? `${kept.length} 件，${sizeInWords(bytes)}；送达后自动清理` : '没有'}
      />
    </View>
  )
}

function Leave() {
  const { waiting, refused } = useOutbox()
  const unsent = waiting + refused
  const leave = () => session.signOut().then(() => goHome('sign-in'))
  return (
    <View className='mb-3'>
      {unsent ? (
        <View className='t-note2 center mb-2'>
          还有 {unsent} 条没发完。退出后仍留在手机，同一个人再登录时接着发。
        </View>
      ) : null}
      <View className='acts'>
        <Button tall className='grow' text='退出登录' onTap={leave} testId='sign-out' />
      </View>
    </View>
  )
}

/** 我的: who I am, how the pages look, how this phone is doing. */
export default function MinePage() {
  const me = useMe()
  return (
    <Frame root title='我的' testId='mine' foot={<TabBar page='mine' />}>
      {me ? (
        <View>
          <View className='card row'>
            <View className='avatar' aria-hidden>
              {me.name.slice(0, 1)}
            </View>
            <View className='grow'>
              <View className='t-head' data-testid='my-name'>
                {me.name}
              </View>
              <View className='t-note'>{me.agency.name}</View>
            </View>
          </View>
          <View className='section'>执法证</View>
          <View className='card rows'>
            {me.certificates.length ? (
              me.certificates.map((one) => <Certificate one={one} key={one.number} />)
            ) : (
              <Row icon='cert' title='没有登记执法证' note='请找单位的名录库管理员' />
            )}
          </View>
          <Ways />
          <View className='section'>显示</View>
          <Looks />
          <View className='section'>这部手机</View>
          <Phone />
          <Leave />
        </View>
      ) : (
        <Skeleton what='个人信息' />
      )}
    </Frame>
  )
}
