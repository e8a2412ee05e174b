/**
 * The generated C headers, judged by compilers and by pahole: they compile without a warning, and
 * the debug information of the compiler has the layout that the schema states.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { emitCHeader } from '../../codegen/emit/c-header/index.ts'
import { createClaim, type NamedStruct, namedStructs } from '../../codegen/emit/c-header/names.ts'
import type { Format } from '../../codegen/ir.ts'
import { ALIGNED, TAKEN } from '../codegen/emit/c-header-schemas.ts'
import { ODD, repositoryFormats, resolved } from '../codegen/emit/formats.ts'
import { TORTURE } from '../codegen/emit/torture.ts'
import { hasTool, tool } from './tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'cowtools-c-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const formats: readonly Format[] = [
  ...(await repositoryFormats()),
  resolved({ ...TORTURE, rules: [] }, 'schemas/torture.json'),
  resolved({ ...ODD, rules: [] }, 'schemas/odd.json'),
  resolved(TAKEN, 'schemas/taken.json'),
  resolved(ALIGNED, 'schemas/aligned.json'),
]
const ids = formats.map(({ id }) => id)

const emitted = emitCHeader(formats, { runtime: '../../src/binary/index.ts', extension: '.ts' })
for (const { path, text } of emitted) writeFileSync(join(folder, basename(path)), text)

const macros = emitted.flatMap(({ text }) =>
  [...text.matchAll(/^#define (\w+) /gm)].flatMap(([, name = '']) =>
    name.endsWith('_ASSERT') ? [] : [name],
  ),
)

/** A source file that includes headers, each twice: the second time must change nothing. */
function source(name: string, included: readonly string[], rest: readonly string[] = []): string {
  const includes = [...included, ...included].map((id) => `#include "${id}.h"`)
  const lines = ['#include <sys/sysmacros.h>', ...includes, ...rest, 'int used;', '']
  writeFileSync(join(folder, name), lines.join('\n'))
  return name
}

const STRICT = ['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only']
const ANY_ABI = '-DCOWTOOLS_ANY_ABI'
const hasGcc = hasTool('gcc', '--version')
const hasGxx = hasTool('g++', '--version')
const hasPahole = hasTool('pahole', '--version')

const ABIS = [
  ['x86_64', '-m64'],
  ['i386', '-m32'],
] as const

describe.each(ABIS)('a generated C header on %s', (abi, flag) => {
  it.skipIf(!hasGcc).each(ids)('compiles by itself: %s', (id) => {
    const name = source(`${id}-${abi}.c`, [id])
    expect(tool('gcc', [flag, '-std=c11', ...STRICT, name], folder)).toBe('')
  })

  it.skipIf(!hasGcc).each(['c11', 'c17', 'gnu2x'])('compiles with all others as %s', (standard) => {
    const args = [flag, `-std=${standard}`, ...STRICT, source(`all-${abi}.c`, ids)]
    expect(tool('gcc', args, folder)).toBe('')
    expect(tool('gcc', [ANY_ABI, ...args], folder)).toBe('')
  })

  it.skipIf(!hasGxx).each(['c++11', 'c++20'])('compiles with all others as %s', (standard) => {
    const args = [flag, `-std=${standard}`, ...STRICT, source(`all-${abi}.cc`, ids)]
    expect(tool('g++', args, folder)).toBe('')
    expect(tool('g++', [ANY_ABI, ...args], folder)).toBe('')
  })

  it.skipIf(!hasGcc)('has macros that are constants', () => {
    expect(macros.length).toBeGreaterThan(100)
    const uses = macros.map((name, at) => `const __typeof__((${name})) value_${at} = ${name};`)
    const args = [flag, '-std=gnu11', ...STRICT, source(`macros-${abi}.c`, ids, uses)]
    expect(tool('gcc', args, folder)).toBe('')
  })
})

