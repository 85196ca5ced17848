import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { bridge } from '@/bridge'
import { Icon } from '../../ui/Icon'
import { useLook } from '../../ui/look'
import { Themed } from '../../ui/Page'
import { Paper as PaperView } from '../../ui/Paper'
import { Qr } from '../../ui/Qr'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { SignPad } from '../../ui/sign/SignPad'
import { Note } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import { fingerprint, monthDay } from '../../ui/words'
import { go } from '../go'
import type { Inspection, SignedDocument, Task } from '../shapes'
import { ReworkRows } from '../Rework'
import { mayAnswer } from '../steps'
import { useMe, usePictures } from '../use'
import { PaperPathSheet } from './PaperPathSheet'
import { RefusalSheet } from './RefusalSheet'
import { Signers } from './Signers'
import { CorrectSheet } from './CorrectSheet'
import { Elsewhere } from './Elsewhere'
import { blocksOf, evidenceOf, type Correcting, type Paper } from './signing'
import { useSigned, type useSigning } from './usePapers'
import { Warnings } from './Warnings'

interface Props {
  task: Task
  inspection: Inspection
  paper: Paper
  work: Work
  /** What lies over the document. */
  opened: Opened
  open: (what: Opened) => void
  isSigned: boolean
  /** The version that counts, unless it is being corrected. */
  signed: SignedDocument | undefined
  /** The conclusion was made for other answers. */
  old: boolean
  correcting: Correcting | null
  /** Why it is corrected, as far as it is written. */
  reason: string
  onReason: (reason: string) => void
  onCorrect: (reason: string) => void
  onCorrectNot: () => unknown
  onSigned: () => void
  /** Not to make this one after all; only for one that the officers added. */
  onDrop?: () => unknown
  /** One more of its kind, where there may be several. */
  onAgain?: () => unknown
}

export type Work = NonNullable<ReturnType<typeof useSigning>>
export type Opened = 'pad' | 'refusal' | 'paper' | 'correct' | 'party' | null

function gistOf({ conclusion }: Inspection, kind: string): string {
  const order = conclusion?.dispositions.find(({ deadline }) => deadline)
  if (kind !== 'rectification_order' || !order?.deadline) return '请看清记录是否属实'
  return `${monthDay(order.deadline.date)}前改正`
}

function stage(work: Work, isSigned: boolean): string {
  const { signers, draft, next } = work
  if (isSigned) return '已签好'
  if (!next) return '都签了，点下面存下'
  return `已签 ${draft.signatures.length}/${signers.length}，轮到${next.name}`
}

function Reading({ words, large, toggle }: { words: string; large: boolean; toggle: () => void }) {
  return (
    <View className='fx mb-2'>
      <View className='grow t-note2' data-testid='sign-stage' role='status'>
        {words}
      </View>
      <Tap
        className='btn btn-text'
        onTap={toggle}
        chosen={large}
        testId='large-paper'
        label='大字读'
      >
        <Icon name='eye' />
        <Text>{large ? '原来大小' : '大字读'}</Text>
      </Tap>
    </View>
  )
}

/** What the officer wrote in it can still be changed, until it is signed. */
function Written({ task, paper, onDrop }: Pick<Props, 'task' | 'paper' | 'onDrop'>) {
  const { fields } = paper.program
  const asks = Object.keys(fields).some((path) => fields[path].ask)
  if (!asks && !onDrop) return null
  return (
    <View className='card rows'>
      {asks ? (
        <Row
          icon='pen'
          title='改填写的内容'
          onTap={() => go('fill', { task: task.id, kind: paper.name })}
          testId='fill-paper'
        />
      ) : null}
      {onDrop ? (
        <Row icon='trash' title='不做这份文书了' onTap={onDrop} testId='drop-paper' />
      ) : null}
    </View>
  )
}

/** What can be done with a document that is signed. */
function Afterwards({ task, inspection, paper, open, onAgain }: Props) {
  return (
    <View className='card rows'>
      <Row
        icon='printer'
        title='打印这份文书'
        onTap={() => go('print', { task: task.id, kind: paper.name })}
        testId='print-paper'
      />
      {task.numbers.record?.party_url ? (
        <Row
          icon='qr'
          title='给当事人扫码看文书'
          note='检查提交以后，当事人还可以在那里评价'
          onTap={() => open('party')}
          testId='party-code'
        />
      ) : null}
      {onAgain ? (
        <Row
          icon='plus'
          title={`再做一份${paper.title}`}
          note='另一个人、另一批物品，各做一份'
          onTap={onAgain}
          testId='paper-again'
        />
      ) : null}
      {mayAnswer(inspection) ? (
        <Row
          className='rule-between'
          icon='pen'
          title='更正这份文书'
          note='写明原因，重新签名；签过的这一版留着'
          onTap={() => open('correct')}
          testId='correct'
        />
      ) : null}
    </View>
  )
}

