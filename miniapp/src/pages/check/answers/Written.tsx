import { Input, Picker, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { accepts, dayWords, type AnswerKind, type AskedItem, type Value } from '@/checklists/kinds'
import { bridge } from '@/bridge'
import { Button } from '../../../ui/Button'
import { Field } from '../../../ui/Field'
import { Icon } from '../../../ui/Icon'
import { Tap } from '../../../ui/Tap'
import { toast } from '../../../ui/Toast'
import { dayOf } from '../../../ui/words'
import { failureWords, now } from '../../use'

interface Props {
  item: AskedItem
  value: Value
  /** `typed`: said when the item is left, not with every letter. */
  onAnswer: (value: Value, typed?: boolean) => unknown
  onDone: () => unknown
}

type NumberKind = AnswerKind & { type: 'number' }

/** −30 到 60，最多 1 位小数 */
export function boundsWords({ min, max, decimals = 0 }: NumberKind): string {
  const digits = decimals ? `最多 ${decimals} 位小数` : '整数'
  if (min !== undefined && max !== undefined) return `${min} 到 ${max}，${digits}`
  if (min !== undefined) return `不小于 ${min}，${digits}`
  return max === undefined ? digits : `不大于 ${max}，${digits}`
}

/** 06 and 6. are what a thumb leaves; full-width figures come from some keyboards. */
export function tidied(text: string): string {
  const half = text
    .replace(/[０-９．－]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replace(/[。．]/g, '.')
    .replace(/[−—]/g, '-')
    .trim()
  return half.replace(/^(-?)0+(?=[0-9])/, '$1').replace(/^(-?)\./, '$10.').replace(/\.$/, '')
}

/** A number with its unit beside it and its bounds below; a sign key, as keyboards have none. */
export function NumberAnswer({ item, value, onAnswer, onDone }: Props) {
  const kind = item.answer as NumberKind
  const [text, setText] = useState((value as string | null) ?? '')
  const take = (next: string) => {
    setText(next)
    const tidy = tidied(next)
    onAnswer(tidy && accepts(item, tidy) ? tidy : null, true)
  }
  const wrong = text.trim() !== '' && !accepts(item, tidied(text))
  const signed = kind.min === undefined || kind.min < 0
  return (
    <View>
      <View className='fx'>
        {signed ? (
          <Tap
            className='icon-btn sign-key mr-2'
            onTap={() => take(text.charAt(0) === '-' ? text.slice(1) : `-${text}`)}
            label='正负号'
            testId='number-sign'
          >
            ±
          </Tap>
        ) : null}
        <View className={`number-field grow ${wrong ? 'field-wrong' : ''}`} data-testid='number'>
          <Input
            type='digit'
            value={text}
            maxlength={16}
            placeholder='填数字'
            aria-label={item.text}
            onInput={(event) => take(event.detail.value)}
            onBlur={onDone}
          />
          {kind.unit ? <Text className='number-unit'>{kind.unit}</Text> : null}
        </View>
      </View>
      {wrong ? (
        <View className='problem-line' role='alert' data-testid='number-wrong'>
          应填：{boundsWords(kind)}
        </View>
      ) : (
        <View className='t-note mt-1'>{boundsWords(kind)}</View>
      )}
    </View>
  )
}

/** A day from the phone's own wheel. */
export function DayField({
  value,
  onPick,
  testId,
}: {
  value: string
  onPick: (day: string) => void
  testId: string
}) {
  return (
    <Picker
      mode='date'
      value={value || dayOf(now())}
      start='1950-01-01'
      end='2099-12-31'
      onChange={(event) => onPick(event.detail.value)}
    >
      <View className='field day-field fx' data-testid={testId} role='button'>
        <Text className={`grow ${value ? '' : 'c-3'}`}>{value ? dayWords(value) : '选日期'}</Text>
        <Icon name='cal' size='l' className='c-3' />
      </View>
    </Picker>
  )
}

export function DateAnswer({ value, onAnswer }: Props) {
  const today = dayOf(now())
  return (
    <View>
      <DayField
        value={(value as string | null) ?? ''}
        onPick={(day) => onAnswer(day)}
        testId='date'
      />
      <View className='acts mt-2'>
        <Button text='今天' chosen={value === today} onTap={() => onAnswer(today)} testId='today' />
        {value ? <Button look='text' text='清空' onTap={() => onAnswer(null)} /> : null}
      </View>
    </View>
  )
}

export function TextAnswer({ item, value, onAnswer, onDone }: Props) {
  const most = (item.answer as AnswerKind & { type: 'text' }).max ?? 500
  const [text, setText] = useState((value as string | null) ?? '')
  const take = (next: string) => {
    setText(next)
    onAnswer(next.trim() || null, true)
  }
  return (
    <View>
      <Field
        area
        value={text}
        onChange={take}
        onDone={onDone}
        maxLength={most}
        placeholder='看到什么写什么'
        testId='text'
      />
      <View className='t-note right'>
        {text.length}/{most}
      </View>
    </View>
  )
}

/** Scanned, or typed where the code is worn. */
export function ScanAnswer({ value, onAnswer, onDone }: Props) {
  const [text, setText] = useState((value as string | null) ?? '')
  const take = (next: string, typed: boolean) => {
    setText(next)
    onAnswer(next.trim() || null, typed)
  }
  const scan = async () => {
    try {
      take(await bridge.scan(), false)
    } catch (failure) {
      const words = failureWords(failure)
      if (words) toast(words, { icon: 'scan' })
    }
  }
  return (
    <View>
      <Button tall look='soft' icon='scan' text='扫码' onTap={scan} testId='scan' className='wide' />
      <View className='mt-2'>
        <Field
          value={text}
          onChange={(next) => take(next, true)}
          onDone={onDone}
          maxLength={500}
          placeholder='扫不出来时手工填'
          testId='scanned'
        />
      </View>
    </View>
  )
}
