/**
 * Runs the snippets of docs/schema-language.md.
 *
 * | fence            | what it holds                                                          |
 * |------------------|------------------------------------------------------------------------|
 * | `ts schema`      | a whole schema: the base of all others                                 |
 * | `ts fragment`    | keys that replace those of the base; structs are added to its structs  |
 * | `ts fields`      | items of a struct, without gaps                                        |
 * | `ts signatures`  | a whole list of signatures                                             |
 * | `expressions`    | an expression per line                                                 |
 * | `ts bad`         | a fragment with mistakes; the `text` after it has the problems         |
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemText } from '../../codegen/problems.ts'
import { resolveSignatures } from '../../codegen/resolve/foreign.ts'
import { resolve } from '../../codegen/resolve/index.ts'
import { schemaLanguage } from '../../codegen/schema/index.ts'

const FILE = 'schemas/toy/v1.ts'
const PAGE = readFileSync(new URL('../../docs/schema-language.md', import.meta.url), 'utf8')

interface Snippet {
  readonly fence: string
  readonly text: string
  readonly line: number
}

function snippetsOf(page: string): readonly Snippet[] {
  return [...page.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(
    ([, fence = '', text = ''], index) => {
      const before = page.slice(0, [...page.matchAll(/^```.+\n/gm)][index]?.index ?? 0)
      return { fence, text, line: before.split('\n').length }
    },
  )
}

const SNIPPETS = snippetsOf(PAGE)
const marked = (fence: string) => SNIPPETS.filter((snippet) => snippet.fence === fence)

type Data = Record<string, unknown>

/** The value of a literal. */
function literal(text: string): unknown {
  return new Function(`return (${text})`)()
}

function base(): Data {
  const text = marked('ts schema')[0]?.text ?? ''
  const body = text.replace(/^import .*$/m, '').replace('export default defineFormat(', 'return (')
  return new Function(body)() as Data
}

function withFragment(fragment: Data): Data {
  const whole = base()
  const structs = { ...(whole.structs as Data), ...(fragment.structs as Data | undefined) }
  return { ...whole, ...fragment, structs }
}

function problems(schema: unknown): string {
  const resolved = resolve(schema, FILE)
  return resolved.kind === 'format' ? '' : `${resolved.problems.map(problemText).join('\n')}\n`
}

/** A struct of the items, as long as they are. */
function structOf(fields: readonly Data[]): Data {
  const last = fields.at(-1) ?? {}
  const type = String(last.type ?? '')
  const length = Number(/\[(\d+)\]/.exec(type)?.[1] ?? Number(type.slice(1)) / 8)
  const size = Number(last.at) + Number(last.hole ?? last.reserved ?? length)
  const c = fields.some((item) => 'hole' in item)
    ? { c: { name: 'sample', abi: 'x86_64', packed: false } }
    : {}
  return { size, summary: 'A sample.', fields, ...c }
}

const named = (snippets: readonly Snippet[]) =>
  snippets.map((snippet) => [`line ${snippet.line}`, snippet] as const)

describe('docs/schema-language.md', () => {
  it('has a whole schema that resolves', () => {
    expect(problems(base())).toBe('')
  })

  it.each(named(marked('ts fragment')))('has a fragment at %s that resolves', (_, { text }) => {
    expect(problems(withFragment(literal(text) as Data))).toBe('')
  })

  it.each(named(marked('ts fields')))('has fields at %s that resolve', (_, { text }) => {
    const fields = literal(`[${text}]`) as Data[]
    expect(problems(withFragment({ structs: { sample: structOf(fields) } }))).toBe('')
  })

  it.each(named(marked('ts signatures')))('has signatures at %s that resolve', (_, { text }) => {
    const body = text.replace(/^import .*$/m, '').replace('export default defineSignatures(', '[')
    const signatures: unknown = new Function(`return ${body.trim().replace(/\)$/, '][0]')}`)()
    expect(resolveSignatures({ signatures }, FILE)).toMatchObject({ kind: 'foreign' })
  })

  const lines = marked('expressions').flatMap(({ text }) => text.trim().split('\n'))

  it.each(lines.map((line) => line.replace(/ *\/\/.*$/, '')))('has the expression %s', (source) => {
    const entry = { key: 'sample', value: source }
    const info = { virtualSize: 'header.size', clusterSize: 512, specific: [entry] }
    expect(problems(withFragment({ info }))).toBe('')
  })

  it.each(named(marked('ts bad')))('has the problems of the snippet at %s', (_, snippet) => {
    const next = SNIPPETS[SNIPPETS.indexOf(snippet) + 1]
    expect(next?.fence).toBe('text')
    expect(problems(withFragment(literal(snippet.text) as Data))).toBe(next?.text)
  })

  it('marks every snippet', () => {
    const known = ['schema', 'fragment', 'fields', 'signatures', 'bad'].map((kind) => `ts ${kind}`)
    known.push('expressions', 'text')
    expect(SNIPPETS.filter(({ fence }) => !known.includes(fence))).toEqual([])
  })

  it('mentions every key of the language', () => {
    const missing = [...keysOf(schemaLanguage())].filter((key) => !isMentioned(key))
    expect(missing).toEqual([])
  })

  it('mentions every operator and function', () => {
    const words = '+ - * / % << >> & | == != < <= > >= && || ! min max ceilDiv alignUp isPowerOfTwo'
    const all = [...words.split(' '), 'length', 'sizeof', 'offsetof', 'has', 'fileSize', '? :']
    expect(all.filter((word) => !PAGE.includes(word))).toEqual([])
  })
})

function isMentioned(key: string): boolean {
  const word = key.replace('$', '\\$')
  return new RegExp(`\`${word}\``).test(PAGE) || new RegExp(`\\b${word}: `).test(PAGE)
}

/** Every key that a schema may have, at any depth. */
function keysOf(node: unknown, keys = new Set<string>()): ReadonlySet<string> {
  if (typeof node !== 'object' || node === null) return keys
  const { properties } = node as { properties?: Data }
  for (const key of Object.keys(properties ?? {})) keys.add(key)
  for (const child of Object.values(properties ?? node)) keysOf(child, keys)
  if (properties) {
    const { properties: _, ...rest } = node as Data
    for (const child of Object.values(rest)) keysOf(child, keys)
  }
  return keys
}
