import { View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo } from 'react'
import { kindOf, nthOf, once } from '@/documents/several'
import type { Source } from '@/documents/source'
import { api } from '@/store'
import type { Template } from '@/store/api'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { scrollTo } from '../../ui/scroll'
import { Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import { goOn } from '../go'
import { LackButton } from '../LackButton'
import { signedNames } from '../papers/signing'
import { fillKey, useExtras, useTemplates, type Filled } from '../papers/usePapers'
import type { Inspection, Task } from '../shapes'
import { Trouble } from '../Trouble'
import { momentNow, useChecklist, useDraft, useInspection, useMe, useTask } from '../use'
import { Asking } from './Asking'
import { addable, askedOf, lacking, proposal } from './filling'

const MOST_SAID = 4 // at once; the others follow

interface Loaded {
  task: Task
  inspection: Inspection
  templates: Template[]
}

/** What may be made here; the ones that want a number first say so. */
function Kinds({ task, inspection, templates }: Loaded) {
  const extras = useExtras(inspection.id)
  const there = signedNames(inspection).concat(extras.names)
  const offered = addable(templates, once(there))
  return (
    <Frame title='加一份文书' testId='kinds'>
      {offered.length ? (
        <View className='card rows'>
          {offered.map(({ template: { title }, name, count }) => (
            <Row
              key={name}
              icon='doc'
              title={count ? `再做一份${title}` : title}
              note={
                (count ? `已有 ${count} 份·` : '') +
                (task.numbers[name] ? '没有网络也能做' : '签名前要有网络取文号')
              }
              onTap={() => goOn('fill', { task: task.id, kind: name })}
              testId={`kind-${name}`}
            />
          ))}
        </View>
      ) : (
        <StateCard icon='okc' tone='c-done' title='能加的都加上了'>
          回到文书页继续签名。
        </StateCard>
      )}
    </Frame>
  )
}

/** The answers so far; until something was written, what the record proposes. */
function useAnswers({ task, inspection }: Loaded, name: string, { program }: Template) {
  const me = useMe()
  const checklist = useChecklist(task.checklist_id).value
  const [kept, keep] = useDraft<Filled | null>(fillKey(inspection.id, name), null)
  const begun = useMemo(() => {
    if (!me || !checklist) return null
    const number = { number: '', verify_url: '' }
    const source: Source = { me, task, checklist, inspection, number, now: momentNow() }
    return proposal(program, source, nthOf(name))
  }, [me, checklist, task, inspection, program, name])
  if (!begun) return null
  const written = kept ?? begun
  const change = (key: string, value: unknown) =>
    keep((before) => ({ ...(before ?? begun), [key]: value }))
  return { written, change, store: () => keep((before) => before ?? begun) }
}

function Form(props: Loaded & { name: string; template: Template }) {
  const { task, inspection, name, template } = props
  const extras = useExtras(inspection.id)
  const answers = useAnswers(props, name, template)
  const asked = askedOf(template.program)
  const title = nthOf(name) > 1 ? `${template.title}·第 ${nthOf(name)} 份` : template.title
  if (!answers) {
    return (
      <Frame title={title}>
        <Skeleton what='文书模板' />
      </Frame>
    )
  }
  const { written, change, store } = answers
  const lacks = lacking(asked, written).slice(0, MOST_SAID)
  const done = async () => {
    await store()
    await extras.add(name)
    if (!task.numbers[name]) await api.reserve(task.id, [name]).catch(() => undefined)
    await goOn('papers', { task: task.id, kind: name })
  }
  return (
    <Frame
      title={title}
      testId='fill'
      foot={
        <View className='acts'>
          {lacks.length ? (
            <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`ask-${key}`)} testId='lacks' />
          ) : (
            <Button look='main' text='看文书，去签名' onTap={done} testId='fill-done' />
          )}
        </View>
      }
    >
      {asked.length ? null : (
        <StateCard icon='okc' tone='c-done' title='不用另外填写'>
          内容都从检查记录里来，直接去签名。
        </StateCard>
      )}
      {asked.map((one) => (
        <Asking
          key={one.key}
          asked={one}
          value={written[one.key]}
          change={(value) => change(one.key, value)}
        />
      ))}
    </Frame>
  )
}

/** 加一份文书: which kind, then what the record does not hold. `kind`: its name (see several). */
export default function FillPage() {
  const { task: id = '', kind: name = '' } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  const templates = useTemplates()
  if (!task || !inspection || !templates) {
    return (
      <Frame title='加一份文书'>
        {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='文书模板' />}
      </Frame>
    )
  }
  const template = templates.find(({ kind }) => kind === kindOf(name))
  const loaded = { task, inspection, templates }
  return template ? <Form {...loaded} name={name} template={template} /> : <Kinds {...loaded} />
}