it.skipIf(!hasGcc)(
  'a generated C header hides a struct that the ABI would lay out otherwise',
  () => {
    const use = source('hidden.c', ['cow-v2'], ['struct cow_v2_header_natural header;'])
    expect(tool('gcc', ['-m64', ...STRICT, use], folder)).toBe('')
    expect(() => tool('gcc', ['-m32', ...STRICT, use], folder)).toThrow(/cow_v2_header_natural/)
    expect(tool('gcc', ['-m32', ANY_ABI, ...STRICT, use], folder)).toBe('')
  },
)

// The emitter claims the same names in the same order.
const claim = createClaim()
const structs = formats.flatMap((format) => namedStructs(format, claim))

/** What pahole tells of a struct. */
interface Shown {
  readonly size: number
  readonly offsets: Readonly<Record<string, number>>
  /** Tail padding too. */
  readonly holes: readonly { readonly at: number; readonly size: number }[]
}

function shown(text: string): Shown {
  const offsets: Record<string, number> = {}
  const holes: { at: number; size: number }[] = []
  const size = Number(/\/\* size: (\d+),/.exec(text)?.[1])
  let end = 0
  for (const line of text.split('\n')) {
    const member = /(\w+)(?:\[\d+\])?; +\/\* +(\d+) +(\d+) \*\/$/.exec(line)
    const hole = /XXX (\d+) bytes? hole/.exec(line)
    const padding = /\/\* padding: (\d+) \*\//.exec(line)
    if (member) {
      const [, name = '', at, length] = member
      offsets[name] = Number(at)
      end = Number(at) + Number(length)
    }
    if (hole) holes.push({ at: end, size: Number(hole[1]) })
    if (padding) holes.push({ at: size - Number(padding[1]), size: Number(padding[1]) })
  }
  return { size, offsets, holes }
}

/** All structs of all formats as pahole finds them in an object file. */
function paholeOf(abi: string, flag: string): (tag: string) => Shown {
  const tags = structs.flatMap(({ tag, naturalTag }) => [tag, ...(naturalTag ? [naturalTag] : [])])
  const uses = tags.map((tag) => `struct ${tag} of_${tag};`)
  const name = source(`pahole-${abi}.c`, ids, uses)
  tool('gcc', [flag, ANY_ABI, '-std=c11', '-g', '-c', name, '-o', `${abi}.o`], folder)
  return (tag) => shown(tool('pahole', ['-C', tag, `${abi}.o`], folder))
}

const membersOf = ({ struct, members }: NamedStruct, isNatural: boolean) =>
  struct.items
    .filter((item) => !(isNatural && item.kind === 'hole'))
    .map((item) => [members.get(item) ?? '', item] as const)

describe.skipIf(!hasGcc || !hasPahole).each(ABIS)('pahole on %s', (abi, flag) => {
  const show = hasGcc && hasPahole ? paholeOf(abi, flag) : undefined

  it.each(structs.map((one) => [one.tag, one] as const))('shows struct %s', (tag, one) => {
    const offsets = membersOf(one, false).map(([name, item]) => [name, item.offset])
    const { size } = one.struct
    expect(show?.(tag)).toEqual({ size, offsets: Object.fromEntries(offsets), holes: [] })
  })

  const natural = structs.filter(({ naturalTag }) => naturalTag !== undefined)
  it.each(natural.map((one) => [one.naturalTag, one] as const))(
    'shows struct %s with the holes that are computed',
    (tag, one) => {
      const { struct } = one
      const layout = struct.c?.layouts.find((candidate) => candidate.abi === abi)
      const offsets = membersOf(one, true).map(([name, item]) => {
        const key = item.kind === 'reserved' ? `reserved at ${item.offset}` : item.names.spec
        return [name, layout?.offsets[key]]
      })
      const found = show?.(tag ?? '')
      expect(found).toEqual({
        size: layout?.size,
        offsets: Object.fromEntries(offsets),
        holes: layout?.holes,
      })
      if (struct.c?.abi !== abi) return
      const stated = struct.items.filter((item) => item.kind === 'hole')
      expect(found?.holes).toEqual(stated.map(({ offset, size }) => ({ at: offset, size })))
      expect(found?.size).toBe(struct.size)
    },
  )
})
