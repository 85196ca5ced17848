import { Image, Text, View } from '@tarojs/components'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Tap } from '../../ui/Tap'
import type { Receivers, Way } from '../shapes'
import { usePictures } from '../use'
import { WAYS, type HandDraft } from './draft'

type Change = (part: Partial<HandDraft>) => void

export function PickedCard({ draft, onChange }: { draft: HandDraft; onChange: Change }) {
  const drop = (index: number) =>
    onChange({ picks: draft.picks.filter((_, place) => place !== index) })
  return (
    <View className='card rows'>
      {draft.picks.map((pick, index) => (
        <View
          className='row rule-between fx-top'
          key={`${pick.kind}${pick.id}${pick.item ?? ''}`}
          data-testid='picked'
        >
          <View className='grow'>
            <View className='strong'>{pick.kind === 'finding' ? pick.title : pick.subject}</View>
            <View className='t-note2'>{pick.kind === 'finding' ? pick.said : pick.title}</View>
            <View className='t-note'>{pick.kind === 'finding' ? pick.subject : pick.said}</View>
          </View>
          {draft.picks.length > 1 ? (
            <Tap
              className='icon-btn icon-btn-plain'
              label={`不移交 ${pick.title}`}
              onTap={() => drop(index)}
              testId='unpick'
            >
              <Icon name='x' />
            </Tap>
          ) : null}
        </View>
      ))}
    </View>
  )
}

interface WayProps {
  ways: Way[]
  way: Way
  onPick: (way: Way) => void
}

export function WayCard({ ways, way, onPick }: WayProps) {
  return (
    <View role='radiogroup' aria-label='移交方式'>
      {ways.map((one) => (
        <Tap
          key={one}
          role='radio'
          chosen={one === way}
          className={`kind ${one === way ? 'choice-on' : ''}`}
          onTap={() => onPick(one)}
          testId={`way-${one}`}
          label={WAYS[one].text}
        >
          <View className='grow'>
            <View className='t-body2 strong'>{WAYS[one].text}</View>
            <View className='t-note'>{WAYS[one].note}</View>
          </View>
          {one === way ? <Icon name='check' size='l' /> : null}
        </Tap>
      ))}
    </View>
  )
}

interface ReceiverProps {
  way: Way
  draft: HandDraft
  receivers: Receivers
  onChange: Change
  onAsk: () => void
}

export function ReceiverCard({ way, draft, receivers, onChange, onAsk }: ReceiverProps) {
  if (way === 'police') return <Police draft={draft} receivers={receivers} onChange={onChange} />
  const chosen = draft.receiver?.name ?? draft.name
  const who = way === 'officer' ? '同事' : '单位'
  return (
    <View id='hand-receiver'>
      <View className='card rows'>
        <Row
          icon={way === 'officer' ? 'user' : 'tower'}
          title={<Text className='strong'>{chosen || `选${who}`}</Text>}
          note={draft.name ? '不用本系统，对方签收由您登记' : chosen ? '点一下换' : '从名单里选'}
          onTap={onAsk}
          testId='receiver'
        />
      </View>
      {way === 'case' && draft.receiver?.id === 'own' ? (
        <Choices
          single
          options={receivers.units}
          chosen={[draft.unit]}
          onToggle={(unit) => onChange({ unit })}
          testId='unit'
        />
      ) : null}
    </View>
  )
}

function Police({ draft, receivers, onChange }: Omit<ReceiverProps, 'way' | 'onAsk'>) {
  const toggle = (id: string) =>
    onChange({
      crew: draft.crew.indexOf(id) >= 0 ? draft.crew.filter((one) => one !== id) : [...draft.crew, id],
    })
  const names = receivers.officers.map(({ name }) => name)
  return (
    <View>
      <View className='card pad' id='hand-receiver'>
        <Field
          label='公安机关全称'
          value={draft.name}
          onChange={(name) => onChange({ name, receiver: null })}
          maxLength={64}
          placeholder='如：绍兴市公安局越城区分局'
          testId='police-name'
        />
      </View>
      <View className='section' id='hand-crew'>
        专案组
        <Text className='section-note'>两人以上（L20）</Text>
      </View>
      <Choices
        options={names}
        chosen={receivers.officers
          .filter(({ id }) => draft.crew.indexOf(id) >= 0)
          .map(({ name }) => name)}
        onToggle={(name) => toggle(receivers.officers[names.indexOf(name)].id)}
        testId='crew'
      />
    </View>
  )
}

/** The originals of the picked findings: references that open to the receiver alone. */
export function MaterialCard({ draft, onChange }: { draft: HandDraft; onChange: Change }) {
  const all = draft.picks.reduce<string[]>((found, { photos = [] }) => found.concat(photos), [])
  const photos = all.filter((sha256, place) => all.indexOf(sha256) === place)
  const papers = draft.picks[0]?.documents ?? []
  const sources = usePictures(photos)
  if (!photos.length && !papers.length) return null
  const toggled = (list: string[], one: string) =>
    list.indexOf(one) >= 0 ? list.filter((other) => other !== one) : list.concat(one)
  return (
    <View>
      <View className='section'>
        带上材料
        <Text className='section-note'>只给对方看，不复制</Text>
      </View>
      {photos.length ? (
        <View className='photos'>
          {photos.map((sha256, index) => {
            const on = draft.photos.indexOf(sha256) >= 0
            return (
              <Tap
                key={sha256}
                role='checkbox'
                chosen={on}
                className={`photo ${on ? '' : 'photo-off'}`}
                onTap={() => onChange({ photos: toggled(draft.photos, sha256) })}
                testId='material-photo'
                label={`照片 ${index + 1}`}
              >
                {sources[sha256] ? (
                  <Image className='photo-image' mode='aspectFill' src={sources[sha256]} />
                ) : null}
                {on ? (
                  <View className='photo-mark photo-mark-done'>
                    <Icon name='check' size='s' />
                  </View>
                ) : null}
                <View className='photo-words'>{on ? '带上' : '不带'}</View>
              </Tap>
            )
          })}
        </View>
      ) : null}
      <Choices
        options={papers.map(({ title }) => title)}
        chosen={papers.filter(({ id }) => draft.documents.indexOf(id) >= 0).map(({ title }) => title)}
        onToggle={(title) => {
          const paper = papers.find((one) => one.title === title)
          if (paper) onChange({ documents: toggled(draft.documents, paper.id) })
        }}
        testId='material-document'
      />
    </View>
  )
}
