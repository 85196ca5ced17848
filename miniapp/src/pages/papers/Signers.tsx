import { Image, Text, View } from '@tarojs/components'
import { Icon } from '../../ui/Icon'
import { timeOf } from '../../ui/words'
import type { Signature } from '../shapes'
import { usePicture } from '../use'
import { signatureOf, type SignDraft, type Signer } from './signing'

const STATE_WORDS: Record<Signature['state'], string> = {
  signed: '已签',
  refused: '拒绝签名',
  unable: '不能签名',
  absent: '不在现场',
  read_out: '已向其宣读',
}

function Done({ signer, signature }: { signer: Signer; signature: Signature }) {
  const source = usePicture(signature.image_sha256)
  const plain = signature.state === 'signed'
  return (
    <View className='row rule-between'>
      <Icon name={plain ? 'okc' : 'hand'} size='l' className={plain ? 'c-done' : 'c-warn'} />
      <View className='grow'>
        <Text className='t-body2 strong'>{signer.name}</Text>
        <Text className='t-note'> {signer.words}</Text>
        {plain ? null : (
          <View className='t-note c-warn'>
            {STATE_WORDS[signature.state]}：{signature.reason}
          </View>
        )}
      </View>
      {source ? (
        <Image
          className='sign-thumb'
          src={source}
          mode='aspectFit'
          aria-label={`${signer.name}的签名`}
        />
      ) : null}
      <Text className='t-note ml-2'>{timeOf(signature.at)}</Text>
    </View>
  )
}

interface Props {
  draft: SignDraft
  signers: Signer[]
  next: Signer | undefined
}

/** Who signed, whose turn it is, who comes later. */
export function Signers({ draft, signers, next }: Props) {
  return (
    <View className='card rows' data-testid='signers'>
      {signers.map((signer) => {
        const signature = signatureOf(draft, signer)
        if (signature) return <Done key={signer.testId} signer={signer} signature={signature} />
        const now = signer === next
        return (
          <View className={`row rule-between ${now ? 'sign-row-now' : ''}`} key={signer.testId}>
            <Icon name={now ? 'pen' : 'clock'} size='l' className={now ? 'c-active' : 'c-3'} />
            <View className='grow'>
              <Text className='t-body2 strong'>{signer.name}</Text>
              <Text className='t-note'> {signer.words}</Text>
            </View>
            <Text className={`t-body2 ${now ? 'strong link' : 'c-3'}`}>
              {now ? '轮到' : '未到'}
            </Text>
          </View>
        )
      })}
    </View>
  )
}
