import { Image, Picker, Text, View } from '@tarojs/components'
import type { Ask } from '@/documents/blocks'
import { date } from '@/documents/formats'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Tap } from '../../ui/Tap'
import { dayOf } from '../../ui/words'
import { now, usePicture } from '../use'
import { hidden, problemOf, type Asked, type Row } from './filling'

interface Props<T> {
  asked: Asked
  value: T
  change: (value: T) => void
}

const LONG = 4000
const LINE = 300

/** A day, and for a moment its time, from the phone's own wheels. */
function When({ asked, value, change }: Props<string>) {
  const moment = asked.ask.as === 'moment'
  const day = value.slice(0, 10)
  const time = value.slice(11, 16)
  const set = (nextDay: string, nextTime: string) =>
    change(moment ? `${nextDay}T${nextTime}+08:00` : nextDay)
  const today = dayOf(now())
  return (
    <View className='when'>
      <Picker
        className='when-part'
        mode='date'
        value={day || today}
        start='1950-01-01'
        end='2099-12-31'
        onChange={(event) => set(event.detail.value, time || '09:00')}
      >
        <View className='field when-field' role='button' data-testid={`when-${asked.key}`}>
          <Text className={`grow ${day ? '' : 'c-3'}`}>{day ? date(day) : '选日期'}</Text>
          <Icon name='cal' className='c-3' />
        </View>
      </Picker>
      {moment ? (
        <Picker
          className='when-part'
          mode='time'
          value={time || '09:00'}
          onChange={(event) => set(day || today, event.detail.value)}
        >
          <View className='field when-field' role='button'>
            <Text className={`grow ${time ? '' : 'c-3'}`}>{time || '选时间'}</Text>
            <Icon name='clock' className='c-3' />
          </View>
        </Picker>
      ) : null}
    </View>
  )
}

function Picture({ sha256 }: { sha256: string }) {
  const source = usePicture(sha256)
  if (!source) return null
  return <Image className='fill-photo' src={source} mode='aspectFit' aria-label='这一条的照片' />
}

interface EntryProps {
  ask: Ask
  row: Row
  place: number
  change: (row: Row) => void
  remove: () => void
}

/** Of a photo only what it proves is the officer's to say; when and where it was taken is not. */
function Entry({ ask, row, place, change, remove }: EntryProps) {
  const members = ask.members ?? []
  const photo = ask.as === 'photos'
  const open = members.filter(([key]) => !photo || key === 'proves')
  return (
    <View className='entry'>
      <View className='fx'>
        <Text className='grow strong'>第 {place} 项</Text>
        <Tap className='icon-btn icon-btn-plain' label={`去掉第 ${place} 项`} onTap={remove}>
          <Icon name='trash' />
        </Tap>
      </View>
      {photo ? <Picture sha256={row.sha256} /> : null}
      {open.map(([key, label]) => (
        <Field
          key={key}
          label={label}
          area={photo || members.length === 2}
          value={row[key] ?? ''}
          maxLength={photo || members.length === 2 ? LONG : LINE}
          onChange={(text) => change({ ...row, [key]: text })}
          testId={`entry-${place}-${key}`}
        />
      ))}
    </View>
  )
}

function Entries({ asked, value, change }: Props<Row[]>) {
  const { ask } = asked
  const put = (place: number, row: Row) =>
    change(value.map((one, index) => (index === place ? row : one)))
  const blank: Row = {}
  ;(ask.members ?? []).forEach(([key]) => (blank[key] = ''))
  return (
    <View data-testid={`entries-${asked.key}`}>
      {value.map((row, place) => (
        <Entry
          key={place}
          ask={ask}
          row={row}
          place={place + 1}
          change={(next) => put(place, next)}
          remove={() => change(value.filter((_, index) => index !== place))}
        />
      ))}
      {ask.as === 'photos' ? (
        value.length ? null : (
          <View className='t-note'>没有照片。在逐项检查里给问题拍照后，这里会列出来。</View>
        )
      ) : (
        <Button
          icon='plus'
          text={`加一项${asked.label}`}
          onTap={() => change(value.concat(blank))}
          testId={`add-${asked.key}`}
        />
      )}
    </View>
  )
}

function Line({ asked, value, change }: Props<string>) {
  const { ask, key } = asked
  const long = ask.as === 'long'
  const secret = ask.as === 'identity' || ask.as === 'phone'
  return (
    <Field
      area={long}
      value={value}
      maxLength={long ? LONG : LINE}
      placeholder={ask.as === 'amount' ? '例如 200.00' : undefined}
      problem={problemOf(ask, value) ?? undefined}
      onChange={change}
      onDone={secret ? () => change(hidden(ask, value)) : undefined}
      testId={`fill-${key}`}
    />
  )
}

/** One thing that the record does not hold: its name, a hint, and the way to say it. */
export function Asking({ asked, value, change }: Props<unknown>) {
  const { ask, label, required } = asked
  const text = typeof value === 'string' ? value : ''
  return (
    <View className='card pad fill-one' id={`ask-${asked.key}`}>
      <Text className='label fill-label'>
        {label}
        {required ? '' : '（可以不填）'}
      </Text>
      {ask.hint ? <View className='t-note fill-hint'>{ask.hint}</View> : null}
      {ask.as === 'choice' ? (
        <Choices
          single
          options={ask.options ?? []}
          chosen={[text]}
          onToggle={(option) => change(option === text && !required ? '' : option)}
          testId={`fill-${asked.key}`}
        />
      ) : ask.members ? (
        <Entries asked={asked} value={(value as Row[] | undefined) ?? []} change={change} />
      ) : ask.as === 'date' || ask.as === 'moment' ? (
        <When asked={asked} value={text} change={change} />
      ) : (
        <Line asked={asked} value={text} change={change} />
      )}
    </View>
  )
}
