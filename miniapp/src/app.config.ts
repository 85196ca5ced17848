export default defineAppConfig({
  pages: ['pages/sign-in/index'],
  window: {
    navigationBarTitleText: '掌上执法',
    navigationBarBackgroundColor: '#ffffff',
    navigationBarTextStyle: 'black',
    backgroundColor: '#f2f4f7',
  },
})
