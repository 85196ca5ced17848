import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { bridge } from '@/bridge'
import { evidence } from '@/store'
import type { IconName } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Chip } from '../../ui/Status'
import { dayOf } from '../../ui/words'
import { go } from '../go'
import type { Remembered } from '../print/printers'
import { now, useDraft, useMe, useOutbox, useSession, useSource } from '../use'
import { summary, tipsOf, type Looked, type Tip } from './tips'

const ICONS: Record<Tip['key'], IconName> = {
  battery: 'flash',
  clock: 'clock',
  space: 'db',
  certificate: 'cert',
  printer: 'printer',
  unsent: 'send',
}
const NO_PRINTER: Remembered = { id: '', name: '', profile: '' }

/** What the phone says of itself; a host that does not know keeps silent. */
function usePhone(kept: number): Pick<Looked, 'battery' | 'free'> {
  const [told, tell] = useState<Pick<Looked, 'battery' | 'free'>>({ battery: null, free: null })
  useEffect(() => {
    let alive = true
    const heard = (part: Partial<typeof told>) => alive && tell((before) => ({ ...before, ...part }))
    bridge.battery?.().then((battery) => heard({ battery }), () => undefined)
    bridge.freeSpace?.(kept).then((free) => heard({ free }), () => undefined)
    return () => {
      alive = false
    }
  }, [kept])
  return told
}

function useTips(): Tip[] {
  const { items } = useSource(evidence)
  const phone = usePhone(items.reduce((sum, { path, size }) => sum + (path ? (size ?? 0) : 0), 0))
  const me = useMe()
  const { skew } = useSession()
  const { waiting, refused } = useOutbox()
  const [printer] = useDraft<Remembered>('printer', NO_PRINTER)
  const today = Date.parse(dayOf(now()))
  const held = (me?.certificates ?? [])
    .filter(({ state }) => state === 'valid' || state === 'soon')
    .map((one) => ({
      number: one.number,
      left: Math.round((Date.parse(one.valid_to) - today) / 86400000),
    }))
    .sort((one, other) => other.left - one.left)
  return tipsOf({
    ...phone,
    skew,
    unsent: waiting + refused,
    printer: printer?.name ?? '',
    certificate: held[0] ?? null,
  })
}

function TipsSheet({ tips, onClose }: { tips: Tip[]; onClose: () => void }) {
  return (
    <Sheet title='出门前看一下' onClose={onClose} testId='tips-sheet'>
      <View className='card rows'>
        {tips.map((tip) => (
          <Row
            key={tip.key}
            className='rule-between'
            icon={ICONS[tip.key]}
            tone={tip.ok ? undefined : 'c-warn'}
            title={tip.title}
            note={tip.words}
            right={<Chip tone={tip.ok ? 'done' : 'warn'} text={tip.ok ? '好' : '看一下'} />}
            onTap={tip.key === 'unsent' && !tip.ok ? () => go('outbox') : undefined}
            testId={`tip-${tip.key}`}
          />
        ))}
      </View>
    </Sheet>
  )
}

/** One quiet row on the 工作台; the sheet is drawn by whoever holds the page. */
export function useTipsCard() {
  const tips = useTips()
  const [opened, open] = useState(false)
  const wrong = tips.some(({ ok }) => !ok)
  const row = (
    <Row
      className='row-tight'
      icon={wrong ? 'tri' : 'bulb'}
      tone={wrong ? 'c-warn' : undefined}
      title='出门前看一下'
      note={wrong ? summary(tips) : undefined}
      right={wrong ? undefined : <Text className='t-note'>都好</Text>}
      onTap={() => open(true)}
      testId='tips'
    />
  )
  const sheet = opened ? <TipsSheet tips={tips} onClose={() => open(false)} /> : null
  return { row, sheet }
}

