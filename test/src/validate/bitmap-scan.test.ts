import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rule } from '../../../src/binary/finding.ts'
import { type BitmapToScan, bitmapScan } from '../../../src/validate/bitmap-scan.ts'

const rule = (id: string): Rule => ({ id, severity: 'notice', message: id, spec: '' })
const OFFSET = 1000
const UNIT = 512n

function scanOf(bytes: Uint8Array, count: number, more: Partial<BitmapToScan> = {}) {
  return bitmapScan({
    region: { name: 'bits' },
    offset: OFFSET,
    end: OFFSET + bytes.length,
    count: BigInt(count),
    bits: 'lsb-first',
    data: {
      noun: 'file',
      offset: 2048n,
      unit: UNIT,
      diskSize: undefined,
      fileSize: (size) => BigInt(size),
    },
    rules: { pastEnd: rule('past_end'), noData: rule('no_data') },
    ...more,
  })
}

/** The findings about bytes that are fed in pieces of that size. */
function found(
  bytes: Uint8Array,
  count: number,
  options: { readonly fileSize?: number; readonly step?: number } & Partial<BitmapToScan> = {},
) {
  const { fileSize = 1 << 30, step = bytes.length, ...more } = options
  const scan = scanOf(bytes, count, more)
  for (let at = 0; at < bytes.length; at += step) {
    scan.feed(bytes.subarray(at, at + step), OFFSET + at)
  }
  return scan.finish(fileSize)
}

describe('bitmapScan()', () => {
  it('finds nothing in a bitmap whose bits are all in use', () => {
    expect(found(Uint8Array.of(0xff, 0x0f), 12)).toEqual([])
    expect(found(new Uint8Array(64), 5)).toEqual([])
  })

  it('finds the bits past the last unit, and their bytes', () => {
    const bytes = Uint8Array.of(0xff, 0x1f, 0, 0x80, 0)
    expect(found(bytes, 12)).toMatchObject([
      {
        rule: 'past_end',
        field: 'bits',
        offset: 1001,
        length: 3,
        actual: '2 bits set in bytes 1001–1003',
      },
    ])
  })

  it('finds data past the end of the file, from the first bit that is too far', () => {
    const bytes = Uint8Array.of(0x01, 0x00, 0x80)
    const fileSize = 2048 + 9 * 512
    expect(found(bytes, 24, { fileSize })).toMatchObject([
      {
        rule: 'no_data',
        offset: 1001,
        length: 2,
        actual: 'bit 23 is set, for bytes 13824–14335 of the file',
        expected: 'no bit set from 9 on, as the file ends at byte 6656',
      },
    ])
    expect(found(bytes, 24, { fileSize: 2048 + 24 * 512 })).toEqual([])
    expect(found(bytes, 24, { fileSize: 2048 + 24 * 512 - 1 })).toHaveLength(1)
    expect(found(bytes, 24, { fileSize: 0 })).toMatchObject([{ offset: 1000, length: 3 }])
  })

  it('lets the last unit end with the disk', () => {
    const data = { noun: 'image file', offset: 0n, unit: 65536n, fileSize: () => 70000n }
    const one = Uint8Array.of(0x03)
    expect(found(one, 2, { data: { ...data, diskSize: 70000n } })).toEqual([])
    expect(found(one, 2, { data: { ...data, diskSize: undefined } })).toHaveLength(1)
  })

  it('says nothing of data whose file is not known', () => {
    const data = {
      noun: 'file',
      offset: 0n,
      unit: 1n,
      diskSize: undefined,
      fileSize: () => undefined,
    }
    expect(found(Uint8Array.of(0xff), 8, { data })).toEqual([])
    expect(found(Uint8Array.of(0xff), 8, { data: undefined })).toEqual([])
  })

  it('reads the most significant bit first where the format does', () => {
    expect(found(Uint8Array.of(0xf0), 4, { bits: 'msb-first' })).toEqual([])
    expect(found(Uint8Array.of(0x08), 4, { bits: 'msb-first' })).toHaveLength(1)
  })

  it('finds the same as a look at every bit, whatever the pieces', () => {
    const sparse = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(
        sparse,
        fc.nat(400),
        fc.integer({ min: 1, max: 41 }),
        fc.nat(9000),
        (bytes, count, step, fileSize) => {
          const set = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter(
            (bit) => (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1,
          )
          const stray = set.filter((bit) => bit >= count)
          const absent = set.filter((bit) => bit < count && 2048 + (bit + 1) * 512 > fileSize)
          const findings = found(bytes, count, { step, fileSize })
          const rules = findings.map((one) => one.rule)
          expect(rules.includes('past_end')).toBe(stray.length > 0)
          expect(rules.includes('no_data')).toBe(absent.length > 0)
          const first = findings.find((one) => one.rule === 'past_end')
          if (first) {
            expect(first.offset).toBe(OFFSET + Math.floor((stray[0] ?? 0) / 8))
            const end = OFFSET + Math.floor((stray.at(-1) ?? 0) / 8) + 1
            expect(Number(first.offset) + Number(first.length)).toBe(end)
          }
        },
      ),
    )
  })

  it('takes counts that no file has bits for', () => {
    expect(found(Uint8Array.of(0xff), 2 ** 60, { count: 1n << 62n, data: undefined })).toEqual([])
  })
})
