import { View } from '@tarojs/components'
import { useMemo } from 'react'
import { api } from '@/store'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Chip } from '../../ui/Status'
import { go } from '../go'
import type { Basis } from '../shapes'
import { useRead } from '../use'

const title = ({ law, title: full }: Basis) => `《${full || law}》`

function One({ basis }: { basis: Basis }) {
  const { law, article, checked } = basis
  const source = useMemo(
    () => (checked && article ? api.article(law, article) : null),
    [law, article, checked],
  )
  const { value } = useRead(source)
  return (
    <View className='mb-3'>
      <View className='t-body2 strong'>
        {title(basis)}
        {article}
      </View>
      <View className='tags mb-2'>
        {checked ? <Chip tone='done' text='已核对原文' /> : <Chip tone='warn' text='待核' />}
      </View>
      {checked ? (
        <View className='law-text'>{value ? value.text : basis.text || basis.quoted}</View>
      ) : (
        <View className='t-body2 c-2'>这一条还没有读到留存的原文，写进文书前请自行核对。</View>
      )}
      {value ? <View className='t-note'>文本版本 {value.version}</View> : null}
    </View>
  )
}

/** 依据: the article's own words, from the checked copy. */
export function BasisSheet({ basis, onClose }: { basis: Basis[]; onClose: () => void }) {
  return (
    <Sheet title='法律依据' onClose={onClose} testId='basis-sheet'>
      {basis.map((one, index) => (
        <One basis={one} key={index} />
      ))}
      <Row icon='search' title='查其他条文' onTap={() => go('laws')} testId='to-laws' />
    </Sheet>
  )
}

/** 食品安全法第五十四条第一款 等 3 条 */
export function basisWords(basis: Basis[]): string {
  if (!basis.length) return '未写明'
  const [first] = basis
  const more = basis.length > 1 ? ` 等 ${basis.length} 条` : ''
  return `${first.law}${first.article ?? ''}${more}`
}
