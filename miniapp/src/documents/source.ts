// What a document is composed from: the parts of GET /me, task, checklist and inspection it reads.

import type { AskedItem, Value } from '@/checklists/kinds'

type Maybe = string | null | undefined

export interface Deadline {
  mode: 'date' | 'days' | 'workdays'
  days: number | null
  date: string
}

export interface Disposition {
  kind: string
  items: string[]
  measure?: Maybe
  photos_after?: string[] | null
  deadline: Deadline | null
  to?: Maybe
  reason?: Maybe
}

/** Something that is kept as evidence. */
export interface Thing {
  name: string
  spec?: Maybe
  quantity?: Maybe
  note?: Maybe
}

export interface Fine {
  heard: boolean
  statement?: Maybe
  /** null: a warning. */
  amount: number | null
  basis: string
  cash?: boolean | null
  ground?: Maybe
}

export interface Unable {
  how: string
  facts: string
  photos: string[]
  visits: number
  mailed: boolean
}

export interface Member {
  officer_id: string
  name: string
  certificate_number: Maybe
  lead: boolean
}

export interface Item extends AskedItem {
  measure?: Maybe
  basis: { law: string; title?: Maybe; article: string; checked: boolean }[]
}

export interface Answer {
  value: Value
  note?: Maybe
  finding?: { facts?: Maybe; photos?: string[] | null } | null
}

export interface Agency {
  name: string
  region_name?: Maybe
  remedy_kind?: Maybe
  review_authority?: Maybe
  court?: Maybe
}

export interface Source {
  me: { name: string; demo: boolean; agency: Agency }
  task: {
    number: string
    kind_in_words: string
    note?: Maybe
    deadline?: Maybe
    /** In whose name: an entrusted body acts in that of the agency that entrusted it. */
    agency?: Agency
    numbers?: Record<string, { number: string } | undefined>
    subject: { name: string; uscc?: Maybe; address?: Maybe; legal_rep?: Maybe }
    team: Member[]
  }
  checklist: { title: string; sections: { items: Item[] }[] }
  inspection: {
    checked_in_at?: Maybe
    credentials?: { at: string; means: string; read_out: boolean; officer_ids: string[] } | null
    avoidance?: { answer: string; reason?: Maybe; target_officer_id?: Maybe } | null
    answers: Record<string, Answer | undefined>
    conclusion?: {
      party: { name: string; role: string; phone?: Maybe }
      result: number
      dispositions: Disposition[]
      opinion?: Maybe
      fine?: Fine | null
      unable?: Unable | null
      at: string
    } | null
    preservations?: { state: string; things: Thing[] }[] | null
    documents?: { title?: Maybe; about?: Maybe; number?: Maybe; superseded?: boolean }[] | null
    evidence?: { sha256: string; taken_at?: Maybe }[] | null
  }
  number: { number: string; verify_url: string }
  now: string
  /** What the officer wrote for this document, by the keys that its template asks for. */
  filled?: Record<string, unknown>
}
