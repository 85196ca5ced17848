import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { Button } from '../Button'
import { isSigned, type Handwriting, type Sample } from '../strokes'
import { layoutOf, toReading, toScreen } from './geometry'
import { SignCanvas } from './SignCanvas'
import './sign.css'

interface Props {
  name: string
  role: string
  document: string
  number: string
  /** One line of what the document asks of the signer. */
  gist: string
  onDone: (writing: Handwriting) => void
  onReadAgain: () => void
  onRefuse?: () => void
}

function Aside({ name, role, document, number, gist }: Omit<Props, 'onDone' | 'onReadAgain'>) {
  return (
    <View className='card pad sign-aside'>
      <View className='t-note'>签名人</View>
      <View className='t-title'>{name}</View>
      <View className='t-note2'>{role}</View>
      <View className='rule mt-2 mb-2' />
      <View className='t-note'>您签的是</View>
      <View className='t-body2 strong'>{document}</View>
      <View className='t-note2'>{number}</View>
      {gist ? <View className='t-note2 mt-1'>{gist}</View> : null}
    </View>
  )
}

interface FootProps {
  undo: () => void
  clear: () => void
  refuse?: () => void
  done: () => void
  ready: boolean
}

function Foot({ undo, clear, refuse, done, ready }: FootProps) {
  return (
    <View className='acts'>
      <Button tall icon='undo' text='退一笔' onTap={undo} testId='sign-undo' />
      <Button tall text='重写' onTap={clear} testId='sign-clear' />
      {refuse ? (
        <Button tall className='c-late' text='不签' onTap={refuse} testId='sign-refuse' />
      ) : null}
      <Button
        look='main'
        icon={ready ? 'check' : undefined}
        text={ready ? '签好了' : '请先签名'}
        waiting={!ready}
        onTap={done}
        testId='sign-done'
      />
    </View>
  )
}

/** A whole screen to sign on, read with the phone turned; says who signs what. */
export function SignPad(props: Props) {
  const [strokes, setStrokes] = useState<Sample[][]>([])
  const pad = useMemo(() => {
    const { windowWidth, windowHeight } = Taro.getSystemInfoSync()
    return layoutOf(windowWidth, windowHeight)
  }, [])
  const { box } = pad
  const started = strokes.length ? strokes[0][0][2] : 0
  const writing: Handwriting = {
    width: Math.round(box.width),
    height: Math.round(box.height),
    strokes: strokes.map((stroke) =>
      stroke.map(([x, y, t]) => [Math.round(x), Math.round(y), t - started] as Sample),
    ),
  }
  const add = (stroke: Sample[]) =>
    setStrokes((before) => before.concat([stroke.map((sample) => toReading(pad, sample))]))
  const shown = useMemo(
    () => strokes.map((stroke) => stroke.map((sample) => toScreen(pad, sample))),
    [strokes, pad],
  )
  const ready = isSigned(writing)
  const place = { width: `${pad.width}px`, height: `${pad.height}px` }
  return (
    <View className='sign-screen' role='dialog' aria-label={`${props.name}签名`}>
      <View className={`sign-pad ${pad.turned ? 'sign-turned' : ''}`} style={place}>
        <View className='sign-left' style={{ width: `${pad.aside}px` }}>
          <Aside {...props} />
          <Button
            tall
            icon='doc'
            text='再看一遍全文'
            onTap={props.onReadAgain}
            testId='sign-read'
          />
        </View>
        <View className='sign-right'>
          <View className='sign-box'>
            <Text className='sign-hint'>请在框内签写全名</Text>
            <View className='sign-line' aria-hidden />
          </View>
          <Foot
            undo={() => setStrokes((before) => before.slice(0, -1))}
            clear={() => setStrokes([])}
            refuse={props.onRefuse}
            done={() => ready && props.onDone(writing)}
            ready={ready}
          />
        </View>
      </View>
      <SignCanvas rect={pad.canvas} strokes={shown} onStroke={add} />
    </View>
  )
}
