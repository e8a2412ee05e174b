import { describe, expect, it } from 'vitest'
import { interpret, type Layout, lookupFor, owners } from '../../../src/layout/index.ts'
import { bytesOf, field, int, name, sample, sampleBytes } from './sample.ts'

describe('lookupFor()', () => {
  const lookup = lookupFor(sample, sampleBytes(), { fileSize: 7, inputs: { outer_size: 4 } })

  it('gives header fields, exactly', () => {
    expect(lookup('header.size')).toBe(1n << 32n)
    expect(lookup('header.nothing')).toBeUndefined()
  })

  it('gives values of values and inputs', () => {
    expect(lookup('doubled')).toBe(1n << 33n)
    expect(lookup('halved')).toBe(1n << 31n)
    expect(lookup('outer_size')).toBe(4n)
  })

  it('gives the length of the file, by default of the bytes', () => {
    expect(lookup('fileSize')).toBe(7n)
    expect(lookupFor(sample, sampleBytes())('fileSize')).toBe(160n)
  })

  it('does not know what is not given, nor what needs itself', () => {
    expect(lookupFor(sample, sampleBytes())('halved')).toBeUndefined()
    expect(lookup('loop')).toBeUndefined()
    expect(lookup('anything')).toBeUndefined()
  })

  it('gives strings, NULs and stray bytes included', () => {
    expect(lookup('file_name')).toBe('a\0b\udcffc')
  })

  it('knows which extensions there are, and their fields', () => {
    const bytes = sampleBytes()
    bytes.set(bytesOf(11, { 3: '02 00 00 00 03 04 01 02' }), 48)
    const other = lookupFor(sample, bytes)
    expect(other('has(extensions.note)')).toBe(true)
    expect(other('has(extensions.path)')).toBe(false)
    expect(other('extensions.origin.x')).toBe(4n)
    expect(other('extensions.origin.y')).toBe(258n)
    expect(other('extensions.path.x')).toBeUndefined()
  })

  it('does not know a field that is out of its range', () => {
    const bytes = sampleBytes()
    bytes[15] = 65
    expect(lookupFor(sample, bytes)('header.name_size')).toBeUndefined()
    expect(lookupFor(sample, bytes)('file_name')).toBeUndefined()
  })

  it('gives the fallback of an absent field, and nothing for a field that is cut off', () => {
    const bytes = sampleBytes()
    bytes[5] = 1
    expect(lookupFor(sample, bytes)('header.size')).toBe(512n)
    expect(lookupFor(sample, bytes)('header.length')).toBe(16n)
    expect(lookupFor(sample, sampleBytes().subarray(0, 26))('header.size')).toBeUndefined()
  })
})

describe('interpret()', () => {
  it('walks the extensions up to the end marker', () => {
    const { records, isWhole } = interpret(sample, sampleBytes()).extensions
    expect(isWhole).toBe(true)
    expect(records.map(({ offset, type, length, end }) => [offset, type, length, end])).toEqual([
      [32, 1, 2, 48],
      [48, 3, 7, 64],
      [64, 9, 0, 72],
      [72, 0, 0, 80],
    ])
    expect(records.at(-1)?.isEnd).toBe(true)
  })

  it('cuts an extension at the end of the area, and stops there', () => {
    const bytes = sampleBytes()
    bytes[36] = 0xff
    const { extensions, lookup } = interpret(sample, bytes)
    expect(extensions.isWhole).toBe(false)
    expect(extensions.records).toHaveLength(1)
    expect(extensions.records[0]).toMatchObject({
      statedLength: 0xff000002,
      length: 60,
      end: 100,
    })
    expect(lookup('has(extensions.note)')).toBeUndefined()
  })

  it('follows at most maxCount records', () => {
    const bytes = bytesOf(128, { 0: '53 41 4d 50 00 02', 19: '20' })
    for (let at = 32; at < 128; at += 8) bytes[at + 3] = 9
    const { records, isWhole } = interpret(sample, bytes).extensions
    expect(records).toHaveLength(5)
    expect(isWhole).toBe(false)
  })

  it('shows a string that is out of bounds without its text', () => {
    const bytes = sampleBytes()
    bytes[11] = 126
    expect(interpret(sample, bytes).strings).toEqual([
      { name: 'file_name', summary: 'A name.', offset: 126, size: 5, text: undefined },
    ])
  })

  it('says exactly where a string would be that lies beyond 2^53', () => {
    const [header] = sample.structs
    if (header === undefined) throw new Error('no header')
    const items = header.items.filter(({ name }) => name !== 'name_offset')
    const wide = field(24, 'name_offset', 'u64')
    const layout = {
      ...sample,
      structs: [{ ...header, items: [...items.filter(({ name }) => name !== 'size'), wide] }],
    }
    const bytes = sampleBytes()
    bytes.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd], 24)
    const [string] = interpret(layout, bytes).strings
    expect(string).toMatchObject({ offset: (1n << 64n) - 3n, size: 5, text: undefined })
    expect(owners(layout, bytes).some(({ kind }) => kind === 'string')).toBe(false)
  })

  it('bears any layout that has no header', () => {
    const empty: Layout = { ...sample, structs: [], area: name('header.size') }
    expect(interpret(empty, sampleBytes()).header.size).toBe(0)
    const odd: Layout = { ...sample, area: int(-1) }
    expect(interpret(odd, new Uint8Array(0)).strings).toEqual([])
  })
})
