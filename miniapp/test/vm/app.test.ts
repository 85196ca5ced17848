import { describe, expect, it } from 'vitest'
import { source } from './bundle'
import { container, tap, textOf } from './container'
import { CONCLUDED, dingtalk, FAILED, inspection, TASK } from './dingtalk'

const SECOND_TAP_MS = 500

async function until<T>(what: () => T | false | undefined | null, words = ''): Promise<T> {
  for (let i = 0; i < 200; i += 1) {
    const got = what()
    if (got) return got
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`did not happen: ${words || what}`)
}

describe('the compiled bundle in 钉钉', () => {
  it('signs in, shows the inbox, opens a task and keeps its acceptance', async () => {
    const phone = dingtalk()
    const app = container(phone.dd)
    app.launch('pages/inbox/index')
    const shown = () => textOf(app.current().data.root)
    await until(() => shown().includes('老台门面馆'), 'the inbox shows the task')
    expect(phone.to.state.signIns).toBe(1)
    expect(phone.asked.every(({ data }) => data === undefined || typeof data === 'string')).toBe(true)

    tap(app.current(), '老台门面馆')
    await until(() => app.current().route === 'pages/task/index' && shown().includes('陆建国'), 'the task is shown')
    phone.to.state.online = false
    // a tap right after the last one may be its second half, and means nothing
    await new Promise((resolve) => setTimeout(resolve, SECOND_TAP_MS))
    tap(app.current(), '接收任务')
    await until(() => Object.keys(phone.kept).some((key) => /^outbox\.\d+$/.test(key)), 'the command is kept')
    const stored = JSON.parse(String(phone.kept['outbox.1']))
    expect(stored.command).toMatchObject({ seq: 1, kind: 'task.accept', payload: { task_id: TASK } })
    expect(app.errors).toEqual([])
  })

  it('sends what was kept after a cold start, and lets go of it on the signed receipt', async () => {
    const phone = dingtalk()
    const first = container(phone.dd)
    first.launch(`pages/task/index?id=${TASK}`)
    await until(() => textOf(first.current().data.root).includes('接收任务'), 'the task is shown')
    phone.to.state.online = false
    tap(first.current(), '接收任务')
    await until(() => phone.kept['outbox.1'], 'the command is kept')
    const { id } = JSON.parse(String(phone.kept['outbox.1'])).command
    phone.to.state.online = true
    container(phone.dd).launch('pages/inbox/index')
    await until(() => !phone.kept['outbox.1'], 'the outbox is empty')
    expect(phone.commands().map((command) => command.id)).toContain(id)
    expect(JSON.parse(String(phone.kept['outbox.receipts']))[0]).toMatchObject({ id, key_id: 'k1' })
  })
})

describe('every page', () => {
  const { pages } = JSON.parse(source('app.json')) as { pages: string[] }
  const stages = {
    'before the inspection': null,
    'while checking': inspection({ answers: FAILED }),
    'after the conclusion': inspection(CONCLUDED),
  }
  /** Words that only a page with its data shows. */
  const words: Record<keyof typeof stages, Record<string, string>> = {
    'before the inspection': { inbox: '老台门', task: '陆建国', subject: '老台门', mine: '沈雨薇' },
    'while checking': { check: '健康证明', conclude: '厨师一人', arrive: '陆建国' },
    'after the conclusion': { finish: '责令改正通知书', task: '陆建国' },
  }

  async function opened(page: string, stage: keyof typeof stages) {
    const app = container(dingtalk(stages[stage]).dd)
    app.launch(`${page}?id=${TASK}&task=${TASK}`)
    await until(() => app.current().data.root?.cn?.length, 'the page is drawn')
    return app
  }

  describe.each(Object.keys(stages) as (keyof typeof stages)[])('%s', (stage) => {
    it.each(pages)('%s opens without an error', async (page) => {
      const app = await opened(page, stage)
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect(app.errors).toEqual([])
    })

    it.each(Object.entries(words[stage]))('%s shows %s', async (name, word) => {
      const app = await opened(`pages/${name}/index`, stage)
      await until(() => textOf(app.current().data.root).includes(word), word)
    })
  })
})
