import { Text, View } from '@tarojs/components'
import { Field } from '../../ui/Field'
import { Icon, type IconName } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import type { Gates, StartGate } from '../shapes'
import { openGates } from './wish'

const LOOK: Record<StartGate['severity'], { icon: IconName; tone: string; words: string }> = {
  ok: { icon: 'okc', tone: 'c-done', words: '通过' },
  block: { icon: 'stop', tone: 'c-late', words: '不能开始' },
  warn: { icon: 'tri', tone: 'c-warn', words: '要说明理由' },
  record: { icon: 'clock', tone: 'c-warn', words: '事后补办' },
}

/** One open gate: what is wrong, the lawful way on, the article. */
export function OpenGate({ gate }: { gate: StartGate }) {
  const { icon, tone, words } = LOOK[gate.severity]
  return (
    <View className='row fx-top rule-between' data-testid={`gate-${gate.rule}`}>
      <Icon name={icon} size='l' className={tone} />
      <View className='grow'>
        <View className='t-body2'>
          <Text className='strong'>{gate.title}</Text>
          <Text className={tone}> {words}</Text>
        </View>
        <View className='t-body2'>{gate.message}</View>
        <View className='t-note2 mt-1'>出路：{gate.way_on}</View>
        <View className='t-note'>
          依据 {gate.article} {gate.rule}
        </View>
      </View>
    </View>
  )
}

interface Props {
  gates: Gates
  reasons: Record<string, string>
  onReason: (rule: string, reason: string) => void
}

/** 开始前核对: the open gates first, a reason beside each that warns, the passed ones in a line. */
export function GateList({ gates, reasons, onReason }: Props) {
  const open = openGates(gates)
  const passed = gates.gates.filter(({ severity }) => severity === 'ok')
  const asked: string[] = []
  return (
    <View className='card' data-testid='start-gates'>
      {open.map((gate, at) => {
        const first = gate.severity === 'warn' && asked.indexOf(gate.rule) < 0
        if (first) asked.push(gate.rule)
        return (
          <View key={`${gate.rule}-${at}`}>
            <OpenGate gate={gate} />
            {first ? (
              <View className='gate-reason'>
                <Field
                  value={reasons[gate.rule] ?? ''}
                  onChange={(reason) => onReason(gate.rule, reason)}
                  placeholder='写明理由，检查后看得到'
                  maxLength={300}
                  testId={`reason-${gate.rule}`}
                />
              </View>
            ) : null}
          </View>
        )
      })}
      <View className='row fx-top rule-between'>
        <Icon name='okc' size='l' className='c-done' />
        <View className='grow t-body2 c-2'>
          通过 {passed.length} 项：{passed.map(({ title }) => title).join('、')}
          {gates.plan ? `。依据“${gates.plan}”` : ''}
        </View>
      </View>
    </View>
  )
}

/** 为什么不能开始: every gate that stands in the way. */
export function GatesSheet({ gates, onClose }: { gates: Gates; onClose: () => void }) {
  const blocks = openGates(gates).filter(({ severity }) => severity === 'block')
  return (
    <Sheet title='为什么不能开始' onClose={onClose} testId='why-sheet'>
      {blocks.map((gate, at) => (
        <OpenGate gate={gate} key={`${gate.rule}-${at}`} />
      ))}
    </Sheet>
  )
}
