import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import { momentInWords } from '../../ui/words'
import type { Gate, Task } from '../shapes'
import { lookOf, openOf } from './gates'

/** One gate: how it stands, why one goes all the same, the lawful way on, the article. */
function GateRow({ gate }: { gate: Gate }) {
  const { icon, tone, words } = lookOf(gate)
  return (
    <View className='row fx-top rule-between' data-testid={`task-gate-${gate.id}`}>
      <Icon name={icon} size='l' className={tone} />
      <View className='grow'>
        <View className='t-body2'>
          <Text className='strong'>{gate.title}</Text>
          <Text className={tone}> {words}</Text>
        </View>
        <View className='t-body2'>{gate.detail}</View>
        {gate.reason ? <View className='t-body2'>理由：{gate.reason}</View> : null}
        {!gate.ok && gate.way_on ? (
          <View className='t-note2 mt-1'>出路：{gate.way_on}</View>
        ) : null}
        <View className='t-note'>
          {gate.basis ? `依据 ${gate.basis}` : '本单位工作规范'}
          {gate.rule ? ` ${gate.rule}` : ''}
        </View>
      </View>
    </View>
  )
}

interface Props {
  task: Task
  storedAt: string | null
}

function GateSheet({ task, storedAt, onClose }: Props & { onClose: () => void }) {
  const open = openOf(task.gates)
  const since = storedAt ? `是${momentInWords(storedAt)}存下的` : '是现在的'
  return (
    <Sheet title='开始前核对' onClose={onClose} testId='gates-sheet'>
      <View className='t-note2 mb-2' data-testid='gates-when'>
        各关在{momentInWords(task.created_at)}派发时核对；证件、接收和补批的情况{since}。
      </View>
      <View className='gate-rows'>
        {[...open, ...task.gates.filter(({ ok }) => ok)].map((gate, at) => (
          <GateRow gate={gate} key={`${gate.id}-${at}`} />
        ))}
      </View>
      <View className='t-note mt-3'>
        没通过的不拦住取证：照常记录，事后由科室看，列为程序瑕疵待处理。
      </View>
    </Sheet>
  )
}

/** Every gate of the start: one row when all are open, otherwise what is not, first. */
export function Gates({ task, storedAt }: Props) {
  const [opened, setOpened] = useState(false)
  const open = openOf(task.gates)
  const passed = task.gates.length - open.length
  return (
    <View className='card' data-testid='gates'>
      <Tap
        className='row'
        onTap={() => setOpened(true)}
        label={`开始前核对，${passed} 项通过，看全部和法律依据`}
        testId='open-gates'
      >
        <Icon
          name={open.length ? 'tri' : 'okc'}
          size='l'
          className={open.length ? 'c-warn' : 'c-done'}
        />
        <View className='grow t-head'>开始前核对</View>
        <Text className={open.length ? 't-body2 c-2' : 't-body2 c-done'}>
          {open.length ? `${passed} 项通过` : `${passed} 项都通过`}
        </Text>
        <Icon name='right' size='s' className='ml-1 c-3' />
      </Tap>
      {open.length ? (
        <View className='rule'>
          {open.map((gate, at) => (
            <GateRow gate={gate} key={`${gate.id}-${at}`} />
          ))}
        </View>
      ) : null}
      {opened ? (
        <GateSheet task={task} storedAt={storedAt} onClose={() => setOpened(false)} />
      ) : null}
    </View>
  )
}
