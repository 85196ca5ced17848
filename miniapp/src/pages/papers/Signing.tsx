import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { bridge } from '@/bridge'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Paper as PaperView } from '../../ui/Paper'
import { Row } from '../../ui/Row'
import { SignPad } from '../../ui/sign/SignPad'
import { Note } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { fingerprint, monthDay } from '../../ui/words'
import { Frame } from '../Frame'
import { go, goOn } from '../go'
import type { Inspection, Task } from '../shapes'
import { useMe, usePictures } from '../use'
import { PaperPathSheet } from './PaperPathSheet'
import { RefusalSheet } from './RefusalSheet'
import { Signers } from './Signers'
import { blocksOf, evidenceOf, type Paper, type Signer } from './signing'
import { useSigning } from './usePapers'

interface Props {
  task: Task
  inspection: Inspection
  paper: Paper
  tabs: ReactNode
  isSigned: boolean
  allSigned: boolean
  onSigned: () => void
}

type Work = NonNullable<ReturnType<typeof useSigning>>
type Opened = 'pad' | 'refusal' | 'paper' | null

function gistOf({ conclusion }: Inspection, kind: string): string {
  const order = conclusion?.dispositions.find(({ deadline }) => deadline)
  if (kind !== 'rectification_order' || !order?.deadline) return '请看清记录是否属实'
  return `${monthDay(order.deadline.date)}前改正`
}

interface FootProps {
  work: Work
  isSigned: boolean
  allSigned: boolean
  blocked: boolean
  taskId: string
  open: (what: Opened) => void
  onSigned: () => void
}

function signWords({ role, name }: Signer): string {
  return role === 'officer' ? `${name}签名` : `把手机给${name}签名`
}

function Foot({ work, isSigned, allSigned, blocked, taskId, open, onSigned }: FootProps) {
  const { next } = work
  if (allSigned) {
    return (
      <View className='acts'>
        <Button look='main' icon='send' text='都签好了，去提交' onTap={() => goOn('finish', { task: taskId })} testId='to-finish' />
      </View>
    )
  }
  if (isSigned) {
    return (
      <View className='acts'>
        <Button look='main' text='看下一份文书' onTap={onSigned} testId='next-paper' />
      </View>
    )
  }
  if (!next) {
    const deliver = async () => {
      await work.deliver()
      onSigned()
    }
    return (
      <View className='acts'>
        <Button look='main' icon='check' text='这份签完了，存下' onTap={deliver} testId='paper-done' />
      </View>
    )
  }
  return (
    <View className='acts'>
      {next.role === 'officer' ? (
        <Button look='square' icon='printer' text='纸上签' onTap={() => open('paper')} testId='paper-path' />
      ) : (
        <Button look='square' icon='hand' text='不签' onTap={() => open('refusal')} testId='refuse' />
      )}
      <Button
        look='main'
        icon='pen'
        text={signWords(next)}
        waiting={blocked}
        onTap={() => (blocked ? toast('先把缺的内容补上', { icon: 'tri' }) : open('pad'))}
        testId={next.testId}
      />
    </View>
  )
}

function Reading({ large, toggle, paper }: { large: boolean; toggle: () => void; paper: Paper }) {
  return (
    <View className='fx mb-2'>
      <View className='grow t-note'>
        内容指纹 <Text className='t-mono'>{fingerprint(paper.sha256)}</Text>
      </View>
      <Tap className='btn btn-text' onTap={toggle} chosen={large} testId='large-paper' label='大字读'>
        <Icon name='eye' />
        <Text>{large ? '原来大小' : '大字读'}</Text>
      </Tap>
    </View>
  )
}

function Warnings({ paper, work }: { paper: Paper; work: Work }) {
  return (
    <View>
      {paper.missing.length ? (
        <Note tone='late' icon='tri' testId='paper-missing'>
          还缺：{paper.missing.join('、')}。补齐之前不能签名。
        </Note>
      ) : null}
      {work.voided ? (
        <Note tone='warn' icon='tri'>
          内容改过，之前的签名不能用了，请重新签。
        </Note>
      ) : null}
    </View>
  )
}

/** One document: read it, sign it in order, refuse it, or sign it on paper. */
export function Signing(props: Props) {
  const { task, inspection, paper, isSigned, allSigned, onSigned } = props
  const me = useMe()
  const [opened, open] = useState<Opened>(null)
  const [large, setLarge] = useState(false)
  const work = useSigning(task, inspection, paper, paper.kind)
  const pictures = usePictures(work ? evidenceOf(work.draft) : [])
  if (!work) return <Frame title='文书与签名'>{props.tabs}</Frame>
  const { next, draft } = work
  const party = inspection.conclusion?.party.name ?? '当事人'
  if (opened === 'pad' && next) {
    return (
      <SignPad
        key={next.testId}
        name={next.name}
        role={next.words}
        document={paper.title}
        number={paper.number}
        gist={gistOf(inspection, paper.kind)}
        onReadAgain={() => open(null)}
        onRefuse={next.role === 'officer' ? undefined : () => open('refusal')}
        onDone={async (writing) => {
          await work.sign(next, writing)
          bridge.vibrate()
          open(null)
        }}
      />
    )
  }
  return (
    <Frame
      title='文书与签名'
      testId='papers'
      foot={
        <Foot
          work={work}
          isSigned={isSigned}
          allSigned={allSigned}
          blocked={paper.missing.length > 0}
          taskId={task.id}
          open={open}
          onSigned={onSigned}
        />
      }
    >
      {props.tabs}
      <Warnings paper={paper} work={work} />
      <Reading large={large} toggle={() => setLarge(!large)} paper={paper} />
      <PaperView
        blocks={blocksOf(paper, draft)}
        imageOf={(sha256) => pictures[sha256]}
        demo={Boolean(me?.demo)}
        large={large}
      />
      {draft.mode === 'paper' ? (
        <Note tone='done' icon='doc'>
          纸上签的，已拍 {draft.paperPhotos.length} 张照片。
        </Note>
      ) : (
        <Signers draft={draft} signers={work.signers} next={next} />
      )}
      {isSigned ? (
        <View className='card'>
          <Row
            icon='printer'
            title='打印这份文书'
            onTap={() => go('print', { task: task.id, kind: paper.kind })}
            testId='print-paper'
          />
        </View>
      ) : null}
      {opened === 'refusal' && next ? (
        <RefusalSheet
          name={next.role === 'party' ? party : next.name}
          onClose={() => open(null)}
          onKeep={(refusal) => {
            work.refuse(next, refusal)
            open(null)
          }}
        />
      ) : null}
      {opened === 'paper' ? (
        <PaperPathSheet
          title={paper.title}
          inspectionId={inspection.id}
          photos={draft.paperPhotos}
          onClose={() => open(null)}
          onPrint={() => go('print', { task: task.id, kind: paper.kind })}
          onKeep={async (photos) => {
            open(null)
            await work.onPaper(photos)
            onSigned()
          }}
        />
      ) : null}
    </Frame>
  )
}
