import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import type { Profile } from '@/printing'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { StateCard } from '../../ui/States'
import type { Remembered, usePrinter } from './usePrinter'

interface Props {
  printer: ReturnType<typeof usePrinter>
  profiles: Profile[]
  onClose: () => void
  onPick: (chosen: Remembered) => void
}

const near = (strength: number | null) => {
  if (strength === null) return ''
  return strength > -60 ? '就在旁边' : strength > -80 ? '不远' : '有点远'
}

const widthOption = ({ id, dots }: Profile) => ({
  value: id,
  text: dots < 400 ? '58 毫米' : dots < 700 ? '80 毫米' : '110 毫米',
})

/** The printers found near by; what kind of paper they take is told by the officer. */
export function PrinterSheet({ printer, profiles, onClose, onPick }: Props) {
  const { found, searching, trouble, search, last } = printer
  // '' follows the name of the device: 演示打印机 80 mm
  const [profile, choose] = useState(last?.profile ?? '')
  useEffect(() => {
    search()
  }, [search])
  return (
    <Sheet
      title='选打印机'
      onClose={onClose}
      testId='printer-sheet'
      foot={
        <View className='acts'>
          <Button
            look='soft'
            className='grow btn-tall'
            icon='sync'
            text={searching ? '正在找…' : '再找一次'}
            onTap={search}
            testId='search-again'
          />
        </View>
      }
    >
      {profiles.length > 1 ? (
        <Segment
          label='纸宽'
          className='mb-3'
          value={profile}
          onChange={choose}
          options={[{ value: '', text: '看型号' }].concat(profiles.map(widthOption))}
        />
      ) : null}
      {trouble || (!searching && !found.length) ? (
        <StateCard icon='bt' title='没找到打印机'>
          {trouble ? `${trouble}。` : ''}请开机，放近些，打开手机蓝牙。
        </StateCard>
      ) : null}
      <View className='rows'>
        {found.map((device) => (
          <Row
            key={device.id}
            icon='printer'
            title={<Text className='strong'>{device.name || '没有名字的设备'}</Text>}
            note={near(device.strength)}
            onTap={() => onPick({ id: device.id, name: device.name, profile })}
            testId='printer-row'
          />
        ))}
      </View>
    </Sheet>
  )
}
