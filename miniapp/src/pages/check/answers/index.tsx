import { type AskedItem, type Value } from '@/checklists/kinds'
import { Conclusions, Options } from './Chosen'
import { LocationAnswer, PhotoAnswer, SignatureAnswer } from './Proved'
import { TableAnswer } from './Table'
import { DateAnswer, NumberAnswer, ScanAnswer, TextAnswer } from './Written'

export interface AnswerProps {
  item: AskedItem
  value: Value
  inspectionId: string
  onAnswer: (value: Value, typed?: boolean) => unknown
  onDone: () => unknown
  onSign: () => void
}

/** The control for what an item asks. */
export function AnswerControl(props: AnswerProps) {
  const { item, value, onAnswer, onDone, onSign } = props
  const { answer } = item
  if (typeof answer === 'string') {
    return <Conclusions item={item} value={value} onAnswer={onAnswer} />
  }
  switch (answer.type) {
    case 'number':
      return <NumberAnswer {...props} />
    case 'single':
    case 'multi':
      return <Options item={item} value={value} onAnswer={onAnswer} />
    case 'date':
      return <DateAnswer {...props} />
    case 'text':
      return <TextAnswer {...props} />
    case 'scan':
      return <ScanAnswer {...props} />
    case 'photo':
      return <PhotoAnswer {...props} />
    case 'signature':
      return <SignatureAnswer value={value} onSign={onSign} />
    case 'location':
      return <LocationAnswer {...props} />
    default:
      return <TableAnswer answer={answer} value={value} onAnswer={onAnswer} onDone={onDone} />
  }
}
