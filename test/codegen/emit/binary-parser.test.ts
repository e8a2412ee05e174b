import { createRequire } from 'node:module'
import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emitBinaryParser } from '../../../codegen/emit/binary-parser/index.ts'
import type { Field, Format, Item, Struct } from '../../../codegen/ir.ts'
import { toPlain } from '../../../codegen/resolve/expressions.ts'
import { resolve } from '../../../codegen/resolve/index.ts'
import cowV2 from '../../../schemas/cow/v2.ts'
import * as integers from '../../../src/binary/integers.ts'
import * as runtime from '../../../src/binary/text.ts'
import { evaluate } from '../../../src/layout/evaluate.ts'

const RUNTIME = '../../src/binary/index.ts'
const require = createRequire(import.meta.url)

function resolved(schema: unknown): Format {
  const result = resolve(schema, 'schemas/test.json')
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems, null, 2))
  return result.format
}

function emitted(format: Format): string {
  const [file] = emitBinaryParser([format], { runtime: RUNTIME, extension: '.ts' })
  return file?.text ?? ''
}

interface Parser {
  parse(bytes: Uint8Array): Record<string, unknown>
}

/** Runs the generated module. */
function load(format: Format): Record<string, Parser> {
  const { code } = transformSync(emitted(format), { loader: 'ts', format: 'cjs' })
  const module = { exports: {} as Record<string, Parser> }
  const importing = (name: string) =>
    name === RUNTIME ? { ...runtime, ...integers } : require(name)
  new Function('module', 'require', code)(module, importing)
  return module.exports
}

const summary = 'Text.'
const word = (at: number, name: string, type: string, more = {}) => ({
  at,
  name,
  type,
  summary,
  ...more,
})

/** Every kind of field, and every kind of absence. */
const EVERYTHING = {
  id: 'all-v1',
  family: 'all',
  title: 'Everything',
  status: 'example',
  endian: 'big',
  summary,
  sources: [{ title: 'a', locator: 'b' }],
  detect: [{ at: 0, bytes: '00' }],
  structs: {
    header: {
      size: 96,
      lengthField: 'length',
      lengths: [64, 96],
      summary,
      c: { name: 'all', abi: 'x86_64', packed: false },
      fields: [
        word(0, 'kind', 'u8'),
        word(1, 'small', 'i8'),
        word(2, 'half', 'i16', { endian: 'little' }),
        word(4, 'length', 'u32', { range: [0, 96] }),
        word(8, 'wide', 'u64'),
        word(16, 'signed_wide', 'i64', { endian: 'little' }),
        word(24, 'name', 'char[8]', { pad: 'nul' }),
        word(32, 'tag', 'char[4]', { pad: 'none' }),
        { at: 36, reserved: 3, summary },
        { at: 39, hole: 1, cause: 'alignment', summary },
        word(40, 'ratio', 'u32'),
        word(44, 'only_one', 'u16', { when: 'kind == 1', default: 7 }),
        word(46, 'after', 'u16', { when: 'kind == 1 && only_one > 9', default: 0 }),
        word(48, 'exact', 'u64', { when: '(wide & 6) != 0', default: 0 }),
        word(56, 'opaque', 'bytes[8]'),
        word(64, 'tail', 'u32', { when: 'length > 70', default: 0 }),
        { at: 68, reserved: 4, summary },
        word(72, 'tail_name', 'char[16]', { pad: 'zero', default: '' }),
        word(88, 'last', 'u64', { when: 'max(kind, 3) == 3 || small < 0', default: 0 }),
      ],
    },
  },
  info: { virtualSize: 'header.wide', clusterSize: '512' },
}
/** What the specification of the layout says, read the slow way. */
function expected(struct: Struct, bytes: Uint8Array): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const result = (field: Field) => {
    const value = values[field.names.camel] ?? field.fallback
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
    return BigInt(value)
  }
  const lookup = (name: string) => {
    const item = struct.items.find((one) => one.names.spec === name)
    return item?.kind === 'field' ? result(item) : undefined
  }
  const isThere = (item: Item) => {
    if (item.kind !== 'field') return false
    if (item.when && evaluate(toPlain(item.when), lookup) !== true) return false
    const length = struct.lengthField && values[struct.lengthField.names.camel]
    return !item.inTail || Number(length) >= item.offset + item.size
  }
  for (const item of struct.items) {
    if (item.kind === 'field' && isThere(item)) values[item.names.camel] = fieldValue(item, bytes)
  }
  return values
}

function fieldValue({ type, offset, size, endian }: Field, bytes: Uint8Array): unknown {
  const part = bytes.slice(offset, offset + size)
  if (type.kind === 'bytes') return part
  if (type.kind === 'char') {
    const end = type.pad === 'none' ? -1 : part.indexOf(0)
    return runtime.decodeText(part, 0, end === -1 ? size : end)
  }
  const pairs = [...(endian === 'little' ? part.reverse() : part)]
  const whole = pairs.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const value = type.kind === 'int' ? BigInt.asIntN(size * 8, whole) : whole
  return size === 8 ? value : Number(value)
}

const someBytes = (size: number) =>
  fc.uint8Array({ minLength: size, maxLength: size, max: 255 }).chain((bytes) =>
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 64, 71, 72, 88, 95, 96, 2 ** 31))
      .map(([kind, length]) => {
        bytes[0] = kind
        new DataView(bytes.buffer).setUint32(4, length)
        return bytes
      }),
  )

