import { describe, expect, it } from 'vitest'
import { describeValue } from '../../../src/layout/index.ts'
import { field } from './sample.ts'

describe('describeValue()', () => {
  it('says sizes in the unit that fits', () => {
    const size = field(0, 'size', 'u64', { unit: 'bytes' })
    expect(describeValue(size, 512n)).toBe('512')
    expect(describeValue(size, 4n << 20n)).toBe('4194304 (4 MiB)')
    expect(describeValue(size, 1000001n)).toBe('1000001 (≈ 976.5 KiB)')
    expect(describeValue(size, (1n << 64n) - 1n)).toBe('18446744073709551615 (≈ 15.9 EiB)')
  })

  it('names enum values, and says when one has no name', () => {
    const kind = field(0, 'kind', 'u8', { values: [{ value: 1n, name: 'zstd' }] })
    expect(describeValue(kind, 1)).toBe('1 (zstd)')
    expect(describeValue(kind, 2)).toBe('2 (unknown)')
  })

  it('names bits, runs of bits, and bits without a name', () => {
    const flags = field(0, 'flags', 'u64', {
      bits: [
        { bit: 0, width: 1, name: 'dirty', summary: '' },
        { bit: 4, width: 2, name: 'level', summary: '' },
      ],
    })
    expect(describeValue(flags, 0n)).toBe('0x0')
    expect(describeValue(flags, 0x21n)).toBe('0x21 (dirty, level 2)')
    expect(describeValue(flags, (1n << 63n) | 1n)).toBe(
      '0x8000000000000001 (dirty, unknown 0x8000000000000000)',
    )
  })

  it('says times as dates, but not 0 and not beyond year 9999', () => {
    const time = field(0, 'mtime', 'i64', { display: 'time' })
    expect(describeValue(time, 1_346_000_000n)).toBe('1346000000 (2012-08-26T16:53:20Z)')
    expect(describeValue(time, 0n)).toBe('0')
    expect(describeValue(time, 1n << 60n)).toBe(`${1n << 60n}`)
  })

  it('quotes text and escapes what a terminal would obey', () => {
    const text = field(0, 'name', 'char', { size: 8 })
    expect(describeValue(text, '')).toBe('""')
    expect(describeValue(text, 'a"\u001b[2J\udcff')).toBe('"a\\"\\x1b[2J\\xff"')
  })

  it('objects to a wrong constant and to a value out of range', () => {
    const magic = field(0, 'magic', 'u32', { constant: 0x4f4f4f4dn, display: 'hex' })
    expect(describeValue(magic, 1)).toBe('0x00000001, not 0x4f4f4f4d')
    const bits = field(0, 'cluster_bits', 'u32', { range: [9n, 21n] })
    expect(describeValue(bits, 22)).toBe('22, not 9 to 21')
  })
})
