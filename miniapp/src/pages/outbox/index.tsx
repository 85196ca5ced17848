import { Image, Text, View } from '@tarojs/components'
import { evidence, outbox, type EvidenceItem, type OutboxItem } from '@/store'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { StateCard } from '../../ui/States'
import { fingerprint, momentInWords, sizeInWords, timeOf } from '../../ui/words'
import { Frame } from '../Frame'
import { useOutbox, usePicture, useSource } from '../use'
import { Refused } from './Refused'
import { grouped, KIND_WORDS } from './words'

const SHOWN_RECEIPTS = 20
const KINDS: Record<string, string> = {
  photo: '照片',
  strokes: '签名笔迹',
  signature: '签名',
  paper: '纸质签名照',
}

function Counts({ refused, unsent, done }: { refused: number; unsent: number; done: number }) {
  const one = (count: number, word: string, tone: string, icon: IconName) => (
    <View className='count'>
      <View className={`t-num ${tone}`}>{count}</View>
      <View className='count-word'>
        <Icon name={icon} size='s' className={tone} />
        <Text className='ml-1'>{word}</Text>
      </View>
    </View>
  )
  return (
    <View className='card counts' data-testid='outbox-counts'>
      {one(refused, '要处理', 'c-late', 'stop')}
      {one(unsent, '未发送', 'c-warn', 'cloudup')}
      {one(done, '已送达', 'c-done', 'cloudok')}
    </View>
  )
}

function Waiting({ items }: { items: OutboxItem[] }) {
  const groups = grouped(items.map(({ command }) => command))
  const sending = (key: string) =>
    items.some((item) => item.state === 'sending' && grouped([item.command])[0].key === key)
  return (
    <View>
      {groups.map(({ key, first, count }) => (
        <Row
          key={key}
          className='rule-between'
          icon={KIND_WORDS[first.kind].icon}
          title={
            <Text className='strong'>
              {KIND_WORDS[first.kind].text}
              {count > 1 ? ` ${count} 项` : ''}
            </Text>
          }
          note={`${timeOf(first.at)} 存在手机`}
          right={
            sending(key) ? (
              <Chip tone='active' icon='sync' text='正在发' />
            ) : (
              <Chip tone='warn' icon='cloudup' text='未发送' />
            )
          }
          testId='waiting-row'
        />
      ))}
    </View>
  )
}

function File({ item }: { item: EvidenceItem }) {
  const source = usePicture(item.meta.kind === 'strokes' ? null : item.sha256)
  return (
    <View className='row rule-between' data-testid='waiting-file'>
      {source ? (
        <Image className='thumb' src={source} mode='aspectFill' />
      ) : (
        <Icon name='pen' size='l' className='c-3' />
      )}
      <View className='grow'>
        <View className='t-body2 strong'>{KINDS[item.meta.kind]}</View>
        <View className='t-note'>
          {timeOf(item.meta.taken_at)} {item.size ? sizeInWords(item.size) : ''}
          {item.problem && item.state === 'refused' ? `·${item.problem.title}` : ''}
        </View>
      </View>
      {item.state === 'refused' ? (
        <Button look='soft' text='再发' onTap={() => evidence.retry(item.sha256)} />
      ) : (
        <Chip
          tone={item.state === 'sending' ? 'active' : 'warn'}
          icon={item.state === 'sending' ? 'sync' : 'cloudup'}
          text={item.state === 'sending' ? '正在发' : '未发送'}
        />
      )}
    </View>
  )
}

function Delivered() {
  const receipts = outbox.receipts()
  if (!receipts.length) return null
  return (
    <View>
      <View className='section'>
        已送达
        <Text className='section-note'>回执核对无误才算送达</Text>
      </View>
      <View className='card rows'>
        {receipts.slice(0, SHOWN_RECEIPTS).map((one) => (
          <Row
            key={one.id}
            className='rule-between'
            icon='cloudok'
            tone='c-done'
            title={KIND_WORDS[one.kind].text}
            note={
              <Text>
                回执 <Text className='t-mono'>{fingerprint(one.sha256)}</Text>·
                {momentInWords(one.received_at)}
              </Text>
            }
            testId='receipt-row'
          />
        ))}
      </View>
    </View>
  )
}

function Offline() {
  return (
    <View className='bar tone-warn'>
      <Icon name='off' />
      <View className='grow'>
        <Text className='strong'>没有网络</Text>·有网会自动发，不用守着
      </View>
    </View>
  )
}

/** 发件箱: what needs a hand on top, then what waits, then what is proven to have arrived. */
export default function OutboxPage() {
  const { items, online } = useOutbox()
  const files = useSource(evidence).items.filter(({ state }) => state !== 'received')
  const refused = items.filter(({ state }) => state === 'refused')
  const stuck = files.filter(({ state }) => state === 'refused').length
  const waiting = items.filter(({ state }) => state !== 'refused')
  const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0)
  const unsent = waiting.length + files.length
  const trySending = () => {
    outbox.resume()
    evidence.resume()
  }
  return (
    <Frame
      quiet
      title='发件箱'
      testId='outbox'
      top={online ? null : <Offline />}
      foot={
        unsent ? (
          <View className='acts'>
            <Button look='main' icon='sync' text='试着发一次' onTap={trySending} testId='flush' />
          </View>
        ) : null
      }
    >
      <Counts
        refused={refused.length + stuck}
        unsent={unsent - stuck}
        done={outbox.receipts().length}
      />
      {refused.map((item) => (
        <Refused item={item} key={item.command.id} />
      ))}
      {unsent ? (
        <View>
          <View className='section'>
            未发送
            {bytes ? <Text className='section-note'>共 {sizeInWords(bytes)}</Text> : null}
          </View>
          <View className='card rows'>
            {files.map((item) => (
              <File item={item} key={`${item.meta.inspection_id}${item.sha256}`} />
            ))}
            <Waiting items={waiting} />
          </View>
        </View>
      ) : refused.length ? null : (
        <StateCard icon='cloudok' tone='c-done' title='都发完了' testId='outbox-empty'>
          新写的内容会先存在手机，再自动发送，在这里能看到每一条。
        </StateCard>
      )}
      <Delivered />
    </Frame>
  )
}
