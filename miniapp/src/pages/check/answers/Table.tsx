import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { cell, rowWords, type AnswerKind, type Column, type TableRow, type Value } from '@/checklists/kinds'
import { Button } from '../../../ui/Button'
import { Field } from '../../../ui/Field'
import { Tap } from '../../../ui/Tap'
import { Icon } from '../../../ui/Icon'
import { toast } from '../../../ui/Toast'
import { DayField, tidied } from './Written'

interface Props {
  answer: AnswerKind & { type: 'table' }
  value: Value
  onAnswer: (value: Value, typed?: boolean) => unknown
  onDone: () => unknown
}

const PLACEHOLDERS = { text: '填写', number: '填数字', date: '' }

const empty = (columns: Column[]): TableRow =>
  columns.reduce<TableRow>((row, { key }) => ({ ...row, [key]: '' }), {})

function Cell({ column, text, onChange, onDone }: {
  column: Column
  text: string
  onChange: (text: string) => void
  onDone: () => unknown
}) {
  const { key, label, type } = column
  if (type === 'date') {
    return (
      <View className='mt-2'>
        <Text className='label'>{label}</Text>
        <DayField value={text} onPick={onChange} testId={`cell-${key}`} />
      </View>
    )
  }
  const wrong = !cell(type, type === 'number' ? tidied(text) : text)
  return (
    <View className='mt-2'>
      <Field
        label={label}
        value={text}
        onChange={onChange}
        onDone={onDone}
        maxLength={200}
        placeholder={PLACEHOLDERS[type]}
        problem={wrong ? '这里要填数字' : undefined}
        testId={`cell-${key}`}
      />
    </View>
  )
}

interface RowProps {
  columns: Column[]
  row: TableRow
  place: number
  open: boolean
  onOpen: () => void
  onWrite: (key: string, text: string) => void
  onRemove: () => void
  onDone: () => unknown
}

function OneRow({ columns, row, place, open, onOpen, onWrite, onRemove, onDone }: RowProps) {
  const words = rowWords(columns, row)
  return (
    <View className='table-row' data-testid={`row-${place}`}>
      <Tap
        className='fx table-head'
        onTap={onOpen}
        label={`第 ${place} 行`}
        testId={`row-head-${place}`}
      >
        <Text className='strong table-place'>{place}</Text>
        <Text className={`grow one-line ${words ? '' : 'c-3'}`}>{words || '还没填'}</Text>
        <Icon name={open ? 'up' : 'down'} size='s' className='row-chevron' />
      </Tap>
      {open ? (
        <View className='table-cells'>
          {columns.map((column) => (
            <Cell
              key={column.key}
              column={column}
              text={row[column.key] || ''}
              onChange={(text) => onWrite(column.key, text)}
              onDone={onDone}
            />
          ))}
          <Button
            look='text'
            icon='trash'
            className='c-late'
            text='去掉这一行'
            onTap={onRemove}
            testId={`remove-row-${place}`}
          />
        </View>
      ) : null}
    </View>
  )
}

/** What a row says, as the server takes it; a row with nothing in it is none. */
function said(columns: Column[], rows: TableRow[]): TableRow[] | null {
  const tidy = rows.map((row) =>
    columns.reduce<TableRow>((all, { key, type }) => {
      const text = (row[key] || '').trim()
      return { ...all, [key]: type === 'number' ? tidied(text) : text }
    }, {}),
  )
  const filled = tidy.filter((row) => columns.some(({ key }) => row[key]))
  const good = filled.every((row) => columns.every(({ key, type }) => cell(type, row[key])))
  return filled.length && good ? filled : null
}

/** Rows one under the other, one of them open; a phone is no place for a wide grid. */
export function TableAnswer({ answer, value, onAnswer, onDone }: Props) {
  const { columns, max_rows: most = 20 } = answer
  const [rows, setRows] = useState<TableRow[]>((value as TableRow[] | null) ?? [empty(columns)])
  const [open, setOpen] = useState(value ? -1 : 0)
  const take = (next: TableRow[]) => {
    setRows(next)
    onAnswer(said(columns, next), true)
  }
  const remove = (at: number) => {
    const before = rows
    take(rows.filter((_, index) => index !== at))
    setOpen(-1)
    toast('这一行去掉了', { icon: 'trash', action: '撤销', onAction: () => take(before) })
  }
  return (
    <View>
      {rows.map((row, at) => (
        <OneRow
          key={at}
          columns={columns}
          row={row}
          place={at + 1}
          open={open === at}
          onOpen={() => setOpen(open === at ? -1 : at)}
          onWrite={(key, text) =>
            take(rows.map((one, index) => (index === at ? { ...one, [key]: text } : one)))
          }
          onRemove={() => remove(at)}
          onDone={onDone}
        />
      ))}
      {rows.length < most ? (
        <Button
          tall
          look='soft'
          icon='plus'
          text='加一行'
          className='wide'
          onTap={() => {
            setOpen(rows.length)
            take(rows.concat(empty(columns)))
          }}
          testId='add-row'
        />
      ) : (
        <View className='t-note'>最多 {most} 行</View>
      )}
    </View>
  )
}
