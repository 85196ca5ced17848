import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Sheet } from '../../ui/Sheet'
import { Chip, Tag } from '../../ui/Status'
import { Toggle } from '../../ui/Toggle'
import { go } from '../go'
import type { MapBase } from '../shapes'
import { shortAddress } from '../tones'
import { countOf, type Filters, NO_FILTERS, toggled } from './marks'

const UNCHECKED: [string, number][] = [
  ['90 天没查', 90],
  ['半年没查', 180],
  ['一年没查', 365],
]

interface FilterProps {
  base: MapBase | undefined
  filters: Filters
  onChange: (filters: Filters) => void
  onClose: () => void
}

type Set = (change: Partial<Filters>) => void

function Classes({ base, filters, set }: { base: MapBase; filters: Filters; set: Set }) {
  const one = (title: string, kind: 'risk' | 'credit') => (
    <View>
      <View className='section'>{title}</View>
      <Choices
        options={base[kind]}
        chosen={filters[kind]}
        onToggle={(value) => set({ [kind]: toggled(filters[kind], value) })}
        testId={kind}
      />
    </View>
  )
  return (
    <View>
      {base.risk.length ? one('风险', 'risk') : null}
      {base.credit.length ? one('信用', 'credit') : null}
    </View>
  )
}

function Unchecked({ filters, set }: { filters: Filters; set: Set }) {
  const daysOf = (words: string) => UNCHECKED.find(([one]) => one === words)?.[1] ?? 0
  return (
    <View>
      <View className='section'>多久没查</View>
      <Choices
        single
        options={UNCHECKED.map(([words]) => words)}
        chosen={UNCHECKED.filter(([, days]) => days === filters.unchecked).map(([words]) => words)}
        onToggle={(words) =>
          set({ unchecked: filters.unchecked === daysOf(words) ? 0 : daysOf(words) })
        }
        testId='unchecked'
      />
    </View>
  )
}

function Kinds({ base, filters, set }: { base: MapBase; filters: Filters; set: Set }) {
  const codeOf = (name: string) => base.industry.find((one) => one.name === name)?.code ?? ''
  const chosen = base.industry.filter(({ code }) => filters.industry.indexOf(code) >= 0)
  return (
    <View>
      {base.tag.length ? (
        <View>
          <View className='section'>专项库</View>
          <Choices
            single
            options={base.tag}
            chosen={filters.tag ? [filters.tag] : []}
            onToggle={(tag) => set({ tag: tag === filters.tag ? '' : tag })}
            testId='tag'
          />
        </View>
      ) : null}
      {base.industry.length ? <View className='section'>行业</View> : null}
      <Choices
        options={base.industry.map(({ name }) => name)}
        chosen={chosen.map(({ name }) => name)}
        onToggle={(name) => set({ industry: toggled(filters.industry, codeOf(name)) })}
        testId='industry'
      />
    </View>
  )
}

/** What to look for; each tap shows at once on the map behind. */
export function FilterSheet({ base, filters, onChange, onClose }: FilterProps) {
  const set: Set = (change) => onChange({ ...filters, ...change })
  const foot = (
    <View className='acts'>
      <Button
        text='全部清空'
        onTap={() => onChange(NO_FILTERS)}
        disabled={!countOf(filters)}
        testId='clear-filters'
      />
      <Button look='main' text='看地图' onTap={onClose} testId='apply-filters' />
    </View>
  )
  return (
    <Sheet title='筛选' onClose={onClose} foot={foot} testId='filter-sheet'>
      <Toggle
        icon='inbox'
        title='只看我的任务'
        note='派给我、还没查完的'
        on={filters.task}
        onChange={(task) => set({ task })}
        testId='filter-task'
      />
      {base ? <Classes base={base} filters={filters} set={set} /> : null}
      <Unchecked filters={filters} set={set} />
      {base ? <Kinds base={base} filters={filters} set={set} /> : null}
    </Sheet>
  )
}

/** A subject that was tapped, from the view, the nearest or the route. */
export interface Tapped {
  id: string
  name: string
  address: string
  tone: Parameters<typeof Chip>[0]['tone']
  icon: Parameters<typeof Chip>[0]['icon']
  words: string
  classes: string[]
  task: string | undefined
  onRoute: boolean
}

interface PlaceProps {
  place: Tapped
  onNavigate: () => void
  onLeave: (task: string) => void
  onClose: () => void
}

/** What can be done there; with a task, checking is the main thing. */
function Acts({ id, task, onNavigate }: { id: string; task?: string; onNavigate: () => void }) {
  const whole = () => go('subject', { id })
  const start = () => go('start', { subject: id })
  if (!task) {
    return (
      <View>
        <View className='acts acts-even mb-2'>
          <Button icon='go' text='导航' onTap={onNavigate} testId='place-navigate' />
          <Button icon='play' text='开始检查' onTap={start} testId='place-start' />
        </View>
        <View className='acts'>
          <Button look='main' icon='shop' text='看主体全景' onTap={whole} testId='place-subject' />
        </View>
      </View>
    )
  }
  return (
    <View>
      <View className='acts acts-even mb-2'>
        <Button icon='go' text='导航' onTap={onNavigate} testId='place-navigate' />
        <Button icon='shop' text='主体全景' onTap={whole} testId='place-subject' />
      </View>
      <View className='acts'>
        <Button
          look='main'
          icon='play'
          text='打开任务，去检查'
          onTap={() => go('task', { id: task })}
          testId='place-task'
        />
      </View>
    </View>
  )
}

/** From a mark to the subject, to navigation, to the check. */
export function PlaceSheet({ place, onNavigate, onLeave, onClose }: PlaceProps) {
  const { id, task, onRoute } = place
  const leave = () => {
    if (task) onLeave(task)
    onClose()
  }
  const foot = <Acts id={id} task={task} onNavigate={onNavigate} />
  return (
    <Sheet title={place.name} onClose={onClose} foot={foot} testId='place-sheet'>
      <View className='t-note2'>{shortAddress(place.address)}</View>
      <View className='tags mt-1'>
        <Chip tone={place.tone} icon={place.icon} text={place.words} testId='place-state' />
        {place.classes.map((words) => (
          <Tag key={words} text={words} />
        ))}
      </View>
      {task ? null : (
        <View className='t-note mt-1'>没有派给您的任务。要检查，先看全景，再自己发起。</View>
      )}
      {task && onRoute ? (
        <Button look='text' icon='minus' text='今天不去这家' onTap={leave} testId='place-leave' />
      ) : null}
    </Sheet>
  )
}
