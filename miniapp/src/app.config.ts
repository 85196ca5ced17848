export default defineAppConfig({
  // the browser's page slide takes longer than 200 ms and carries no information
  animation: false,
  pages: [
    'pages/inbox/index',
    'pages/sign-in/index',
    'pages/task/index',
    'pages/map/index',
    'pages/arrive/index',
    'pages/presence/index',
    'pages/check/index',
    'pages/conclude/index',
    'pages/papers/index',
    'pages/finish/index',
    'pages/print/index',
    'pages/outbox/index',
    'pages/mine/index',
    'pages/search/index',
    'pages/subject/index',
    'pages/start/index',
    'pages/approvals/index',
  ],
  window: {
    navigationBarTitleText: '掌上执法',
    navigationBarBackgroundColor: '#ffffff',
    navigationBarTextStyle: 'black',
    backgroundColor: '#f2f4f7',
  },
})
