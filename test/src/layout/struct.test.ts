import { describe, expect, it } from 'vitest'
import { placeItems, readStruct } from '../../../src/layout/index.ts'
import type { StructLayout } from '../../../src/layout/layout.ts'
import { bytesOf, field, sample, sampleBytes } from './sample.ts'

const header = sample.structs[0] as StructLayout

describe('readStruct()', () => {
  it('reads every field, 64-bit ones as bigint', () => {
    expect(Object.fromEntries(readStruct(header, sampleBytes()))).toEqual({
      magic: 0x53414d50,
      version: 2,
      name_offset: 100,
      name_size: 5,
      length: 32,
      size: 1n << 32n,
    })
  })

  it('reads both byte orders, signs, text and bytes', () => {
    const little = { endian: 'little' } as const
    const struct: StructLayout = {
      name: 'all',
      summary: '',
      size: 41,
      minSize: 41,
      items: [
        field(0, 'u8', 'u8'),
        field(1, 'i8', 'i8'),
        field(2, 'u16', 'u16', little),
        field(4, 'i16', 'i16'),
        field(6, 'u32', 'u32', little),
        field(10, 'i32', 'i32'),
        field(14, 'u64', 'u64', little),
        field(22, 'i64', 'i64'),
        field(30, 'text', 'char', { size: 4 }),
        field(34, 'full', 'char', { size: 2 }),
        field(36, 'raw', 'bytes', { size: 5 }),
      ],
    }
    const bytes = bytesOf(43, {
      2: 'ff fe 01 00  ff fe 04 03 02 f1  ff ff ff fe',
      16: '01 00 00 00 00 00 00 80  ff ff ff ff ff ff ff ff',
      32: '61 00 62 63  ff 64  01 02 03 04 05',
    })
    expect(Object.fromEntries(readStruct(struct, bytes, 2))).toEqual({
      u8: 0xff,
      i8: -2,
      u16: 1,
      i16: -2,
      u32: 0xf1020304,
      i32: -2,
      u64: (1n << 63n) + 1n,
      i64: -1n,
      text: 'a',
      full: '\udcffd',
      raw: Uint8Array.of(1, 2, 3, 4, 5),
    })
  })

  it('leaves out fields whose condition does not hold', () => {
    const bytes = sampleBytes()
    bytes[5] = 1
    expect([...readStruct(header, bytes).keys()]).toEqual([
      'magic',
      'version',
      'name_offset',
      'name_size',
    ])
  })

  it('leaves out a tail that the length field excludes', () => {
    const bytes = sampleBytes()
    bytes[19] = 31
    const values = readStruct(header, bytes)
    expect(values.get('length')).toBe(31)
    expect(values.has('size')).toBe(false)
  })

  it('leaves out what is not wholly inside the bytes', () => {
    expect([...readStruct(header, sampleBytes().subarray(0, 11)).keys()]).toEqual([
      'magic',
      'version',
    ])
    expect(readStruct(header, new Uint8Array(0)).size).toBe(0)
  })
})

describe('placeItems()', () => {
  it('tells whole, cut and absent items apart', () => {
    const bytes = sampleBytes().subarray(0, 26)
    expect(placeItems(header, bytes).map(({ state }) => state)).toEqual([
      ...Array.from({ length: 7 }, () => 'whole'),
      'cut',
    ])
    const old = sampleBytes()
    old[5] = 1
    expect(placeItems(header, old).map(({ state }) => state)).toEqual([
      ...Array.from({ length: 5 }, () => 'whole'),
      ...Array.from({ length: 3 }, () => 'absent'),
    ])
  })
})
