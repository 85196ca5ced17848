import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { addWorkingDays, confirmed, isWorkingDay, strip } from '@/store/workdays'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Days, type DayCell } from '../../ui/Days'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Stepper } from '../../ui/Stepper'
import { Tap } from '../../ui/Tap'
import { addDays, monthDay, weekday } from '../../ui/words'
import { dueOf, type Draft, type Mode } from './draft'

const WEEK = ['一', '二', '三', '四', '五', '六', '日']
const MOST_CELLS = 24

interface Props {
  draft: Draft
  today: string
  onChange: (part: Partial<Draft>) => void
}

/** Working days are numbered and days of rest marked; of plain days each counts, and those after
 * the last only move its end. */
function cellsOf({ mode, days }: Draft, today: string, end: string): DayCell[] {
  return strip(today, end).map((one, index) => {
    const counted = mode === 'workdays' ? one.label : index <= days ? String(index) : '顺延'
    return {
      day: one.date,
      word: index === 0 ? '今天' : counted,
      rest: index === 0 || (mode === 'workdays' ? one.mark === 'rest' : index > days),
      end: one.mark === 'due',
    }
  })
}

const mondayFirst = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

function Calendar({
  today,
  chosen,
  onPick,
}: {
  today: string
  chosen: string
  onPick: (day: string) => void
}) {
  const [weeks, show] = useState(4)
  const start = addDays(today, -mondayFirst(today))
  const days = Array.from({ length: weeks * 7 }, (_, index) => addDays(start, index))
  return (
    <View>
      <View className='calendar' data-testid='calendar'>
        {WEEK.map((word) => (
          <View className='calendar-head' key={word}>
            {word}
          </View>
        ))}
        {days.map((day) => {
          const work = isWorkingDay(day)
          const past = day <= today
          const look = day === chosen ? 'calendar-on' : past || !work ? 'calendar-rest' : ''
          return (
            <Tap
              className={`calendar-day ${look}`}
              key={day}
              disabled={past}
              chosen={day === chosen}
              onTap={() => onPick(day)}
              label={`${monthDay(day)}${work ? '' : '，休'}`}
              testId={`day-${day}`}
            >
              <Text>{Number(day.slice(8))}</Text>
              <Text className='calendar-word'>
                {day === today
                  ? '今天'
                  : Number(day.slice(8)) === 1
                    ? `${Number(day.slice(5, 7))}月`
                    : work
                      ? ''
                      : '休'}
              </Text>
            </Tap>
          )
        })}
      </View>
      <Button look='text' text='再往后四周' onTap={() => show(weeks + 4)} testId='more-weeks' />
    </View>
  )
}

function How({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title='怎么算的' onClose={onClose}>
      <View className='t-body2 mb-3'>
        几个工作日：当天不算，从下一个工作日数起；周末和国务院公布的放假日不算，调休上班的日子算。
      </View>
      <View className='t-body2 mb-3'>
        几日：当天不算，按日历天数数；最后一天是休息日的，顺延到下一个工作日。
      </View>
      <View className='t-body2'>官方日历还没有公布的年份，暂按周末算，到期前会再核对。</View>
    </Sheet>
  )
}

function Notes({
  mode,
  date,
  unsure,
  today,
}: {
  mode: Mode
  date: string
  unsure: boolean
  today: string
}) {
  const words: Record<Mode, string> = {
    workdays: '当天、周末和法定节假日不算',
    days: '当天不算；最后一天休息的，顺延到下一个工作日',
    date: isWorkingDay(date)
      ? ''
      : `这一天休息，下一个工作日是${monthDay(addWorkingDays(date, 1).date)}`,
  }
  const recheck = addWorkingDays(date, 10)
  return (
    <View className='mt-2'>
      {words[mode] ? <View className='t-note'>{words[mode]}</View> : null}
      {unsure || !confirmed(today) ? (
        <View className='t-note c-warn'>这一年的放假安排还没公布，暂按周末算</View>
      ) : null}
      <View className='t-note' data-testid='recheck'>
        到期后 10 个工作日内复查，最晚 {monthDay(recheck.date)}
      </View>
    </View>
  )
}

/** 改正期限: how it is counted, the day it ends, and the days in between. */
export function DeadlineCard({ draft, today, onChange }: Props) {
  const [how, openHow] = useState(false)
  const due = dueOf(draft, today)
  const cells = draft.mode === 'date' ? [] : cellsOf(draft, today, due.date)
  return (
    <View className='card pad' id='conclude-deadline'>
      <View className='fx mb-2'>
        <View className='grow t-head'>改正期限</View>
        <Tap className='btn btn-text' onTap={() => openHow(true)} label='怎么算的'>
          <Icon name='book' />
          <Text>怎么算的</Text>
        </Tap>
      </View>
      <Segment<Mode>
        label='期限怎么定'
        value={draft.mode}
        onChange={(mode) => onChange({ mode, date: mode === 'date' ? due.date : draft.date })}
        options={[
          { value: 'date', text: '指定日期', testId: 'mode-date' },
          { value: 'days', text: '几日', testId: 'mode-days' },
          { value: 'workdays', text: '几个工作日', testId: 'mode-workdays' },
        ]}
      />
      <View className='fx mt-3'>
        {draft.mode === 'date' ? null : (
          <Stepper
            value={draft.days}
            unit={draft.mode === 'days' ? '日' : '个工作日'}
            onChange={(days) => onChange({ days })}
          />
        )}
        <View className='due'>
          <View className='t-note'>到期日</View>
          <View className='t-num c-active' data-testid='due'>
            {monthDay(due.date)}
          </View>
          <View className='t-body2'>{weekday(due.date)}</View>
        </View>
      </View>
      {draft.mode === 'date' ? (
        <Calendar today={today} chosen={due.date} onPick={(date) => onChange({ date })} />
      ) : (
        <Days cells={cells.length > MOST_CELLS ? cells.slice(-MOST_CELLS) : cells} />
      )}
      <Notes mode={draft.mode} date={due.date} unsure={!due.confirmed} today={today} />
      {how ? <How onClose={() => openHow(false)} /> : null}
    </View>
  )
}
