/** `dd` on a phone whose server is the tests' own: shapes as the vendor's pages say. */
import type { Command } from '@/store/types'
import { server, type TestServer } from '../phone'

type Options = Record<string, unknown> & {
  success?(result: unknown): void
  fail?(error: unknown): void
  complete?(result: unknown): void
}

export const TASK = '01980000-0000-7000-8000-000000000001'

const subject = {
  id: 's1',
  name: '绍兴市越城区老台门面馆',
  uscc: '91330602MA2XXXXX0X',
  address: '绍兴市越城区某路 1 号',
  region_name: '越城区',
  industry_name: '餐饮服务',
  credit: 'A',
  risk: '一般',
  legal_rep: '王五',
  phone_masked: '138****0000',
  latitude: '30.000000',
  longitude: '120.580000',
  tags: [],
}

const row = {
  id: TASK,
  number: '绍市监检〔2026〕1号',
  state: 'pending',
  state_in_words: '待接收',
  kind_in_words: '日常检查',
  deadline: '2026-12-01',
  late: false,
  subject,
  checklist_title: '餐饮服务食品安全',
  note: '',
}

const teammate = (id: string, name: string, lead: boolean) => ({
  officer_id: id,
  name,
  certificate_number: '33060001',
  certificate_valid_to: '2030-01-01',
  certificate_valid: true,
  lead,
  answer: null,
})

