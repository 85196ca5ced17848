import { WhySheet } from '../../ui/WhySheet'

const REASONS = ['正在发生人身伤害', '问题食品、设备正在使用', '证据马上会灭失']

interface Props {
  offline: boolean
  onClose: () => void
  onStart: (why: string) => void
}

/** 紧急情况: begin now, the approval is made up; why stands on record. */
export function EmergencySheet({ offline, onClose, onStart }: Props) {
  return (
    <WhySheet
      title='紧急情况，先查后补'
      label='什么紧急情况'
      reasons={REASONS}
      most={300}
      confirm='紧急发起检查'
      icon='alarm'
      lacking='什么紧急情况'
      problem='请写明紧急情况'
      testId='emergency'
      onClose={onClose}
      onWhy={onStart}
    >
      批准要在下一个工作日结束前补办，负责人马上收到通知。没有补上或不批准的，记为程序瑕疵。
      {offline ? '现在没有网络：先记在手机里，有网自动报。' : ''}
    </WhySheet>
  )
}
