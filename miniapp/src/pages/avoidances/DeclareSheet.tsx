import { toast } from '../../ui/Toast'
import { WhySheet } from '../../ui/WhySheet'
import { send } from '../use'

const REASONS = [
  '本人或近亲属是负责人、股东或员工',
  '有借款、投资等经济往来',
  '有房屋租赁、供货等生意关系',
  '是亲友、同学等，可能影响公正执法',
]

interface Props {
  subject: string
  name: string
  onClose: () => void
}

/** How the officer is tied to a subject; from then on nobody can send them there. */
export function DeclareSheet({ subject, name, onClose }: Props) {
  const declare = async (reason: string) => {
    await send('avoidance.declare', { subject_id: subject, reason })
    onClose()
    toast('已申报，派任务时不会再选您查这家')
  }
  return (
    <WhySheet
      title='申报回避'
      label='什么关系'
      reasons={REASONS}
      most={200}
      confirm='申报'
      icon='okc'
      lacking='什么关系'
      problem='请写明是什么关系'
      testId='declare'
      onClose={onClose}
      onWhy={declare}
    >
      申报后不能再派您去查{name}，手上有它的任务时会通知派任务的人换人。关系没有了，由名录库管理员解除。
    </WhySheet>
  )
}