const task = {
  ...row,
  working_days_left: 5,
  created_at: '2026-11-01T00:00:00Z',
  assigned_by: '周科长',
  checklist_id: 'cl1',
  checklist: { id: 'cl1', code: 'food', version: 1, title: '餐饮服务食品安全', item_count: 12, key_count: 3 },
  team: [teammate('officer-1', '沈雨薇', true), teammate('officer-2', '陆建国', false)],
  gates: [],
  past: [],
  act_code: row.number,
  presence: { secret: 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=', step: 120, digits: 6 },
  my_answer: null,
  inspection: null,
  numbers: {},
}

function routes(to: TestServer): void {
  const counts = { pending: 1, todo: 0, active: 0, late: 0, review: 0, done: 0 }
  const tabs = ['pending', 'todo', 'active', 'review', 'done', 'late']
  tabs.forEach((tab) => {
    to.state.routes[`/tasks?tab=${tab}`] = { counts, items: tab === 'pending' ? [row] : [], next: null }
  })
  to.state.routes[`/tasks/${TASK}`] = task
  // The pages are all opened with the task's id, whatever their id is of.
  to.state.routes[`/subjects/${TASK}`] = subject
  to.state.routes[`/subjects/${TASK}/whole`] = {
    subject: { ...subject, state: '存续', kind: '个体工商户', number: subject.uscc },
    ...{ credits: [], licences: [], absorbed: [], merged_into: null, inspections: [] },
    ...{ rectifications: [], alerts: [], open_tasks: [], changes: { items: [], next: null } },
    year: { year: 2026, count: 0, agencies: [], cap_in_words: '未公布上限' },
  }
  to.state.routes['/checklists/cl1'] = checklist
  to.state.routes['/templates'] = []
  to.state.routes['/printers'] = []
}

const item = {
  code: 'F1',
  text: '从业人员是否持有有效健康证明',
  how: '抽查三人',
  key: true,
  basis: [],
  answer: 'pass_fail_na',
  typical: ['未取得健康证明上岗'],
  measure: '立即停止其从事接触直接入口食品的工作',
  evidence: { photos_on_fail: 0, what: [] },
  dispositions: ['D2'],
}

const checklist = {
  id: 'cl1',
  code: 'food',
  version: 1,
  title: '餐饮服务食品安全检查表',
  sections: [{ title: '人员', items: [item] }],
}

const at = '2026-11-24T09:00:00+08:00'

/** An inspection as far as `answers` and `conclusion` say; both officers there, all asked. */
export function inspection(more: Record<string, unknown> = {}) {
  return {
    id: '01980000-0000-7000-8000-000000000002',
    task_id: TASK,
    state: 'checking',
    state_in_words: '检查中',
    checked_in_at: at,
    position: null,
    presence: { 'officer-1': { state: 'confirmed', at }, 'officer-2': { state: 'confirmed', at } },
    credentials: { at, means: 'physical', read_out: true, officer_ids: ['officer-1', 'officer-2'] },
    avoidance: { answer: 'none', reason: '', target_officer_id: null, at },
    answers: {},
    conclusion: null,
    documents: [],
    evidence: [],
    missing: [],
    flaws: [],
    submitted_at: null,
    ...more,
  }
}

const finding = { facts: '厨师一人未取得健康证明', typical: [], photos: [] }
export const FAILED = { F1: { value: 'fail', note: '', finding, at } }
export const CONCLUDED = {
  state: 'concluded',
  answers: FAILED,
  conclusion: {
    party: { name: '王五', role: '负责人' },
    result: 5,
    dispositions: [
      {
        kind: 'D2',
        items: ['F1'],
        measure: '补办健康证明',
        photos_after: [],
        deadline: { mode: 'date', days: null, date: '2026-12-01', confirmed: true },
      },
    ],
    opinion: '',
    at,
  },
}

function later(options: Options, act: () => unknown): void {
  Promise.resolve()
    .then(act)
    .then((result) => {
      options.success?.(result)
      options.complete?.(result)
    })
    .catch((error) => {
      options.fail?.(error)
      options.complete?.(error)
    })
}

async function httpRequest(to: TestServer, options: Options): Promise<unknown> {
  if (options.data !== undefined && typeof options.data !== 'string') throw { error: 14 }
  if (!/^(GET|POST)$/.test(String(options.method))) throw { error: 19, status: 405 }
  const asked = {
    method: options.method as 'GET' | 'POST',
    url: `https://server${options.url}`,
    headers: options.headers as Record<string, string>,
    body: options.data === undefined ? undefined : JSON.parse(String(options.data)),
  }
  const got = await to.request(asked).catch(() => {
    throw { error: 12, errorMessage: '网络不可用' }
  })
  return { status: got.status, headers: got.headers, data: JSON.stringify(got.data) }
}

function storage(kept: Record<string, unknown>) {
  const read = (key: unknown) => {
    const data = kept[String(key)]
    return { data: data === undefined ? null : data }
  }
  const write = ({ key, data }: Options) => void (kept[String(key)] = data)
  return {
    getStorage: (options: Options) => later(options, () => read(options.key)),
    setStorage: (options: Options) => later(options, () => write(options)),
    removeStorage: (options: Options) =>
      later(options, () => void delete kept[String(options.key)]),
    getStorageSync: ({ key }: Options) => read(key),
    setStorageSync: write,
  }
}

const SYSTEM = {
  platform: 'iOS',
  pixelRatio: 3,
  windowWidth: 390,
  windowHeight: 844,
  screenHeight: 844,
  statusBarHeight: 47,
}

/** A phone; with an inspection, the task is accepted and under way. */
export function dingtalk(under: unknown = null) {
  const to = server()
  routes(to)
  if (under) {
    const team = task.team.map((each) => ({ ...each, answer: 'accepted' }))
    const active = { ...task, state: 'active', state_in_words: '进行中', my_answer: 'accepted' }
    to.state.routes[`/tasks/${TASK}`] = { ...active, team, inspection: under }
  }
  const kept: Record<string, unknown> = {}
  const asked: Options[] = []
  const dd = {
    ...storage(kept),
    getAuthCode: (options: Options) => later(options, () => ({ authCode: 'code' })),
    httpRequest: (options: Options) => {
      asked.push(options)
      later(options, () => httpRequest(to, options))
    },
    getNetworkType: (options: Options) =>
      later(options, () => ({ networkAvailable: to.state.online, networkType: 'WIFI' })),
    getSystemInfoSync: () => SYSTEM,
    getSystemInfo: (options: Options) => later(options, () => SYSTEM),
    setNavigationBar: (options: Options) => later(options, () => ({})),
    vibrate: (options: Options) => later(options, () => ({})),
    createSelectorQuery: () => ({}),
    canIUse: () => true,
    env: {},
  }
  const commands = (): Command[] => to.state.batches.reduce((all, batch) => all.concat(batch), [])
  return { dd, to, kept, asked, commands }
}
