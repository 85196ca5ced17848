'use strict'

const WORDS = {
  idle: '开着，等手机连接',
  printing: '正在打印',
  finished: '打完了',
  disconnected: '连接断了，纸停在这里',
  garbled: '从这里起会打出乱码',
}
const EVERY = 700 // ms

const status = document.querySelector('main').dataset.status
const state = document.getElementById('state')
const paper = document.getElementById('paper')
const text = document.getElementById('text')
let seen = ''

async function look() {
  try {
    show(await (await fetch(status, { cache: 'no-store' })).json())
  } catch {
    state.textContent = '看不到打印机，服务可能停了'
    state.className = 'wrong'
  }
  setTimeout(look, EVERY)
}

function show(printer) {
  const wrong = printer.state === 'garbled' || printer.state === 'disconnected'
  const length = printer.bytes ? `，${printer.height_mm} 毫米` : ''
  state.textContent = `${WORDS[printer.state]}${length}${printer.garbled ? `（${printer.garbled}）` : ''}`
  state.className = wrong ? 'wrong' : ''
  const now = printer.png_url + printer.state
  if (now === seen) return
  seen = now
  paper.hidden = !printer.bytes
  if (printer.bytes) paper.src = printer.png_url
  text.textContent = printer.text
}

look()