describe('emitBinaryParser()', () => {
  const everything = resolved(EVERYTHING)
  const cow = resolved(cowV2)

  it('names the schema and warns of new Function first', () => {
    const text = emitted(cow)
    expect(text.split('\n')[0]).toBe(
      '// Generated from schemas/test.json by `cowtools generate`. Do not edit: change the schema and run it again.',
    )
    expect(text.slice(0, 600)).toContain('new Function')
  })

  it('makes one path per format, in the order given', () => {
    const files = emitBinaryParser([everything, cow], { runtime: RUNTIME, extension: '.ts' })
    const paths = ['all-v1/binary-parser.ts', 'cow-v2/binary-parser.ts']
    expect(files.map((file) => file.path)).toEqual(paths)
    expect(files.every((file) => file.root === 'out')).toBe(true)
  })

  it('exports one parser per struct, each field at its place', () => {
    expect(emitted(cow)).toContain(`export const cowV2HeaderParser: BinaryParser = new Parser()
  .uint32be('magic')
  .uint32be('version')
  .buffer('backingFile', { length: 1024, formatter: text(1024) })
  .int32be('mtime')
  .seek(4)
  .uint64be('size')
  .uint32be('sectorsize')
  .seek(4)
`)
    expect(Object.keys(load(everything))).toEqual(['allV1HeaderParser'])
  })

  it('says what a parser gives: types, and which fields may be missing', () => {
    const text = emitted(everything)
    expect(text).toContain('//   const header: AllV1HeaderParsed = allV1HeaderParser.parse(bytes)')
    const [, body = ''] = text.split('export interface AllV1HeaderParsed {')
    const types = [...(body.split('}')[0] ?? '').matchAll(/readonly (.+)$/gm)].map(([, one]) => one)
    expect(types).toEqual([
      ...['kind: number', 'small: number', 'half: number', 'length: number', 'wide: bigint'],
      ...['signedWide: bigint', 'name: string', 'tag: string', 'ratio: number'],
      ...['onlyOne?: number', 'after?: number', 'exact?: bigint', 'opaque: Uint8Array'],
      ...['tail?: number', 'tailName?: string', 'last?: bigint'],
    ])
  })

  it('reads every kind of field, and leaves out those that are absent', () => {
    const parser = load(everything).allV1HeaderParser
    fc.assert(
      fc.property(someBytes(96), (bytes) => {
        expect(parser?.parse(bytes)).toEqual(expected(everything.header, bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('has no key for an absent field', () => {
    const parsed = load(everything).allV1HeaderParser?.parse(new Uint8Array(96))
    expect(Object.keys(parsed ?? {})).not.toContain('onlyOne')
    expect(Object.keys(parsed ?? {})).not.toContain('tailName')
  })

  it('reads at an offset, and from a Buffer', () => {
    const parser = load(everything).allV1HeaderParser
    const bytes = Uint8Array.from({ length: 100 }, (_, index) => index)
    const whole = expected(everything.header, bytes.slice(4))
    expect(parser?.parse(bytes.subarray(4))).toEqual(whole)
    expect(parser?.parse(Buffer.from(bytes).subarray(4))).toEqual(whole)
  })

  it('works inside a parser of the caller', () => {
    const { Parser } = require('binary-parser')
    const inner = load(everything).allV1HeaderParser
    const bytes = new Uint8Array(100).fill(1)
    bytes.set([0, 0, 0, 96], 8)
    const outer = new Parser().uint32be('kind').nest('header', { type: inner })
    expect(outer.parse(bytes).header).toEqual(expected(everything.header, bytes.slice(4)))
  })

  it('finds a length that stands behind fields that it decides on', () => {
    const schema = {
      ...EVERYTHING,
      area: 24,
      structs: {
        header: {
          size: 24,
          lengthField: 'length',
          lengths: [8, 20, 24],
          summary,
          fields: [
            word(0, 'version', 'u32'),
            word(4, 'kind', 'u32'),
            word(8, 'size', 'u64', { default: 0 }),
            word(16, 'length', 'u32', { when: 'version >= 3', default: 8 }),
            word(20, 'last', 'u32', { default: 0 }),
          ],
        },
      },
      info: { virtualSize: 'header.size', clusterSize: '512' },
    }
    const { Parser } = require('binary-parser')
    const inner = load(resolved(schema)).allV1HeaderParser
    const outer = new Parser().uint32be('before').nest('header', { type: inner })
    const parse = (...words: number[]) => {
      const bytes = new Uint8Array(28)
      words.forEach((value, index) => {
        new DataView(bytes.buffer).setUint32(4 + 4 * index, value)
      })
      return outer.parse(bytes).header
    }
    expect(parse(2, 1, 0, 5, 24, 6)).toEqual({ version: 2, kind: 1 })
    expect(parse(3, 1, 0, 5, 20, 6)).toEqual({ version: 3, kind: 1, size: 5n, length: 20 })
    expect(parse(3, 1, 0, 5, 24, 6)).toEqual({ version: 3, kind: 1, size: 5n, length: 24, last: 6 })
    expect(parse(3, 1, 0, 5, 8, 6)).toEqual({ version: 3, kind: 1, length: 8 })
  })

  it('throws a RangeError when the bytes end inside a field', () => {
    const parser = load(cow).cowV2HeaderParser
    for (const length of [0, 3, 7, 100, 1034, 1045]) {
      expect(() => parser?.parse(new Uint8Array(length))).toThrow(RangeError)
    }
  })
})
