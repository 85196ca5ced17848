// The data of a document from what was done on site: the same as backend/documents/compose.py,
// byte for byte (tests/cases/compose.json). Once concluded, the data depends on nothing else, so
// that a phone that was killed composes the same bytes again.
import { kindOf, LABELS, words as answerWords } from '@/checklists/kinds'
import { evaluate, itemsOf, scoreWords, type Score, type Standing } from '@/checklists/standing'
import type { Data } from './blocks'
import { canonical, sha256Hex } from './canonical'
import * as formats from './formats'
import { REMEDIES } from './remedies'
import type {
  Agency,
  Answer,
  Deadline,
  Disposition,
  Fine,
  Item,
  Member,
  Source,
  Unable,
} from './source'

export type { Source } from './source'

type Officer = { name: string; certificate: string }
export type Failed = { code: string; item: Item; answer: Answer }

const RESULTS: Record<number, string | undefined> = {
  1: '未发现问题',
  2: '未按规定公示应当公示的信息',
  3: '公示信息隐瞒真实情况、弄虚作假',
  4: '通过登记的住所（经营场所）无法联系',
  5: '发现问题已责令改正',
  6: '不配合检查情节严重',
  7: '未发现开展本次抽查涉及的经营活动',
  8: '发现问题待后续处理',
}

const WAYS: Record<string, string | undefined> = {
  D2: '责令改正',
  D3: '责令停止',
  D4: '移送本机关办案机构调查处理',
  D5: '移交有管辖权的部门处理',
  D6: '涉嫌犯罪，移送公安机关',
  D7: '对有关物品先行登记保存',
  D8: '对当事人进行教育提醒',
  D9: '依法纳入信用管理',
}

const UNABLE: Record<string, string> = {
  closed: '关闭或者停业',
  unreachable: '无法联系',
  refused: '当事人拒绝',
}
const NOBODY = ['closed', 'unreachable']
const NONE_HERE = '无人在场'

/** The document's data. Throws for an unknown kind. */
export function compose(kind: string, source: Source): Data {
  const own = kind === 'record' ? record : kind === 'rectification_order' ? order : undefined
  if (!own) throw new Error(`没有“${kind}”这种文书`)
  return { ...common(source), ...own(source) }
}

/** What is signed: SHA-256 (hex) of the canonical template name, version and data. */
export function dataSha256(kind: string, version: number, data: Data): string {
  return sha256Hex(canonical({ template: kind, version, data }))
}

/** What the officers say to the party before they begin. */
export function statement(source: Source): { credentials: string; avoidance: string } {
  const { task } = source
  return {
    credentials:
      `您好，我们是${agencyOf(source).name}的执法人员${named(officers(source))}，` +
      `现在依法对${task.subject.name}进行${task.kind_in_words}，` +
      `检查事项是${source.checklist.title}。这是我们的执法证件，请过目。` +
      '不出示执法证件的，您有权拒绝检查。请您如实回答询问，并协助检查。',
    avoidance:
      '您认为检查人员与检查事项有直接利害关系，或者有其他关系可能影响公正执法的，' +
      '有权申请回避。您是否申请回避？',
  }
}

/** In whose name it is done; a task kept here since before the server told it says nothing. */
export function agencyOf(source: Pick<Source, 'task' | 'me'>): Agency {
  return source.task.agency || source.me.agency
}

export function common(source: Source): Data {
  const { subject } = source.task
  const party = source.inspection.conclusion ? source.inspection.conclusion.party : null
  const none = nobody(source) ? NONE_HERE : ''
  return {
    agency_name: agencyOf(source).name,
    number: source.number.number,
    verify_url: source.number.verify_url,
    demo: Boolean(source.me.demo),
    subject: {
      name: subject.name || '',
      uscc: subject.uscc || '',
      address: subject.address || '',
      legal_rep: subject.legal_rep || '',
    },
    officers: officers(source),
    party: { name: (party && party.name) || none, role: (party && party.role) || none },
    date: endedAt(source).slice(0, 10),
  }
}

