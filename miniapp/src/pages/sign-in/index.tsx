import { Text, View } from '@tarojs/components'

export default function SignIn() {
  return (
    <View>
      <Text>掌上执法</Text>
    </View>
  )
}
