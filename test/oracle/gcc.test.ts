/** The C structs as gcc lays them out, on x86-64 and on i386: offsets, size and holes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Field, Struct } from '../../codegen/ir.ts'
import { resolveAll } from '../../codegen/main.ts'
import { hasTool, tool } from './tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'cowtools-gcc-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const formats = await resolveAll(['schemas'])
const structs = formats.flatMap((format) =>
  format.structs.filter((struct) => struct.c).map((struct) => ({ format, struct })),
)

const members = (struct: Struct) => struct.items.filter((item) => item.kind !== 'hole')

function declaration(struct: Struct): string {
  const lines = members(struct).map((item) => {
    if (item.kind !== 'field') return `  uint8_t ${item.names.spec}[${item.size}];`
    return `  ${cType(item)};`
  })
  const packed = struct.c?.packed ? ' __attribute__((packed))' : ''
  return `struct ${struct.c?.name} {\n${lines.join('\n')}\n}${packed};`
}

function cType(field: Field): string {
  const { type, names } = field
  if (type.kind === 'char') return `char ${names.spec}[${type.length}]`
  if (type.kind === 'bytes') return `uint8_t ${names.spec}[${type.length}]`
  return `${type.kind === 'uint' ? 'u' : ''}int${type.bits}_t ${names.spec}`
}

/** A program whose compilation fails unless the layout is as stated. */
function program(struct: Struct, abi: string): string {
  const layout = struct.c?.layouts.find((one) => one.abi === abi)
  const name = `struct ${struct.c?.name}`
  const asserts = members(struct).map((item) => {
    const offset =
      layout?.offsets[item.kind === 'field' ? item.names.spec : `reserved at ${item.offset}`]
    return `_Static_assert(offsetof(${name}, ${item.names.spec}) == ${offset}, "${item.names.spec}");`
  })
  return [
    '#include <stddef.h>',
    '#include <stdint.h>',
    declaration(struct),
    ...asserts,
    `_Static_assert(sizeof(${name}) == ${layout?.size}, "size");`,
    `${name} instance;`,
    '',
  ].join('\n')
}

const hasGcc = hasTool('gcc', '--version')

describe.each([
  ['x86_64', '-m64'],
  ['i386', '-m32'],
])('gcc for %s', (abi, flag) => {
  it.skipIf(!hasGcc).each(structs.map(({ format, struct }) => [format.id, struct] as const))(
    'lays out the struct of %s as computed',
    (id, struct) => {
      const source = join(folder, `${id}-${abi}.c`)
      writeFileSync(source, program(struct, abi))
      expect(tool('gcc', [flag, '-std=c11', '-Werror', '-fsyntax-only', source], folder)).toBe('')
    },
  )
})

describe('pahole', () => {
  it.skipIf(!hasTool('pahole', '--version') || !hasGcc)('shows the holes of the cow header', () => {
    const found = structs.find(({ format }) => format.id === 'cow-v2')
    if (!found) throw new Error('no cow-v2')
    const source = join(folder, 'pahole.c')
    writeFileSync(source, program(found.struct, 'x86_64'))
    tool('gcc', ['-g', '-c', source, '-o', 'pahole.o'], folder)
    const text = tool('pahole', ['-C', found.struct.c?.name ?? '', 'pahole.o'], folder)
    const [hole, tail] = found.struct.items.filter((item) => item.kind === 'hole')
    expect(text).toMatch(new RegExp(`XXX ${hole?.size} bytes hole`))
    expect(text).toMatch(new RegExp(`size: ${found.struct.size},`))
    expect(text).toMatch(new RegExp(`padding: ${tail?.size} `))
  })
})
