import { Text, View } from '@tarojs/components'
import { useMemo } from 'react'
import { api } from '@/store'
import { Icon } from '../../ui/Icon'
import { Tap } from '../../ui/Tap'
import type { SubjectsAsked } from '../shapes'
import { useMe, useRead } from '../use'

export type Narrowed = Omit<SubjectsAsked, 'q' | 'after' | 'limit'>

interface One {
  name: keyof Narrowed
  value: string
  text: string
}

const ONES: One[] = [
  { name: 'state', value: '存续', text: '在营' },
  { name: 'industry', value: 'H62', text: '餐饮' },
  { name: 'industry', value: 'F52', text: '零售' },
  { name: 'industry', value: 'H61', text: '住宿' },
  { name: 'industry', value: 'C', text: '制造' },
  { name: 'risk', value: 'D', text: '风险 D' },
  { name: 'credit', value: 'D', text: '信用 D' },
]

/** The own county or city by its own name: 越城区, not 绍兴市越城区. */
function useHome(): One[] {
  const { region_code: code = '', region_name: name } = useMe()?.agency ?? {}
  const short = (name ?? '').replace(/^[^市]{2,}市(?=.)/, '')
  const value = code.replace(/(00)+$/, '')
  return short && value.length > 2 ? [{ name: 'region', value, text: short }] : []
}

const MOST_TAGS = 6

/** The register's own special lists, those with the most subjects first; as on the map. */
function useTags(): One[] {
  const base = useRead(useMemo(() => api.mapBase(), [])).value
  return (base?.tag ?? [])
    .slice(0, MOST_TAGS)
    .map((value) => ({ name: 'tag', value, text: value }))
}

interface Props {
  narrowed: Narrowed
  onChange: (narrowed: Narrowed) => void
}

/** One of each kind holds at most; a second press lets it go. */
export function Filters({ narrowed, onChange }: Props) {
  const ones = [...useHome(), ...ONES, ...useTags()].filter(
    ({ text }, at, all) => all.findIndex((one) => one.text === text) === at,
  )
  const all = ones.every(({ name }) => !narrowed[name])
  return (
    <View className='strip' role='group' aria-label='筛选'>
      <Tap
        className={`choice ${all ? 'choice-on' : ''}`}
        chosen={all}
        onTap={() => onChange({})}
        testId='filter-all'
      >
        <Text>全部</Text>
      </Tap>
      {ones.map(({ name, value, text }) => {
        const on = narrowed[name] === value
        return (
          <Tap
            key={text}
            className={`choice ${on ? 'choice-on' : ''}`}
            chosen={on}
            onTap={() => onChange({ ...narrowed, [name]: on ? undefined : value })}
            testId={`filter-${name}-${value}`}
          >
            {on ? <Icon name='check' /> : null}
            <Text>{text}</Text>
          </Tap>
        )
      })}
    </View>
  )
}
