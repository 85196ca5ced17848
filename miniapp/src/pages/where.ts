import { distance, distanceInWords, fromGcj02 } from '../ui/map/coordinates'
import type { Inspection, Position, Presence, Task } from './shapes'

/** Metres from the registered address, null when one of the two is unknown. */
export function awayFrom(task: Pick<Task, 'subject'>, position: Position | null): number | null {
  const { latitude, longitude } = task.subject
  if (!position || !latitude || !longitude) return null
  const here = { latitude: Number(position.latitude), longitude: Number(position.longitude) }
  const shop = { latitude: Number(latitude), longitude: Number(longitude) }
  return distance(position.crs === 'GCJ02' ? fromGcj02(here) : here, shop)
}

export const accuracyWords = ({ accuracy }: Position) =>
  `定位精度 ${Math.round(Number(accuracy))} 米`

/** Where an officer's own phone was; null where the record says nothing of it. Who checked in was
 *  where the check-in was. */
export function placeWords(
  task: Pick<Task, 'subject'>,
  inspection: Inspection,
  seen: Presence | undefined,
): string | null {
  if (!seen || seen.state === 'none') return null
  const first = seen.at !== null && seen.at === inspection.checked_in_at
  const position = seen.position === undefined && first ? inspection.position : seen.position
  if (position === undefined) return null
  if (position === null) return '没有定位'
  const away = awayFrom(task, position)
  const words = away === null ? [] : [`离登记地址 ${distanceInWords(away)}`]
  return words.concat(accuracyWords(position), position.mock ? '模拟定位' : []).join('，')
}
