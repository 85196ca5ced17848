import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import type { BluetoothDevice } from '@/bridge/types'
import type { Profile } from '@/printing'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { byWidth, nearWords, sorted, type Remembered } from './printers'
import type { usePrinter } from './usePrinter'

interface Props {
  printer: ReturnType<typeof usePrinter>
  profiles: Profile[]
  onClose: () => void
  onPick: (chosen: Remembered) => void
}

const BY_NAME = '按型号名字认'

interface KindProps {
  profiles: Profile[]
  chosen: string
  onChoose: (id: string) => void
}

/** What kind of paper it takes, where the name does not tell. */
function Kind({ profiles, chosen, onChoose }: KindProps) {
  const [open, setOpen] = useState(false)
  const title = profiles.find(({ id }) => id === chosen)?.title ?? BY_NAME
  const choose = (id: string) => {
    onChoose(id)
    setOpen(false)
  }
  const options = [{ id: '', title: BY_NAME }].concat(byWidth(profiles))
  return (
    <View className='rows mb-3' role={open ? 'radiogroup' : undefined}>
      {open ? (
        options.map((each) => (
          <Tap
            key={each.id}
            className='row'
            role='radio'
            chosen={each.id === chosen}
            onTap={() => choose(each.id)}
            label={each.title}
            testId={`kind-${each.id || 'by-name'}`}
          >
            <View className='grow t-body2'>{each.title}</View>
            {each.id === chosen ? <Icon name='check' className='c-active' /> : null}
          </Tap>
        ))
      ) : (
        <Row
          title='打印机种类'
          note={title}
          onTap={() => setOpen(true)}
          label={`打印机种类：${title}，改`}
          testId='printer-kind'
        />
      )}
    </View>
  )
}

interface ListProps {
  devices: BluetoothDevice[]
  onPick: (device: BluetoothDevice) => void
}

function Devices({ devices, onPick }: ListProps) {
  return (
    <View className='rows'>
      {devices.map((device) => (
        <Row
          key={device.id}
          icon='printer'
          title={<Text className='strong'>{device.name}</Text>}
          note={nearWords(device.strength)}
          onTap={() => onPick(device)}
          testId='printer-row'
        />
      ))}
    </View>
  )
}

function Nothing({ searching, trouble }: { searching: boolean; trouble: string | null }) {
  if (trouble) {
    return (
      <StateCard icon='bt' tone='c-warn' title='找不了打印机' testId='search-trouble'>
        {trouble}
      </StateCard>
    )
  }
  if (searching) return <View className='card pad center t-body2 c-2'>正在找旁边的打印机…</View>
  return (
    <StateCard icon='bt' title='没找到打印机' testId='search-empty'>
      请开机，放近些。安卓手机还要打开定位，才找得到蓝牙设备。连着别的手机的，先在那边断开。
    </StateCard>
  )
}

/** The printers found near by, the nearest first; other devices only when asked for. */
export function PrinterSheet({ printer, profiles, onClose, onPick }: Props) {
  const { found, searching, trouble, search, last } = printer
  const [profile, choose] = useState(last?.profile ?? '')
  const [all, showAll] = useState(false)
  useEffect(() => {
    search()
  }, [search])
  const { printers, others } = sorted(found, profiles)
  const pick = ({ id, name }: BluetoothDevice) => onPick({ id, name, profile })
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
      <Kind profiles={profiles} chosen={profile} onChoose={choose} />
      {printers.length ? (
        <Devices devices={printers} onPick={pick} />
      ) : (
        <Nothing searching={searching} trouble={trouble} />
      )}
      {others.length && !all ? (
        <View className='acts mt-2'>
          <Button
            look='text'
            text={`没有您的打印机？看其他 ${others.length} 台蓝牙设备`}
            onTap={() => showAll(true)}
            testId='other-devices'
          />
        </View>
      ) : null}
      {all ? <Devices devices={others} onPick={pick} /> : null}
    </Sheet>
  )
}