function record(source: Source): Data {
  const { task, inspection } = source
  const conclusion = inspection.conclusion
  const party = conclusion ? conclusion.party : null
  const none = nobody(source) ? NONE_HERE : ''
  const note = task.note ? `任务说明：${sentence(task.note)}` : ''
  return {
    reason: `根据检查任务（编号：${task.number}）实施${task.kind_in_words}。${note}`,
    matter: source.checklist.title,
    place: task.subject.address || '',
    kind_in_words: task.kind_in_words,
    started_at: inspection.checked_in_at ? formats.shanghai(inspection.checked_in_at) : '',
    ended_at: endedAt(source),
    recorder: source.me.name,
    party: {
      name: (party && party.name) || none,
      role: (party && party.role) || none,
      phone: formats.mask((party && party.phone) || ''),
    },
    credentials_statement: credentials(source),
    avoidance_statement: avoidance(source),
    checks: checks(source),
    result: (conclusion && RESULTS[conclusion.result]) || '',
    dispositions: dispositions(source),
    opinion: (conclusion && conclusion.opinion) || '',
  }
}

function order(source: Source): Data {
  const problems: Record<string, string>[] = []
  const deadlines: Deadline[] = []
  for (const { code, item, answer } of failed(source)) {
    const ordered = orderedOf(source, code)
    if (!ordered || !ordered.deadline) continue
    problems.push({
      no: String(problems.length + 1),
      facts: sentence(factsOf(item, answer)),
      basis: basisOf(item),
      measure: sentence(ordered.measure || item.measure || ''),
    })
    deadlines.push(ordered.deadline)
  }
  const dates = deadlines.map((one) => one.date).sort()
  const words = deadlines.map(deadlineOf)
  const several = words.some((one) => one !== words[0])
  const listed = words.map((one, place) => `第${formats.ordinal(String(place + 1))}项，${one}改正。`)
  const day = formats.date(endedAt(source).slice(0, 10))
  return {
    lead_in: `经查，你单位在${day}的${source.task.kind_in_words}中存在下列问题：`,
    problems,
    deadline: {
      text: several ? '按各项所列期限' : words[0] || '',
      date: dates[dates.length - 1] || '',
    },
    deadlines: several ? listed : [],
    remedies: remedies('rectification_order', agencyOf(source)),
  }
}

/** 复议 and 诉讼 for a document of this agency; what stays unknown is empty. */
export function remedies(kind: keyof typeof REMEDIES.documents, agency: Agency): Data {
  const document = REMEDIES.documents[kind]
  const agencies: Record<string, { authority: string } | undefined> = REMEDIES.agencies
  const rule = agencies[agency.remedy_kind || 'department']
  if (!rule) throw new Error(`没有“${agency.remedy_kind}”这类机关的救济途径`)
  const region = agency.region_name || ''
  const government = region && rule.authority === 'government' ? `${region}人民政府` : ''
  return {
    review: { days: document.review_days, authority: agency.review_authority || government },
    suit: { months: document.suit_months, court: agency.court || '' },
  }
}

/** The lead first; once the certificates were shown, those who showed theirs. */
function officers(source: Source): Officer[] {
  const shown = source.inspection.credentials
  const team = source.task.team.filter(
    (one) => !shown || shown.officer_ids.indexOf(one.officer_id) >= 0,
  )
  const leads = (lead: boolean): Member[] => team.filter((one) => Boolean(one.lead) === lead)
  return leads(true)
    .concat(leads(false))
    .map((one) => ({ name: one.name, certificate: one.certificate_number || '' }))
}

function named(list: Officer[]): string {
  return list.map((one) => `${one.name}（执法证号：${one.certificate}）`).join('、')
}

function endedAt(source: Source): string {
  const conclusion = source.inspection.conclusion
  return formats.shanghai((conclusion && conclusion.at) || source.now)
}

function credentials(source: Source): string {
  const shown = source.inspection.credentials
  if (!shown) return nobody(source) ? '现场没有当事人，未能出示执法证件。' : ''
  const means = shown.means === 'electronic' ? '电子行政执法证件' : '行政执法证件'
  const told = shown.read_out
    ? '，表明身份，并告知检查事项和当事人的权利、义务'
    : '，表明身份'
  const at = formats.moment(formats.shanghai(shown.at))
  return `${at}，检查人员${named(officers(source))}主动向当事人出示${means}${told}。`
}

