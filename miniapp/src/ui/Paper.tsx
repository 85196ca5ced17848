import { Image, Text, View } from '@tarojs/components'
import type { Block, Slot as SlotData } from '../documents/blocks'
import { Qr } from './Qr'

interface Props {
  blocks: Block[]
  /** Where the picture of a signature lies on this phone. */
  imageOf: (sha256: string) => string | undefined
  demo: boolean
  /** 大字读: the same blocks, set for an older reader. */
  large: boolean
}

function Slot({ slot, imageOf }: { slot: SlotData } & Pick<Props, 'imageOf'>) {
  const image = slot.image_sha256 ? imageOf(slot.image_sha256) : undefined
  return (
    <View className='paper-slot'>
      <Text>{slot.label}：</Text>
      {image ? (
        <Image className='paper-ink' src={image} mode='aspectFit' aria-label={`${slot.name}签名`} />
      ) : (
        <Text className='paper-blank'>{slot.words || ''}</Text>
      )}
      <Text className='paper-slot-at'>{slot.at}</Text>
    </View>
  )
}

function Pairs({ rows }: { rows: [string, string][] }) {
  return (
    <View className='paper-pairs'>
      {rows.map(([label, value], index) => (
        <View className='paper-pair' key={index}>
          <Text className='paper-pair-label'>{label}：</Text>
          <Text className='grow'>{value}</Text>
        </View>
      ))}
    </View>
  )
}

interface TableBlock {
  columns: { title: string; width: number }[]
  rows: string[][]
}

function Table({ columns, rows }: TableBlock) {
  const line = (cells: string[], key: string, head: boolean) => (
    <View className={`paper-line ${head ? 'strong' : ''}`} key={key}>
      {cells.map((cell, index) => (
        <View className='paper-cell' style={{ flex: columns[index].width }} key={index}>
          {cell}
        </View>
      ))}
    </View>
  )
  return (
    <View className='paper-table'>
      {line(
        columns.map(({ title }) => title),
        'head',
        true,
      )}
      {rows.map((cells, index) => line(cells, String(index), false))}
    </View>
  )
}

function Seal({ text, date, demo }: { text: string; date: string; demo: boolean }) {
  return (
    <View className='paper-seal'>
      <View>{text}</View>
      <View>{date}</View>
      {demo ? (
        <View className='paper-stamp' aria-hidden>
          <View>演示专用章</View>
          <View>无 效</View>
        </View>
      ) : null}
    </View>
  )
}

function One({ block, imageOf, demo }: { block: Block } & Omit<Props, 'blocks' | 'large'>) {
  switch (block.type) {
    case 'title':
      return <View className='paper-title'>{block.text}</View>
    case 'center':
      return <View className='paper-center'>{block.text}</View>
    case 'number':
      return <View className='paper-number'>{block.text}</View>
    case 'heading':
      return <View className='paper-heading'>{block.text}</View>
    case 'paragraph':
      return <View className={block.indent ? 'paper-indent' : ''}>{block.text}</View>
    case 'pairs':
      return <Pairs rows={block.rows} />
    case 'table':
      return <Table columns={block.columns} rows={block.rows} />
    case 'signatures':
      return (
        <View className='paper-slots'>
          {block.slots.map((slot, index) => (
            <Slot slot={slot} imageOf={imageOf} key={index} />
          ))}
        </View>
      )
    case 'seal':
      return <Seal text={block.text} date={block.date} demo={demo} />
    case 'qr':
      return (
        <View className='paper-qr'>
          <Qr text={block.text} size={84} label='文书核对码' />
          <Text className='ml-2'>{block.caption}</Text>
        </View>
      )
    case 'divider':
      return <View className='paper-divider' />
    case 'end':
      return <View className='paper-end'>（以下空白）</View>
    default:
      return null
  }
}

/** The document exactly as it is signed: white in every theme, the same block list as the print. */
export function Paper({ blocks, imageOf, demo, large }: Props) {
  return (
    <View
      className={`paper ${large ? 'paper-large' : ''} ${demo ? 'paper-demo' : ''}`}
      data-testid='paper'
      aria-label={demo ? '演示文书，无效' : undefined}
    >
      {blocks.map((block, index) => (
        <One block={block} imageOf={imageOf} demo={demo} key={index} />
      ))}
    </View>
  )
}
