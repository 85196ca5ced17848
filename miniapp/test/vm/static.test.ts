import { parse, type Node } from 'acorn'
import { describe, expect, it } from 'vitest'
import { bundleFiles, scripts, source } from './bundle'

const BUDGET = 1.5 * 1024 * 1024

type Any = Node & Record<string, unknown>

/** Every use of a name that no scope of the file declares: coarse, but `my` is declared nowhere. */
function uses(root: Node, name: string): number {
  let found = 0
  const walk = (node: unknown, parent: Any | null, slot: string) => {
    if (Array.isArray(node)) return node.forEach((each) => walk(each, parent, slot))
    const it = node as Any | null
    if (!it || typeof it.type !== 'string') return undefined
    const asProperty =
      (parent?.type === 'MemberExpression' && slot === 'property' && !parent.computed) ||
      (parent?.type === 'Property' && slot === 'key' && !parent.computed)
    if (it.type === 'Identifier' && it.name === name && !asProperty) found += 1
    Object.keys(it).forEach((key) => key !== 'type' && walk(it[key], it, key))
    return undefined
  }
  walk(root, null, '')
  return found
}

describe('the dd bundle', () => {
  it.each(scripts().map(({ name }) => name))('%s: syntax of ES2015, no free `my`', (name) => {
    const root = parse(source(name), { ecmaVersion: 2015, sourceType: 'script' })
    expect(uses(root, 'my')).toBe(0)
  })

  it('calls nothing that came after ES2019', () => {
    const late = /\.(replaceAll|matchAll|allSettled|findLast|structuredClone|hasOwn)\(/
    const found = scripts().filter(({ name }) => late.test(source(name)))
    expect(found.map(({ name }) => name)).toEqual([])
  })

  it('brings nothing that only a browser has', () => {
    const all = scripts().map(({ name }) => source(name)).join('')
    for (const foreign of ['indexedDB', 'gdt-jsapi', 'WebViewJavascriptBridge']) {
      expect(all.includes(foreign), foreign).toBe(false)
    }
  })

  it('stays within its budget', () => {
    const files = bundleFiles().sort((one, other) => other.bytes - one.bytes)
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    const largest = files.slice(0, 8).map((file) => `${file.bytes} ${file.name}`)
    process.stdout.write(`dd package: ${bytes} bytes in ${files.length} files\n${largest.join('\n')}\n`)
    expect(bytes).toBeLessThanOrEqual(BUDGET)
  })

  it('asks nothing of another host', () => {
    const addresses = /https?:\/\/[a-z0-9.-]+/gi
    const known = /reactjs\.org|w3\.org|nervjs|taro|github\.com|mths\.be|fb\.me|react\.dev/
    const styles = bundleFiles().filter(({ name }) => /\.(acss|axml)$/.test(name))
    const found = styles.concat(scripts()).reduce<string[]>(
      (all, { name }) => all.concat(source(name).match(addresses) || []),
      [],
    )
    expect(found.filter((address) => !known.test(address))).toEqual([])
  })
})
