import { Image } from '@tarojs/components'
import qrcode from 'qrcode-generator'
import { useMemo } from 'react'

interface Props {
  text: string
  /** Side in px, quiet zone included. */
  size: number
  label: string
  testId?: string
}

/** A QR code as a picture: white in every theme. A GIF, because every host's image shows one. */
export function Qr({ text, size, label, testId }: Props) {
  const source = useMemo(() => {
    const code = qrcode(0, 'L')
    code.addData(text, 'Byte')
    code.make()
    return code.createDataURL(4, 8)
  }, [text])
  return (
    <Image
      className='qr'
      src={source}
      style={{ width: `${size}px`, height: `${size}px` }}
      aria-label={label}
      data-testid={testId}
    />
  )
}