function avoidance(source: Source): string {
  const asked = source.inspection.avoidance
  if (!asked) return nobody(source) ? '现场没有当事人，未能告知和询问。' : ''
  const told =
    '检查人员告知当事人：认为检查人员与检查事项有直接利害关系，' +
    '或者有其他关系可能影响公正执法的，有权申请回避。'
  if (asked.answer === 'none') return `${told}当事人表示不申请回避。`
  const target = source.task.team.filter((one) => one.officer_id === asked.target_officer_id)[0]
  const reason = asked.reason ? `，理由：${bare(asked.reason)}` : ''
  return (
    `${told}当事人申请${target ? target.name : '检查人员'}回避${reason}。检查人员已记录，` +
    '报行政机关负责人决定；决定作出之前，不停止检查。'
  )
}

function standingOf({ checklist, inspection }: Source): Standing {
  return evaluate(checklist, inspection.answers)
}

/** The count first, then each problem, what was measured and noted, and the score. */
function checks(source: Source): string[] {
  const cannot = source.inspection.conclusion && source.inspection.conclusion.unable
  if (cannot) return unable(cannot)
  const standing = standingOf(source)
  const { verdicts, visible, score } = standing
  const answered = visible.filter((code) => verdicts[code])
  const checked = answered.filter((code) => verdicts[code] !== 'unchecked')
  const count = (verdict: string): number =>
    answered.filter((code) => verdicts[code] === verdict).length
  const keys = itemsOf(source.checklist).filter(
    ({ key, code }) => key && checked.indexOf(code) >= 0,
  ).length
  let words = `经检查，共检查${checked.length}项（其中重点项${keys}项）：符合${count('pass')}项`
  if (count('basic')) words += `，基本符合${count('basic')}项`
  words += `，不符合${count('fail')}项，不适用${count('na')}项`
  words += count('noted') ? `，另记录${count('noted')}项。` : '。'
  if (checked.length < visible.length) {
    words += `检查表单另有${visible.length - checked.length}项未检查。`
  }
  const problems = failed(source)
  const told = problems.map(({ item, answer }, place) => {
    const photos = (answer.finding && answer.finding.photos && answer.finding.photos.length) || 0
    const taken = photos ? `现场拍照${photos}张。` : ''
    const facts = sentence(factsOf(item, answer))
    return `${place + 1}. ${facts}检查内容：${bare(item.text)}。${taken}`
  })
  return [words + (problems.length ? '发现以下问题：' : '检查中未发现问题。')].concat(
    told,
    records(source, standing),
    score ? [scoreLine(score)] : [],
  )
}

function unable({ how, facts, visits, mailed, photos }: Unable): string[] {
  const more =
    (visits > 1 ? `这是第${visits}次到场。` : '') +
    (mailed ? '曾向登记的住所邮寄函件，被退回或者无人签收。' : '') +
    (photos.length ? `现场拍照${photos.length}张。` : '')
  return [`现场无法实施检查（${UNABLE[how]}）。${sentence(facts)}`].concat(more ? [more] : [])
}

/** 无法检查 with nobody there to show a certificate to. */
function nobody({ inspection }: Source): boolean {
  const { unable: cannot, party } = inspection.conclusion || { unable: null, party: null }
  return Boolean(cannot && NOBODY.indexOf(cannot.how) >= 0 && !(party && party.name))
}

/** What was answered in other words than a conclusion, in the order of the form. */
function records(source: Source, { verdicts }: Standing): string[] {
  const noted = itemsOf(source.checklist).filter(
    (item) => verdicts[item.code] && !Object.prototype.hasOwnProperty.call(LABELS, kindOf(item)),
  )
  const told = noted.map((item, place) => {
    const { value } = source.inspection.answers[item.code] as Answer
    return `（${place + 1}）${bare(item.text)}：${sentence(answerWords(item, value))}`
  })
  return told.length ? ['检查中记录的情况：'].concat(told) : []
}

