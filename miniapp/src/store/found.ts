/** What a search of the register asks and answers. */

/** [start, end) of what was found, by field. */
export type Matched = Partial<
  Record<'name' | 'uscc' | 'address' | 'operating_address' | 'legal_rep', [number, number][]>
>

export interface FoundSubject {
  id: string
  name: string
  uscc: string
  address: string
  operating_address: string
  kind: string
  state: string
  credit: string
  risk: string
  legal_rep: string
  tags: string[]
  matched: Matched
}

export interface Found {
  items: FoundSubject[]
  more: boolean
  /** For `after`; empty on the last page. */
  next: string
  /** Not everything can be found just now; `notice` says why. */
  degraded: boolean
  notice: string
}

/** What is looked for: words, and what narrows them. */
export interface SubjectsAsked {
  q: string
  region?: string
  industry?: string
  credit?: string
  risk?: string
  state?: string
  tag?: string
  after?: string
  limit?: number
}
