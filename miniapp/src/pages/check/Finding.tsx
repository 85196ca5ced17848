import { Text, View } from '@tarojs/components'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Photos } from '../Photos'
import type { Finding, Item } from '../shapes'

interface Props {
  item: Item
  finding: Finding
  inspectionId: string
  onChange: (change: (finding: Finding) => Finding) => void
  onDone: () => void
}

/** A chip puts its words into the facts; taking it back takes only its own words out. */
export function toggled(finding: Finding, word: string): Finding {
  const on = finding.typical.indexOf(word) >= 0
  const typical = on ? finding.typical.filter((one) => one !== word) : finding.typical.concat(word)
  const sentence = `${word}。`
  const facts = on
    ? finding.facts.replace(sentence, '').trim()
    : `${finding.facts}${finding.facts && !/[。；\n]$/.test(finding.facts) ? '。' : ''}${sentence}`
  return { ...finding, typical, facts }
}

function PhotoNeed({ item, count }: { item: Item; count: number }) {
  const { photos_on_fail: wanted, what } = item.evidence
  const short = wanted - count
  return (
    <View className='mt-3 mb-2'>
      <View className='fx t-body2'>
        <Text className='strong'>照片</Text>
        <View className={`fx ml-2 ${short > 0 ? 'c-warn' : 'c-done'}`} data-testid='photo-need'>
          <Icon name={short > 0 ? 'tri' : 'okc'} />
          <Text className='ml-1'>
            {short > 0 ? `还差 ${short} 张` : wanted ? `${count} 张，够了` : `${count} 张，不强求`}
          </Text>
        </View>
      </View>
      {what.length ? <View className='t-note'>要求：{what.join(' + ')}</View> : null}
    </View>
  )
}

/** 问题: typical words first, then the facts, then what photos are needed and whether it is enough. */
export function FindingCard({ item, finding, inspectionId, onChange, onDone }: Props) {
  return (
    <View className='card pad part-in' id='check-facts'>
      <View className='mb-2'>
        <Text className='t-head'>问题</Text>
        <Text className='t-note2'> 选常见问题，或自己写</Text>
      </View>
      <Choices
        options={item.typical}
        chosen={finding.typical}
        onToggle={(word) => onChange((before) => toggled(before, word))}
        testId='typical'
      />
      <View className='mt-2'>
        <Field
          area
          value={finding.facts}
          onChange={(facts) => onChange((before) => ({ ...before, facts }))}
          onDone={onDone}
          maxLength={2000}
          placeholder='时间、位置、数量、批号，看到什么写什么'
          testId='facts'
        />
      </View>
      <View id='check-photos'>
        <PhotoNeed item={item} count={finding.photos.length} />
        <Photos
          photos={finding.photos}
          onChange={(change) =>
            onChange((before) => ({ ...before, photos: change(before.photos) }))
          }
          what={item.evidence.what}
          inspectionId={inspectionId}
          item={item.code}
        />
      </View>
    </View>
  )
}
