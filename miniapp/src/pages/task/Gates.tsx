import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import type { Gate, Task } from '../shapes'

function Cell({ gate, onTap }: { gate: Gate; onTap: () => void }) {
  return (
    <Tap
      className='gate'
      onTap={onTap}
      label={`${gate.title}，${gate.ok ? '通过' : '未通过'}，${gate.detail}`}
    >
      <Icon name={gate.ok ? 'okc' : 'tri'} size='l' className={gate.ok ? 'c-done' : 'c-warn'} />
      <View className='grow'>
        <View className='gate-title'>{gate.title}</View>
        <View className='gate-detail'>
          {gate.detail}
          {gate.rule ? ` ${gate.rule}` : ''}
        </View>
      </View>
    </Tap>
  )
}

function GateSheet({ gates, onClose }: { gates: Gate[]; onClose: () => void }) {
  return (
    <Sheet title='开始前核对' onClose={onClose} testId='gates-sheet'>
      {gates.map((gate) => (
        <View
          className='row rule-between rule'
          key={gate.id}
          style={{ paddingLeft: 0, paddingRight: 0 }}
        >
          <Icon name={gate.ok ? 'okc' : 'tri'} size='l' className={gate.ok ? 'c-done' : 'c-warn'} />
          <View className='grow'>
            <View className='t-body2'>
              <Text className='strong'>{gate.title}</Text>
              <Text> {gate.detail}</Text>
            </View>
            <View className='t-note'>
              {gate.basis ? `依据 ${gate.basis}` : '本单位工作规范'}
              {gate.rule ? ` ${gate.rule}` : ''}
            </View>
          </View>
        </View>
      ))}
      <View className='t-note mt-3'>
        没通过的不拦住取证：照常记录，事后由科室看，列为程序瑕疵待处理。
      </View>
    </Sheet>
  )
}

/** What can be settled before leaving; the rule and its basis one tap away. */
export function Gates({ task }: { task: Task }) {
  const [opened, open] = useState(false)
  const { gates } = task
  const open_ = gates.filter((gate) => !gate.ok)
  const passed = gates.length - open_.length
  return (
    <View className='card' data-testid='gates'>
      <View className='fx' style={{ padding: '4px 8px 4px 16px' }}>
        <View className='grow t-head'>开始前核对</View>
        <Tap
          className='btn btn-text'
          onTap={() => open(true)}
          label='看核对和法律依据'
          testId='open-gates'
        >
          <Icon name='okc' className='c-done' />
          <Text className='c-done'>{passed} 项通过</Text>
          <Icon name='right' size='s' className='ml-1' />
        </Tap>
      </View>
      <View className='gates'>
        {gates.map((gate) => (
          <Cell gate={gate} key={gate.id} onTap={() => open(true)} />
        ))}
      </View>
      {open_.length ? (
        <Tap className='row tone-warn' onTap={() => open(true)}>
          <Icon name='tri' size='l' className='c-warn' />
          <View className='grow t-body2'>
            <Text className='strong c-warn'>
              还差 {open_.length} 项：{open_.map((gate) => gate.title).join('、')}
            </Text>
          </View>
          <Text className='t-body2 link'>法律依据</Text>
        </Tap>
      ) : null}
      {opened ? <GateSheet gates={gates} onClose={() => open(false)} /> : null}
    </View>
  )
}
