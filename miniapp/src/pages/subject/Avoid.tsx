import { View } from '@tarojs/components'
import { useState } from 'react'
import { Row } from '../../ui/Row'
import { DeclareSheet } from '../avoidances/DeclareSheet'
import { useTie } from '../avoidances/useTies'
import { go } from '../go'

/** 回避: what this officer has said of the subject, or where to say it. */
export function Avoid({ id, name }: { id: string; name: string }) {
  const [open, show] = useState(false)
  const reason = useTie(id)
  return (
    <View>
      <View className='card rows'>
        {reason ? (
          <Row
            icon='user'
            tone='c-warn'
            title='您已申报回避，不能去查这家'
            note={reason}
            onTap={() => go('avoidances')}
            testId='declared'
          />
        ) : (
          <Row
            icon='user'
            title='申报回避'
            note='和这家有亲属、经济往来等关系的'
            onTap={() => show(true)}
            testId='declare'
          />
        )}
      </View>
      {open ? <DeclareSheet subject={id} name={name} onClose={() => show(false)} /> : null}
    </View>
  )
}
