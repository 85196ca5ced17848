import { Text, View } from '@tarojs/components'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { momentInWords, monthDay, weekday } from '../../ui/words'
import { go } from '../go'
import type { Command, Order, OrderItem, OrderReport } from '../shapes'
import { shortAddress } from '../tones'
import { Seen } from './Seen'
import { ENDED, OrderChip } from './words'

/** Whose it is, until when, and how it stands. */
export function Head({ order }: { order: Order }) {
  const { subject } = order
  return (
    <View className='card'>
      <View className='pad'>
        <View className='t-title' data-testid='subject-name'>
          {subject.name}
        </View>
        <View className='t-note2'>{shortAddress(subject.address)}</View>
        <View className='t-note'>
          {order.number}，{monthDay(order.ordered_on)}责令
        </View>
        <View className='tags mt-1'>
          <OrderChip order={order} />
          {order.recheck_late ? <Chip tone='late' text='复查超期' /> : null}
        </View>
      </View>
      <View className='row rule'>
        <View className='grow'>
          <View className='t-note'>改正期限</View>
          <View data-testid='due'>
            <Text className='t-head'>{monthDay(order.due)}</Text>
            <Text className='t-body2'>
              {' '}
              {weekday(order.due)}
              {order.state === 'open' ? `，${leftWords(order.working_days_left)}` : ''}
            </Text>
          </View>
          {order.due !== order.printed_due ? (
            <View className='t-note'>已延期；通知书上印的是 {monthDay(order.printed_due)}</View>
          ) : null}
        </View>
      </View>
      {ENDED.indexOf(order.state) < 0 ? (
        <Row
          className='rule'
          icon='hist'
          title={`最迟 ${monthDay(order.recheck_by)} ${weekday(order.recheck_by)}复查`}
        />
      ) : null}
      <Row
        className='rule'
        icon='shop'
        title='看主体全景'
        onTap={() => go('subject', { id: subject.id })}
      />
      <Row
        className='rule'
        icon='docs'
        title='看那次检查和通知书'
        onTap={() => go('task', { id: order.task_id })}
        testId='open-inspection'
      />
    </View>
  )
}

function leftWords(left: number): string {
  if (left > 0) return `还剩 ${left} 个工作日`
  return left === 0 ? '就是今天' : `已过 ${-left} 个工作日`
}

function Item({ item, order }: { item: OrderItem; order: Order }) {
  return (
    <View className='pad rule-between' data-testid='item'>
      <View className='fx-top'>
        <View className='grow t-body2 strong'>
          {item.place}．{item.facts}
        </View>
        {item.corrected === null ? null : (
          <View className='ml-2'>
            <Chip
              tone={item.corrected ? 'done' : 'late'}
              icon={item.corrected ? 'okc' : 'x'}
              text={item.corrected ? '已整改' : '未整改'}
            />
          </View>
        )}
      </View>
      {item.measure ? <View className='t-note2'>要求：{item.measure}</View> : null}
      {item.basis ? <View className='t-note'>依据：{item.basis}</View> : null}
      {item.due !== order.printed_due ? (
        <View className='t-note'>这一项的期限：{monthDay(item.due)}</View>
      ) : null}
      {item.facts_after ? <View className='t-body2'>复查时：{item.facts_after}</View> : null}
      <Seen
        photos={[
          { words: '整改前', hashes: item.photos },
          { words: '复查时', hashes: item.photos_after },
        ]}
      />
    </View>
  )
}

export function Items({ order }: { order: Order }) {
  return (
    <View>
      <View className='section'>
        要改的<Text className='section-note'>{order.items.length} 项</Text>
      </View>
      <View className='card'>
        {order.items.map((item) => (
          <Item key={item.code} item={item} order={order} />
        ))}
      </View>
    </View>
  )
}

function Told({ report }: { report: OrderReport }) {
  return (
    <View className='pad rule-between' data-testid='report'>
      <View className='fx'>
        <Text className='t-body2 strong'>{report.name}</Text>
        {report.origin === 'party' ? <View className='tag ml-2'>扫码提交</View> : null}
        <Text className='t-note push'>{momentInWords(report.at)}</Text>
      </View>
      {report.text ? <View className='t-body2'>{report.text}</View> : null}
      <Seen photos={[{ words: '报告', hashes: report.photos }]} />
      <View className='t-note'>收据号 {report.receipt}</View>
    </View>
  )
}

type Unsent = Command<'rectification.report'>['payload']

/** What the server has, and what this phone has not sent yet. */
export function Reports({ order, unsent }: { order: Order; unsent: Unsent[] }) {
  const known = order.reports.map(({ id }) => id)
  const waiting = unsent.filter(({ report_id: id }) => known.indexOf(id) < 0)
  return (
    <View>
      <View className='section'>
        整改报告<Text className='section-note'>{order.reports.length + waiting.length} 份</Text>
      </View>
      <View className='card'>
        {waiting.map((one) => (
          <View className='pad rule-between' key={one.report_id} data-testid='report-unsent'>
            <Chip tone='warn' icon='cloudup' text='已存手机，等发送' />
            <View className='t-body2 mt-1'>{one.text}</View>
            <Seen photos={[{ words: '报告', hashes: one.photos }]} />
          </View>
        ))}
        {order.reports
          .slice()
          .reverse()
          .map((report) => (
            <Told key={report.id} report={report} />
          ))}
        {order.reports.length + waiting.length ? null : (
          <View className='pad t-body2 c-2'>
            还没有收到。当事人扫通知书上的码就能交，也可以由您代记。
          </View>
        )}
      </View>
    </View>
  )
}

/** Rechecks, extensions, and the orders before and after this one. */
export function History({ order }: { order: Order }) {
  const { rechecks, extensions, previous, following } = order
  if (!rechecks.length && !extensions.length && !previous && !following) return null
  return (
    <View>
      <View className='section'>经过</View>
      <View className='card rows'>
        {previous ? (
          <Row
            className='rule-between'
            icon='undo'
            title={`接着 ${previous.number} 再责令`}
            note={previous.state_in_words}
            onTap={() => go('order', { id: previous.id })}
          />
        ) : null}
        {extensions.map((one) => (
          <Row
            className='rule-between'
            key={one.at}
            icon='cal'
            title={`延期：${monthDay(one.due_before)}改到 ${monthDay(one.due_after)}`}
            note={`${one.approved_by} 同意，${one.reason}`}
          />
        ))}
        {rechecks.map((one) => (
          <Row
            className='rule-between'
            key={one.task_id}
            icon='hist'
            title={`复查：${one.outcome_in_words || one.task_state_in_words}`}
            note={
              one.concluded_at
                ? `${momentInWords(one.concluded_at)} 交回`
                : `${one.started_by} 安排，${monthDay(one.deadline)}前`
            }
            onTap={() => go('task', { id: one.task_id })}
            testId='open-recheck'
          />
        ))}
        {following ? (
          <Row
            className='rule-between'
            icon='go'
            title={`已由 ${following.number} 接着责令`}
            note={following.state_in_words}
            onTap={() => go('order', { id: following.id })}
          />
        ) : null}
      </View>
    </View>
  )
}
