import globals from 'globals'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const ours = ['src/**/*.{ts,tsx}', 'test/**/*.ts', 'config/**/*.ts', '*.ts']

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'platform-dd/', '*.js', '*.mjs'] },
  { files: ours, extends: [...tseslint.configs.recommended] },
  {
    files: ours,
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  { files: ['**/*.test.ts', '**/*.test.tsx', 'test/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    // Screens never call the device: the bridge does, because Taro's calls differ from dd's.
    files: ['src/pages/**', 'src/ui/**', 'src/store/**', 'src/documents/**', 'src/printing/**'],
    rules: {
      'no-restricted-globals': ['error', 'dd', 'my', 'localStorage', 'sessionStorage', 'indexedDB'],
    },
  },
)
