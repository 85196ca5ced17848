'use strict'

const WORDS = {
  idle: '开着，等手机连接',
  printing: '正在打印',
  finished: '打完了',
  disconnected: '连接断了，纸停在这里',
  garbled: '从这里起会打出乱码',
}
const STUCK = { paper_out: '缺纸，停着', lid_open: '上盖没关，停着' }
const EVERY = 700 // ms

const { status, set } = document.querySelector('main').dataset
const order = document.getElementById('order')
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
  const stuck = STUCK[printer.fault]
  const wrong = printer.state === 'garbled' || printer.state === 'disconnected' || stuck
  const length = printer.bytes ? `，${printer.height_mm} 毫米` : ''
  const garbled = printer.garbled ? `（${printer.garbled}）` : ''
  state.textContent = `${stuck || WORDS[printer.state]}${length}${garbled}`
  state.className = wrong ? 'wrong' : ''
  // A fault that happens once is over afterwards; a choice being made is left alone.
  if (!order.contains(document.activeElement)) order.fault.value = printer.fault
  const now = printer.png_url + printer.state
  if (now === seen) return
  seen = now
  paper.hidden = !printer.bytes
  if (printer.bytes) paper.src = printer.png_url
  text.textContent = printer.text
}

order.addEventListener('change', async () => {
  const body = JSON.stringify({ profile: order.profile.value, fault: order.fault.value })
  try {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(set, { method: 'POST', headers, body })
    if (answer.ok) show(await answer.json())
  } finally {
    document.activeElement.blur()
  }
})
look()
