import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { itemsOf } from '@/checklists/standing'
import { bridge } from '@/bridge'
import { Themed } from '../../ui/Page'
import { toast } from '../../ui/Toast'
import { SignPad } from '../../ui/sign/SignPad'
import { Frame } from '../Frame'
import { keepInk } from '../papers/usePapers'
import type { Checklist, EarlierProblem, Item } from '../shapes'
import { openItems } from '../steps'
import { NO_FINDING, type Work } from './answering'
import { Foot, sectionOf, Top } from './Bars'
import { FindingCard } from './Finding'
import { Overview } from './Overview'
import { FailedBefore, Pinned } from './Pinned'
import { pinnedOf } from './pinned-of'
import { Question } from './Question'

interface Props {
  checklist: Checklist
  work: Work
  inspectionId: string
  onBack?: () => void
  onFinish: () => void
  /** Found at this subject before. */
  earlier?: EarlierProblem[]
  /** It cannot be gone on with: closed, out of reach, refused. */
  onUnable?: () => void
  /** What stands around the questions; a preview has no session. */
  Around?: (props: {
    title: string
    onBack?: () => void
    testId?: string
    top?: ReactNode
    foot?: ReactNode
    children: ReactNode
  }) => ReactNode
}

interface BodyProps {
  work: Work
  item: Item
  place: number
  inspectionId: string
  before: EarlierProblem | undefined
  onOverview: () => void
  onSign: () => void
}

/** The item itself; it slides in when one comes to it. */
function Body({ work, item, place, inspectionId, before, onOverview, onSign }: BodyProps) {
  const answer = work.answers[item.code]
  return (
    <View className='part-in' key={item.code}>
      <FailedBefore one={before} />
      <Question
        item={item}
        place={place}
        value={answer?.value ?? null}
        inspectionId={inspectionId}
        onAnswer={work.answer}
        onDone={work.done}
        onSign={onSign}
        onOverview={onOverview}
      />
      {work.standing.verdicts[item.code] === 'fail' ? (
        <FindingCard
          item={item}
          finding={answer?.finding ?? NO_FINDING}
          inspectionId={inspectionId}
          onChange={(change) => work.find(item.code, change)}
          onDone={work.save}
        />
      ) : null}
    </View>
  )
}

interface PadProps {
  item: Item
  title: string
  inspectionId: string
  onDone: (ink: { image: string; strokes: string }) => void
  onClose: () => void
}

/** A whole screen to sign an item on. */
function Pad({ item, title, inspectionId, onDone, onClose }: PadProps) {
  return (
    <Themed>
      <SignPad
        name='在场人员'
        role='签名'
        document={title}
        number=''
        gist={item.text}
        onReadAgain={onClose}
        onDone={async (writing) => {
          const ink = await keepInk(writing, inspectionId, item.code)
          bridge.vibrate()
          onDone({ image: ink.image_sha256, strokes: ink.strokes_sha256 })
          onClose()
        }}
      />
    </Themed>
  )
}

function headOf({ sections }: Checklist, here: number): string {
  const { title, matter } = sections[here]
  return `${matter ? `${matter} ` : ''}${title} ${here + 1}/${sections.length}`
}

/** One question a page, of those that are shown, in the order of the form. */
export function Walk(props: Props) {
  const { checklist, work, inspectionId, earlier = [], onBack, onFinish, Around = Frame } = props
  const [overview, openOverview] = useState(false)
  const [signing, sign] = useState(false)
  const all = itemsOf<Item>(checklist)
  const items = all.filter(({ code }) => work.standing.visible.indexOf(code) >= 0)
  const item = items.find(({ code }) => code === work.current)
  if (!item) return <Around title={checklist.title}>{null}</Around>
  const open = openItems(checklist, work.answers)
  const pinned = pinnedOf(earlier, work.standing.visible)
  const finish = async () => {
    if (open.length) return work.leave(open[0])
    return (await work.sayAll()) ? onFinish() : undefined
  }
  if (signing) {
    return (
      <Pad
        item={item}
        title={checklist.title}
        inspectionId={inspectionId}
        onDone={(ink) => work.answer(ink)}
        onClose={() => sign(false)}
      />
    )
  }
  return (
    <Around
      title={headOf(checklist, sectionOf(checklist, item.code))}
      onBack={onBack}
      testId='check'
      top={<Top checklist={checklist} work={work} />}
      // Of each item anew: where one goes on while the answer before is still being kept is heard.
      foot={<Foot key={item.code} items={items} work={work} left={open.length} onFinish={finish} />}
    >
      {Object.keys(work.answers).length ? null : <Pinned pinned={pinned} onOpen={work.leave} />}
      <Body
        work={work}
        item={item}
        before={pinned.find((one) => one.item === item.code)}
        place={all.indexOf(item) + 1}
        inspectionId={inspectionId}
        onOverview={() => openOverview(true)}
        onSign={() => (inspectionId ? sign(true) : toast('预览里不签名', { icon: 'eye' }))}
      />
      {overview ? (
        <Overview
          checklist={checklist}
          work={work}
          open={open}
          pinned={pinned.map((one) => one.item)}
          onUnable={props.onUnable}
          onClose={() => openOverview(false)}
          onPick={(code) => {
            openOverview(false)
            work.leave(code)
          }}
        />
      ) : null}
    </Around>
  )
}
