import { View } from '@tarojs/components'

export interface DayCell {
  /** "2026-11-30" */
  day: string
  /** What stands under the number: 今天, 1, 休. */
  word: string
  rest: boolean
  end: boolean
}

/** The days between today and the deadline, so that one sees how the date came about. */
export function Days({ cells }: { cells: DayCell[] }) {
  return (
    <View className='days' data-testid='days'>
      {cells.map(({ day, word, rest, end }) => (
        <View className={`day ${end ? 'day-end' : rest ? 'day-rest' : ''}`} key={day}>
          <View className='day-number'>{Number(day.slice(8))}</View>
          <View>{word}</View>
        </View>
      ))}
    </View>
  )
}
