import { WhySheet } from '../../ui/WhySheet'

const REASONS = [
  '与检查对象有利害关系，应当回避',
  '时间冲突，来不及',
  '不在本人证件的执法范围',
  '已由其他部门检查',
]

interface Props {
  onClose: () => void
  onDecline: (reason: string) => unknown
}

/** A task goes back with a reason that the assigner reads. */
export function DeclineSheet({ onClose, onDecline }: Props) {
  return (
    <WhySheet
      title='退回任务'
      label='理由'
      reasons={REASONS}
      most={200}
      confirm='退回给派任务的人'
      lacking='理由'
      problem='请写明理由'
      testId='decline'
      onClose={onClose}
      onWhy={onDecline}
    >
      退回后由派任务的人另行安排。理由会让他看到。
    </WhySheet>
  )
}
