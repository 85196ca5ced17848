import { Text, View } from '@tarojs/components'
import { evidence, outbox } from '@/store'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { Progress } from '../../ui/Progress'
import { Chip } from '../../ui/Status'
import { StateCard } from '../../ui/States'
import { fingerprint, momentInWords } from '../../ui/words'
import { go } from '../go'
import { useOutcome } from '../outcome'
import type { Inspection } from '../shapes'
import { useSource } from '../use'

function Line({
  done,
  icon,
  words,
  note,
}: {
  done: boolean
  icon: IconName
  words: string
  note: string
}) {
  return (
    <View className='row rule-between'>
      <Icon name={done ? 'cloudok' : icon} size='l' className={done ? 'c-done' : 'c-warn'} />
      <View className='grow'>
        <View className='t-body2 strong'>{words}</View>
        <View className='t-note'>{note}</View>
      </View>
      {done ? (
        <Chip tone='done' text='已送达' />
      ) : (
        <Chip tone='warn' icon='cloudup' text='未发送' />
      )}
    </View>
  )
}

interface Props {
  inspection: Inspection
  submitId: string | null
  /** Everything that the inspection names. */
  hashes: string[]
}

function Originals({ inspection, hashes }: Omit<Props, 'submitId'>) {
  useSource(evidence)
  const received = hashes.filter((one) => {
    const state = evidence.status(one)
    return state === 'received' || (state === null && inspection.missing.indexOf(one) < 0)
  }).length
  const left = hashes.length - received
  return (
    <View className='rule-between'>
      <Line
        done={left === 0}
        icon='cloudup'
        words={`照片和签名 ${hashes.length} 件`}
        note={`已送达 ${received} 件，回执核对无误才算`}
      />
      {left ? (
        <View className='fx pad'>
          <Progress share={received / hashes.length} />
        </View>
      ) : null}
    </View>
  )
}

function Receipt({ submitId }: Pick<Props, 'submitId'>) {
  const receipt = outbox.receipts().find(({ id }) => id === submitId)
  if (!receipt) return null
  return (
    <View className='card pad fx' data-testid='receipt'>
      <Icon name='receipt' size='l' className='c-done' />
      <View className='grow ml-3'>
        <View className='t-body2 strong'>回执已核对</View>
        <View className='t-note'>
          {momentInWords(receipt.received_at)}收下·指纹{' '}
          <Text className='t-mono'>{fingerprint(receipt.sha256)}</Text>
        </View>
      </View>
    </View>
  )
}

/** How much has arrived: proven by receipts, not by having been sent. */
export function Delivery({ inspection, submitId, hashes }: Props) {
  const { items } = useSource(outbox)
  const outcome = useOutcome(submitId)
  const settled = inspection.state === 'review' || inspection.state === 'done'
  const done = outcome.state === 'done' || settled
  return (
    <View>
      {outcome.state === 'refused' ? (
        <StateCard
          icon='stop'
          tone='c-late'
          title='提交没收下'
          testId='submit-refused'
          acts={<Button look='soft' text='去处理' onTap={() => go('outbox')} />}
        >
          {outcome.problem?.title ?? ''}。内容还在手机里。
        </StateCard>
      ) : null}
      <View className='card rows' data-testid='delivery'>
        <Line
          done={done}
          icon='list'
          words='检查、文书和提交'
          note={done ? '服务器已收下' : `还有 ${items.length} 条在手机里，有网自动发`}
        />
        {hashes.length ? <Originals inspection={inspection} hashes={hashes} /> : null}
      </View>
      <Receipt submitId={submitId} />
    </View>
  )
}
