import { Text, View } from '@tarojs/components'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Field } from '../../ui/Field'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import type { Article } from '../shapes'
import { Trouble } from '../Trouble'
import { useRead } from '../use'
import { useSettled } from '../useSettled'

const SETTLE_MS = 300
const SHOWN = 60

interface Found {
  items: Article[]
  total: number
}

/** Some words around the first place where it stands. */
export function excerpt(text: string, q: string): string {
  const plain = text.replace(/\n/g, '')
  const word = q.split(/\s+/)[0]
  const at = Math.max(0, plain.indexOf(word) - 12)
  const cut = plain.slice(at, at + SHOWN)
  return `${at ? '…' : ''}${cut}${at + SHOWN < plain.length ? '…' : ''}`
}

function Results({ q, found, open }: { q: string; found: Found; open: (one: Article) => void }) {
  if (!found.items.length) {
    return (
      <StateCard icon='book' title={`没有找到“${q}”`} testId='empty'>
        少写几个字，或换法律名称、条号里的字。这里只有留存的法律文本。
      </StateCard>
    )
  }
  return (
    <View>
      <View className='t-note2 mb-2' role='status'>
        共 {found.total} 条{found.total > found.items.length ? `，先列 ${found.items.length} 条` : ''}
      </View>
      <View className='card rows' data-testid='articles'>
        {found.items.map((one) => (
          <Row
            key={`${one.law}${one.article}`}
            className='rule-between'
            title={
              <Text className='strong'>
                《{one.law}》{one.article}
              </Text>
            }
            note={excerpt(one.text, q)}
            onTap={() => open(one)}
            testId='article'
          />
        ))}
      </View>
    </View>
  )
}

/** 法律条文: the kept copies, searched by words; each article one tap away. */
export default function LawsPage() {
  const [words, write] = useState('')
  const [opened, open] = useState<Article | null>(null)
  const q = useSettled(words, SETTLE_MS)
  const source = useMemo(() => (q ? api.laws(q) : null), [q])
  const { value, problem, refresh } = useRead<Found>(source)
  return (
    <Frame title='法律条文' testId='laws'>
      <Field
        value={words}
        onChange={write}
        maxLength={64}
        placeholder='如：当场处罚、食品安全法 第三十四条'
        testId='laws-q'
      />
      <View className='mt-3'>
        {!q ? (
          <View className='t-body2 c-2'>
            按条文里的字、法律名称或条号查，几个词用空格隔开。检查项引用的条文随检查表存在手机里，没网也能看。
          </View>
        ) : null}
        {q && value ? <Results q={q} found={value} open={open} /> : null}
        {q && !value && problem ? <Trouble problem={problem} onRetry={refresh} /> : null}
        {q && !value && !problem ? <Skeleton what='条文' /> : null}
      </View>
      {opened ? (
        <Sheet
          title={`《${opened.law}》${opened.article}`}
          onClose={() => open(null)}
          testId='article-sheet'
        >
          <View className='law-text'>{opened.text}</View>
          <View className='t-note'>
            《{opened.title}》文本版本 {opened.version}
          </View>
        </Sheet>
      ) : null}
    </Frame>
  )
}
