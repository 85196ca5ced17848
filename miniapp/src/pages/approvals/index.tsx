import { useRouter } from '@tarojs/taro'
import { List } from './List'
import { One } from './One'

/** 审批: what waits for the head, and what became of one's own wishes; with an id, one of them. */
export default function ApprovalsPage() {
  const { id, mine } = useRouter().params
  return id ? <One id={id} /> : <List mineOnly={Boolean(mine)} />
}