function scoreLine({ got, possible, standard, fails_whole }: Score): string {
  const ratio = standard === null ? '' : `，标化分${scoreWords(standard)}分`
  const whole = fails_whole ? '；有重点项不符合，整体不合格。' : '。'
  return `按检查表单计分，得${scoreWords(got)}分，应得${scoreWords(possible)}分${ratio}${whole}`
}

export function failed(source: Source): Failed[] {
  const { problems } = standingOf(source)
  return itemsOf(source.checklist)
    .filter(({ code }) => problems.indexOf(code) >= 0)
    .map((item) => ({
      code: item.code,
      item,
      answer: source.inspection.answers[item.code] as Answer,
    }))
}

export function factsOf(item: Item, answer: Answer): string {
  const facts = (answer.finding && answer.finding.facts) || answer.note
  return facts || `“${bare(item.text)}”一项不符合要求`
}

function dispositions(source: Source): string[] {
  const conclusion = source.inspection.conclusion
  const order = failed(source).map((one) => one.code)
  const told = (conclusion ? conclusion.dispositions : []).filter((one) => one.kind !== 'D0')
  const fine = conclusion && conclusion.fine
  const said = told.map((one) => {
    const numbers = one.items.map((code) => order.indexOf(code) + 1).filter(Boolean)
    const problems = numbers.length ? `对第${numbers.join('、')}项问题，` : ''
    const measure = one.measure ? sentence(one.measure) : ''
    if (one.kind === 'D1') {
      const photos = (one.photos_after && one.photos_after.length) || 0
      const after = photos ? `改正后拍照${photos}张。` : ''
      return `${problems}当事人已当场改正。${measure}${after}`
    }
    if (one.kind === 'D2' && one.deadline) {
      return `${problems}责令${deadlineOf(one.deadline)}改正。${measure}`
    }
    const way = WAYS[one.kind]
    if (!way) throw new Error(`没有“${one.kind}”这种处理`)
    const to = one.to ? `（${bare(one.to)}）` : ''
    const reason = one.reason ? sentence(one.reason) : ''
    return `${problems}${way}${to}。${reason}${measure}`
  })
  return fine ? said.concat(fineLine(fine)) : said
}

/** 当场处罚, with what the party said before it. */
function fineLine({ heard, statement: words, amount, basis }: Fine): string {
  const told = heard ? '已告知拟作出的处罚及事实、理由、依据和依法享有的权利，' : ''
  const said = words ? `当事人陈述申辩：${sentence(words)}` : ''
  const what = amount === null ? '警告' : `罚款${amount}元`
  return `${told}当场作出${what}的行政处罚，依据：${bare(basis)}。${said}`
}

function orderedOf(source: Source, code: string): Disposition | undefined {
  const conclusion = source.inspection.conclusion
  return (conclusion ? conclusion.dispositions : []).filter(
    (one) => one.kind === 'D2' && one.items.indexOf(code) >= 0,
  )[0]
}

/** The date stands absolute on paper, whatever a later calendar says. */
function deadlineOf(deadline: Deadline): string {
  const until = `${formats.date(deadline.date)}前（含当日）`
  if (deadline.mode === 'date') return `在${until}`
  const unit = deadline.mode === 'days' ? '日内' : '个工作日内'
  return `在${deadline.days}${unit}，即${until}`
}

/** What was read in a copy of the law; only where there is none, what is still to be read. */
export function basisOf(item: Item): string {
  const read = item.basis.filter((one) => one.checked)
  let before = ''
  const cited = (read.length ? read : item.basis).map((one) => {
    const law = one.title || one.law
    const named = law === before ? '' : `《${law}》`
    before = law
    return `${named}${one.article || ''}${read.length ? '' : '（待核）'}`
  })
  return cited.join('、')
}

function bare(text: string): string {
  return formats.clean(text).replace(/[。；;. ]+$/, '')
}

export function sentence(text: string): string {
  const whole = formats.clean(text)
  return whole === '' || /[。！？]$/.test(whole) ? whole : `${bare(whole)}。`
}
