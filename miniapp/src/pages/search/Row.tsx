import { Text, View } from '@tarojs/components'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import type { FoundSubject } from '../shapes'
import { classWords, shortAddress } from '../tones'
import { pieces } from './pieces'

const LIVES = '存续'

interface MarkedProps {
  text: string
  matched?: [number, number][]
  from?: number
}

function Marked({ text, matched, from }: MarkedProps) {
  return (
    <Text>
      {pieces(text, matched, from).map((piece, place) =>
        piece.hit ? (
          <Text className='mark' key={place}>
            {piece.text}
          </Text>
        ) : (
          piece.text
        ),
      )}
    </Text>
  )
}

function Address({ text, matched }: MarkedProps) {
  return <Marked text={text} matched={matched} from={text.length - shortAddress(text).length} />
}

/** What was found, with the piece that matched marked, also in what is otherwise not shown. */
interface FoundProps {
  subject: FoundSubject
  onTap: () => void
  onHold?: () => void
  /** Set while rows are ticked instead of opened. */
  chosen?: boolean
}

export function FoundRow({ subject, onTap, onHold, chosen }: FoundProps) {
  const { matched, state } = subject
  const lives = state === LIVES
  return (
    <Tap
      className={`row rule-between fx-top ${chosen ? 'choice-on' : ''}`}
      onTap={onTap}
      onHold={onHold}
      chosen={chosen}
      testId='subject-row'
      role={chosen === undefined ? 'link' : 'checkbox'}
      label={lives ? subject.name : `${subject.name}，已${state}`}
    >
      <Icon name={/公司|企业|厂/.test(subject.kind) ? 'tower' : 'shop'} size='l' className='c-3' />
      <View className='grow'>
        <View className={lives ? 'strong' : 'strong c-2'}>
          <Marked text={subject.name} matched={matched.name} />
        </View>
        <View className='t-note t-mono'>
          <Marked text={subject.uscc} matched={matched.uscc} />
        </View>
        <View className='t-note2'>
          <Address text={subject.address} matched={matched.address} />
        </View>
        {matched.operating_address ? (
          <View className='t-note2'>
            经营地址 <Address text={subject.operating_address} matched={matched.operating_address} />
          </View>
        ) : null}
        {matched.legal_rep ? (
          <View className='t-note2'>
            法定代表人 <Marked text={subject.legal_rep} matched={matched.legal_rep} />
          </View>
        ) : null}
        <View className='tags'>
          {lives ? null : <Tag text={`已${state}`} />}
          {lives ? (
            classWords(subject).map((words) => <Tag key={words} text={words} />)
          ) : (
            <Text className='t-note2'>不能发起检查，可看历史</Text>
          )}
        </View>
      </View>
      {chosen === undefined ? (
        <Icon name='right' size='s' className='row-chevron' />
      ) : chosen ? (
        <Icon name='check' size='l' />
      ) : null}
    </Tap>
  )
}
