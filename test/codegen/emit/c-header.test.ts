import { describe, expect, it } from 'vitest'
import { emitCHeader } from '../../../codegen/emit/c-header/index.ts'
import type { Format } from '../../../codegen/ir.ts'
import { ALIGNED, TAKEN } from './c-header-schemas.ts'
import { ODD, repositoryFormats, resolved } from './formats.ts'
import { TORTURE } from './torture.ts'

const OPTIONS = { runtime: '../../src/binary/index.ts', extension: '.ts' } as const

function headers(formats: readonly Format[]): Record<string, string> {
  return Object.fromEntries(emitCHeader(formats, OPTIONS).map(({ path, text }) => [path, text]))
}

const repository = await repositoryFormats()
const taken = resolved(TAKEN, 'schemas/taken.json')
const aligned = resolved(ALIGNED, 'schemas/aligned.json')
const made = headers([
  ...repository,
  resolved({ ...TORTURE, rules: [] }, 'schemas/torture.json'),
  resolved({ ...ODD, rules: [] }, 'schemas/odd.json'),
  taken,
  aligned,
])

const text = (id: string) => made[`${id}/${id}.h`] ?? ''
const macros = (header: string) => [...header.matchAll(/^#define (\w+)/gm)].map(([, name]) => name)

describe('emitCHeader()', () => {
  it('makes one header per format, in its folder', () => {
    expect(Object.keys(headers(repository))).toEqual(repository.map(({ id }) => `${id}/${id}.h`))
  })

  it('declares the struct as the file has it, with explicit holes', () => {
    const cow = text('cow-v2')
    expect(cow).toContain('    uint32_t magic; /* 0, big-endian */\n')
    expect(cow).toContain('    uint8_t hole_1036[4]; /* 1036, hole: write zeros */\n')
    expect(cow).toContain('COW_V2_ASSERT(sizeof(struct cow_v2_header) == 1056, "size");\n')
    expect(cow).toContain('COW_V2_ASSERT(offsetof(struct cow_v2_header, size) == 1040, "size");\n')
  })

  it('declares the struct of the source where that has the layout of the file', () => {
    const [, natural = ''] = text('cow-v2').split('struct cow_v2_header_natural {')
    expect(natural.split('}')[0]).not.toContain('hole')
    expect(text('cow-v2')).toContain(
      ' * On i386 it is another: size at 1036, sectorsize at 1044, 1048 bytes in all.\n',
    )
    expect(text('qcow2')).not.toContain('_natural')
  })

  it('names signatures, constants, values, bits and extensions', () => {
    expect(text('cow-v2')).toContain('#define COW_V2_HEADER_MAGIC UINT32_C(0x4f4f4f4d)\n')
    expect(text('add-cow-v18')).toContain('#define ADD_COW_V18_HEADER_MAGIC "ACOW"\n')
    const qcow2 = text('qcow2')
    for (const line of [
      'QCOW2_SIGNATURE_2 "\\x51\\x46\\x49\\xfb\\x00\\x00\\x00\\x03"',
      'QCOW2_HEADER_CRYPT_METHOD_LUKS UINT32_C(2)',
      'QCOW2_HEADER_INCOMPATIBLE_FEATURES_EXTENDED_L2 (UINT64_C(1) << 4)',
      'QCOW2_L1_ENTRY_WORD_OFFSET_MASK UINT64_C(0xfffffffffffe00)',
      'QCOW2_EXTENDED_L2_ENTRY_SUBCLUSTERS_READS_ZERO_SHIFT 32',
      'QCOW2_EXTENSION_END UINT32_C(0x0)',
    ]) {
      expect(qcow2).toContain(`#define ${line}\n`)
    }
  })

  it('says when an optional member is there, and what holds if it is not', () => {
    expect(text('qcow2').replace(/\n +\* /g, ' ')).toContain(
      'Present if `version >= 3` and `header_length` is at least 80; 0 otherwise.',
    )
  })

  it('says what it cannot carry, of what the format has', () => {
    expect(text('qcow2')).toContain(' * - the walk through the header extensions')
    expect(text('cow-v2')).not.toContain('extensions')
    expect(text('taken-v1')).toMatch(/nothing checks them\.\n \*\/\n/)
  })

  it('renames what C, C++ or a system header has taken', () => {
    const header = text('taken-v1')
    for (const member of ['class_', 'default_', 'linux_', 'uint32_t_', 'major_']) {
      expect(header).toMatch(new RegExp(`^    u?int\\d+_t ${member}; `, 'm'))
    }
    expect(header).toContain('`class` by name.')
  })

  it('writes the most negative integers, which no constant of C can be', () => {
    const header = text('taken-v1')
    expect(header).toContain(' (-INT64_C(9223372036854775807) - 1)\n')
    expect(header).toContain(' (-INT16_C(32767) - 1)\n')
    expect(header).toContain('LEVEL_MAX (-INT32_C(5))\n')
  })

  it('keeps comments closed and free of trigraphs', () => {
    const header = text('taken-v1')
    const outside = header.replace(/\/\*[\s\S]*?\*\//g, '')
    expect(outside).not.toMatch(/\*\/|Ends|begins/)
    expect(header).not.toMatch(/\?\?[=/'()!<>-]/)
  })

  it('gives no name twice, in one header or in all of them', () => {
    const names = Object.values(made).flatMap((header) => [
      ...macros(header).filter((name) => !name?.endsWith('_ASSERT')),
      ...[...header.matchAll(/^struct (\w+) \{/gm)].map(([, name]) => name),
    ])
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  it('makes no bounds that the type has already', () => {
    expect(text('taken-v1')).not.toContain('LEVEL_MIN')
    expect(text('taken-v1').replace(/\n +\* /g, ' ')).toContain('From -2147483648 to TAKEN')
  })
})
