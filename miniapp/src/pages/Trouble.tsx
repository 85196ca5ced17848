import { Button } from '../ui/Button'
import { Failure, StateCard } from '../ui/States'
import { goHome } from './go'
import type { Reading } from './use'

interface Props {
  problem: NonNullable<Reading<unknown>['problem']>
  onRetry: () => void
}

/** What could not be read: without a network, not there (any more), or the server's own trouble. */
export function Trouble({ problem, onRetry }: Props) {
  const { status, title, number } = problem
  const again = <Button look='soft' icon='sync' text='再试一次' onTap={onRetry} testId='retry' />
  const home = <Button look='text' text='回工作台' onTap={() => goHome()} testId='go-home' />
  if (status === 0) {
    return (
      <StateCard
        icon='off'
        tone='c-warn'
        title='现在连不上网'
        testId='failure'
        acts={
          <>
            {again}
            {home}
          </>
        }
      >
        这一页还没有存到手机里，连上网打开一次，以后没网也能看。
      </StateCard>
    )
  }
  if (status === 404 || status === 403) {
    return (
      <StateCard
        icon='eye'
        title={title}
        testId='failure'
        acts={
          <>
            {again}
            {home}
          </>
        }
      >
        {number ? `要问的话，请说编号 ${number}。` : null}
      </StateCard>
    )
  }
  return <Failure title={title} number={number} onRetry={onRetry} />
}
