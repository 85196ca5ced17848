import type { Panorama } from '@/store/panorama'
import type { Form, Me, Partners, Task, Wish } from '../shapes'

/** The task of an emergency as this phone knows it until the server has said more: enough to go
 *  there, check and keep evidence without a signal. */
export function begun(
  id: string,
  wish: Wish,
  known: { me: Me; subject: Panorama['subject']; form: Form; partners: Partners | undefined },
  at: string,
): Task {
  const { me, subject, form, partners } = known
  const mate = (officer: string, name: string, lead: boolean) => ({
    officer_id: officer,
    name,
    certificate_number: '',
    certificate_valid_to: null,
    lead,
    answer: lead ? 'accepted' : 'none',
  })
  const others = wish.officer_ids.map((one) => {
    const found = partners?.items.find((each) => each.id === one)
    return mate(one, found?.name ?? '同事', false)
  })
  const own = me.certificates.find(({ valid }) => valid)
  return {
    id,
    number: '',
    state: 'accepted',
    state_in_words: '待检查',
    kind_in_words: wish.kind === 'case' ? '个案检查' : '日常检查',
    deadline: at.slice(0, 10),
    working_days_left: 0,
    note: wish.trigger_note,
    created_at: at,
    assigned_by: me.name,
    subject,
    checklist_id: form.id,
    checklist: form,
    team: [
      { ...mate(me.officer_id ?? '', me.name, true), certificate_number: own?.number ?? '' },
    ].concat(others),
    gates: [],
    past: [],
    act_code: '',
    presence: null,
    my_answer: 'accepted',
    inspection: null,
    numbers: {},
  }
}
