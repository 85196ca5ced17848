/** The camera's stand-in: a file input of the page. Tests put files into it. */
import { failure } from './native'
import type { LocalFile } from './types'

interface Wanted {
  camera: boolean
  count: number
}

type Keep = (blob: Blob) => Promise<{ path: string; size: number }>

function input({ camera, count }: Wanted): HTMLInputElement {
  const made = document.createElement('input')
  made.type = 'file'
  made.accept = 'image/*'
  made.multiple = count > 1
  made.setAttribute('data-testid', camera ? 'camera' : 'album')
  if (camera) made.setAttribute('capture', 'environment')
  // Present but not shown: Safari opens nothing for an input outside the page.
  made.style.cssText = 'position:fixed;left:-9999px;width:1px;height:1px;opacity:0'
  return made
}

export async function pickFiles(wanted: Wanted, keep: Keep): Promise<LocalFile[]> {
  document.querySelectorAll('input[data-testid="camera"],input[data-testid="album"]').forEach((old) => {
    old.dispatchEvent(new Event('cancel'))
    old.remove()
  })
  const picker = input(wanted)
  document.body.appendChild(picker)
  const picked = await new Promise<File[]>((resolve, reject) => {
    picker.addEventListener('change', () => resolve(Array.prototype.slice.call(picker.files || [])))
    picker.addEventListener('cancel', () => reject(failure('cancelled')))
    picker.click()
  }).finally(() => picker.remove())
  if (!picked.length) throw failure('cancelled')
  const kept: LocalFile[] = []
  for (const file of picked.slice(0, wanted.count)) {
    kept.push({ ...(await keep(file)), mediaType: file.type || 'image/jpeg' })
  }
  return kept
}
