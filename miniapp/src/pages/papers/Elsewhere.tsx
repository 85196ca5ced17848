import { Button } from '../../ui/Button'
import { Skeleton, StateCard } from '../../ui/States'
import { Trouble } from '../Trouble'
import type { Reading } from '../use'

interface Props {
  problem: Reading<unknown>['problem']
  onRetry: () => void
}

/** A document that was signed, but not here, while it is read or cannot be. */
export function Elsewhere({ problem, onRetry }: Props) {
  if (!problem) return <Skeleton what='签好的文书' />
  if (problem.status !== 0) return <Trouble problem={problem} onRetry={onRetry} />
  return (
    <StateCard
      icon='off'
      tone='c-warn'
      title='签好的这份不在这部手机上'
      testId='signed-elsewhere'
      acts={<Button look='soft' icon='sync' text='再试一次' onTap={onRetry} testId='retry' />}
    >
      它不是在这部手机上签的，现在连不上网，取不到签好的内容，所以不能看，也不能打印。连上网打开一次，以后没网也能看、能打。
    </StateCard>
  )
}
