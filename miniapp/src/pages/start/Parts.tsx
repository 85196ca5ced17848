import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Choices, Segment } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Skeleton } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import type { Form, Partners as Found, Trigger, Wish } from '../shapes'
import { KINDS, MODES, NOTICES, ON_SITE, TRIGGERS, UNANNOUNCED } from './wish'

interface Props {
  wish: Wish
  set: (change: Partial<Wish>) => void
}

interface PickProps {
  title: string
  note: string
  on: boolean
  off?: boolean
  role: 'radio' | 'checkbox'
  onTap: () => void
  testId: string
}

function Pick({ title, note, on, off, role, onTap, testId }: PickProps) {
  return (
    <Tap
      className='row rule-between'
      role={role}
      chosen={on}
      disabled={off}
      onTap={onTap}
      label={title}
      testId={testId}
    >
      <View className='grow'>
        <View className={off ? 't-body2 c-2' : 't-body2 strong'}>{title}</View>
        <View className={off ? 't-note c-warn' : 't-note'}>{note}</View>
      </View>
      <Icon name={on ? 'okc' : 'plus'} size='l' className={on ? 'c-active' : 'c-3'} />
    </Tap>
  )
}

export function What({ wish, set, forms }: Props & { forms: Form[] | undefined }) {
  const chosen = forms?.find(({ id }) => id === wish.checklist_id)
  const shown = chosen ? [chosen] : forms
  return (
    <View>
      <View className='section'>查什么</View>
      {shown ? (
        <View className='card rows' role='radiogroup' aria-label='检查表'>
          {shown.map((form, at) => (
            <Pick
              key={form.id}
              role='radio'
              title={form.title}
              note={`${form.item_count} 项，重点 ${form.key_count} 项·${form.field}`}
              on={form.id === wish.checklist_id}
              onTap={() => set({ checklist_id: chosen ? '' : form.id, officer_ids: [] })}
              testId={`form-${at + 1}`}
            />
          ))}
          {chosen ? <View className='t-note gate-reason'>点一下可以换一张。</View> : null}
        </View>
      ) : (
        <Skeleton what='检查表' rows={1} />
      )}
      <Segment
        className='mb-3'
        label='检查种类'
        options={KINDS.map((one) => ({ ...one, testId: `kind-${one.value}` }))}
        value={wish.kind}
        onChange={(kind) =>
          set({ kind, trigger: kind === 'case' && wish.trigger === 'plan' ? 'complaint' : wish.trigger })
        }
      />
    </View>
  )
}

export function Why({ wish, set }: Props) {
  const words = Object.keys(TRIGGERS).map((key) => TRIGGERS[key as keyof typeof TRIGGERS])
  const chosen = wish.trigger === 'emergency' ? '' : TRIGGERS[wish.trigger]
  const pick = (text: string) => {
    const key = Object.keys(TRIGGERS).find((one) => TRIGGERS[one as keyof typeof TRIGGERS] === text)
    set({ trigger: key as Trigger })
  }
  return (
    <View>
      <View className='section'>为什么查</View>
      <View className='card pad'>
        <Choices single options={words} chosen={[chosen]} onToggle={pick} testId='trigger' />
        {wish.trigger === 'plan' ? null : (
          <Field
            area
            label='线索从哪来'
            value={wish.trigger_note}
            onChange={(trigger_note) => set({ trigger_note })}
            maxLength={300}
            placeholder='如：12345 单号、时间、反映了什么'
            testId='trigger-note'
          />
        )}
      </View>
    </View>
  )
}

export function How({ wish, set }: Props) {
  return (
    <View>
      <View className='section'>能不能不到现场</View>
      <View className='card pad'>
        <Segment
          label='检查方式'
          options={MODES.map((one) => ({ ...one, testId: `mode-${one.value}` }))}
          value={wish.mode}
          onChange={(mode) => set({ mode })}
        />
        {wish.mode === 'site' ? (
          <View className='mt-2'>
            <Choices
              single
              options={ON_SITE}
              chosen={[wish.off_site]}
              onToggle={(off_site) => set({ off_site })}
              testId='off-site'
            />
            <Field
              label='为什么要到现场'
              value={wish.off_site}
              onChange={(off_site) => set({ off_site })}
              placeholder='选一条，或自己写'
              maxLength={300}
              testId='off-site-text'
            />
          </View>
        ) : (
          <View className='t-note mt-2'>不到现场的不计入年度次数，结果照样要记录。</View>
        )}
      </View>
    </View>
  )
}

export function Told({ wish, set }: Props) {
  return (
    <View>
      <View className='section'>检查通知</View>
      <View className='card pad'>
        <Segment
          label='检查通知'
          options={NOTICES.map((one) => ({ ...one, testId: `notice-${one.value}` }))}
          value={wish.notice}
          onChange={(notice) => set({ notice })}
        />
        {wish.notice === 'exempt' ? (
          <View className='mt-2'>
            <Choices
              single
              options={UNANNOUNCED}
              chosen={[wish.notice_reason]}
              onToggle={(notice_reason) => set({ notice_reason })}
              testId='unannounced'
            />
            <Field
              label='为什么不提前通知'
              value={wish.notice_reason}
              onChange={(notice_reason) => set({ notice_reason })}
              placeholder='选一条，或自己写'
              maxLength={300}
            />
          </View>
        ) : null}
      </View>
    </View>
  )
}

const FEW = 4

export function Partners({ wish, set, found }: Props & { found: Found | undefined }) {
  const [all, showAll] = useState(false)
  if (!wish.checklist_id) return null
  const toggle = (id: string) => {
    const without = wish.officer_ids.filter((one) => one !== id)
    const on = without.length < wish.officer_ids.length
    set({ officer_ids: on ? without : without.concat(id) })
  }
  const items = found?.items ?? []
  const shown = all
    ? items
    : items.filter(({ id }, at) => at < FEW || wish.officer_ids.indexOf(id) >= 0)
  return (
    <View>
      <View className='section'>
        和谁一起<Text className='section-note'>至少再一名持证的</Text>
      </View>
      {found ? (
        <View className='card rows'>
          {shown.map((one) => (
            <Pick
              key={one.id}
              role='checkbox'
              title={one.name}
              note={one.reason || one.post}
              on={wish.officer_ids.indexOf(one.id) >= 0}
              off={Boolean(one.reason)}
              onTap={() => toggle(one.id)}
              testId={`partner-${one.name}`}
            />
          ))}
          {items.length > shown.length ? (
            <Button
              look='text'
              text={`看全部 ${items.length} 人`}
              onTap={() => showAll(true)}
              testId='all-partners'
            />
          ) : null}
        </View>
      ) : (
        <Skeleton what='同事名单' rows={1} />
      )}
    </View>
  )
}