/** Under the paper: who signed, what was signed, and where else it can go. */
function Below(props: Props) {
  const { task, inspection, paper, work, isSigned, signed, onDrop } = props
  const { draft, signers, next } = work
  return (
    <View>
      {draft.mode === 'paper' ? (
        <Note tone='done' icon='doc'>
          纸上签的，已拍 {draft.paperPhotos.length} 张照片。
        </Note>
      ) : isSigned && !draft.signatures.length ? (
        <Note tone='done' icon='okc'>
          这份已经签好，签名存在系统里。
        </Note>
      ) : (
        <Signers draft={draft} signers={signers} next={next} />
      )}
      {isSigned ? null : <Written task={task} paper={paper} onDrop={onDrop} />}
      {isSigned ? <Afterwards {...props} /> : null}
      {mayAnswer(inspection) ? (
        <View className='card rows'>
          <ReworkRows inspection={inspection} />
        </View>
      ) : null}
      <View className='t-note center'>
        内容指纹 <Text className='t-mono'>{fingerprint(signed ? signed.data_sha256 : paper.sha256)}</Text>·签名绑定这份内容
      </View>
    </View>
  )
}

/** The party's own page: whoever scans this sees the documents of this inspection. */
function PartySheet({ address, onClose }: { address: string; onClose: () => void }) {
  return (
    <Sheet title='当事人扫码看文书' onClose={onClose} testId='party-sheet'>
      <View className='center'>
        <Qr text={address} size={220} label='当事人的文书网址' />
      </View>
      <View className='t-body2 c-2 mt-2'>
        只给当事人本人看。文书传回系统、排好版以后，在那里可以下载盖章的 PDF。
      </View>
    </Sheet>
  )
}

function Sheets(props: Props) {
  const { task, inspection, paper, work, opened, open, correcting, onCorrect, onSigned } = props
  const { next, draft } = work
  if (opened === 'refusal' && next) {
    return (
      <RefusalSheet
        name={next.name}
        onClose={() => open(null)}
        onKeep={async (refusal) => {
          await work.refuse(next, refusal)
          open(null)
        }}
      />
    )
  }
  if (opened === 'correct') {
    return (
      <CorrectSheet
        title={paper.title}
        reason={props.reason}
        onWrite={props.onReason}
        onClose={() => open(null)}
        onKeep={(reason) => {
          open(null)
          onCorrect(reason)
        }}
      />
    )
  }
  const address = task.numbers.record?.party_url
  if (opened === 'party' && address) {
    return <PartySheet address={address} onClose={() => open(null)} />
  }
  if (opened !== 'paper') return null
  return (
    <PaperPathSheet
      title={paper.title}
      inspectionId={inspection.id}
      photos={draft.paperPhotos}
      onClose={() => open(null)}
      onPrint={() => go('print', { task: task.id, kind: paper.name, version: correcting?.version })}
      onKeep={async (photos) => {
        open(null)
        await work.onPaper(photos)
        onSigned()
      }}
    />
  )
}

type PadProps = Pick<Props, 'inspection' | 'paper' | 'work' | 'open'>

/** The whole screen is the pad; reading again leads back. */
export function Pad({ inspection, paper, work, open }: PadProps) {
  const { next } = work
  if (!next) return null
  return (
    <Themed>
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
    </Themed>
  )
}

/** One document: read it, sign it in order, refuse it, or sign it on paper. */
export function Signing(props: Props) {
  const { inspection, paper, work, isSigned, signed } = props
  const me = useMe()
  const [large, setLarge] = useState(useLook().size === 'large')
  const { made, problem, refresh } = useSigned(inspection.id, paper.name, signed)
  const pictures = usePictures(made ? made.pictures : evidenceOf(work.draft))
  return (
    <View>
      <Warnings {...props} made={made} voided={work.voided} />
      <Reading words={stage(work, isSigned)} large={large} toggle={() => setLarge(!large)} />
      {signed && !made ? (
        <Elsewhere problem={problem} onRetry={refresh} />
      ) : (
        <PaperView
          blocks={made ? made.blocks : blocksOf(paper, work.draft)}
          imageOf={(sha256) => pictures[sha256]}
          demo={Boolean(me?.demo)}
          large={large}
        />
      )}
      <Below {...props} />
      <Sheets {...props} />
    </View>
  )
}
