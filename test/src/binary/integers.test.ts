import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as integers from '../../../src/binary/integers.ts'

const { alignUp, ceilDiv, isPowerOfTwo, known, max, min } = integers

const SHORT = [
  { check: integers.uint8, least: 0, most: 255 },
  { check: integers.uint16, least: 0, most: 65_535 },
  { check: integers.uint32, least: 0, most: 4_294_967_295 },
  { check: integers.int8, least: -128, most: 127 },
  { check: integers.int16, least: -32_768, most: 32_767 },
  { check: integers.int32, least: -2_147_483_648, most: 2_147_483_647 },
]

describe.each(SHORT)('$check.name()', ({ check, least, most }) => {
  it('takes its smallest and largest value', () => {
    for (const value of [least, most, 0, 1]) expect(check(value, 'x')).toBe(value)
  })

  it.each([least - 1, most + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'rejects %d',
    (value) => {
      expect(() => check(value, 'header.x')).toThrow(RangeError)
      expect(() => check(value, 'header.x')).toThrow(`Cannot write header.x: ${value} is not `)
    },
  )

  it('takes exactly the integers of its range', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.double(), fc.integer({ min: -300, max: 70_000 })),
        (value) => {
          const fits = Number.isInteger(value) && value >= least && value <= most
          if (fits) expect(check(value, 'x')).toBe(value)
          else expect(() => check(value, 'x')).toThrow(RangeError)
        },
      ),
    )
  })
})

const WIDE = [
  { check: integers.uint64, least: 0n, most: 2n ** 64n - 1n },
  { check: integers.int64, least: -(2n ** 63n), most: 2n ** 63n - 1n },
]

describe.each(WIDE)('$check.name()', ({ check, least, most }) => {
  it('takes its smallest and largest value', () => {
    expect([check(least, 'x'), check(most, 'x')]).toEqual([least, most])
  })

  it('rejects what lies outside, and numbers', () => {
    for (const value of [least - 1n, most + 1n]) expect(() => check(value, 'x')).toThrow(RangeError)
    expect(() => check(1 as unknown as bigint, 'x')).toThrow('1 is not')
  })
})

describe('known()', () => {
  it('knows a value within its range', () => {
    expect(known(7, 7n, 9n)).toBe(7n)
    expect(known(9n, 7n, 9n)).toBe(9n)
    expect(known(6, 7n, 9n)).toBe(undefined)
    expect(known(10n, 7n, 9n)).toBe(undefined)
    expect(known(undefined)).toBe(undefined)
    expect(known(0)).toBe(0n)
  })
})

const anyInteger = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })
const positive = fc.bigInt({ min: 1n, max: 2n ** 66n })

describe('ceilDiv()', () => {
  it('gives the smallest whole number that is not below the quotient', () => {
    fc.assert(
      fc.property(anyInteger, positive, (a, b) => {
        const result = ceilDiv(a, b)
        expect(result * b >= a && (result - 1n) * b < a).toBe(true)
      }),
    )
  })
})

describe('alignUp()', () => {
  it('gives the nearest multiple that is not below', () => {
    fc.assert(
      fc.property(anyInteger, positive, (a, b) => {
        const result = alignUp(a, b)
        expect(result % b === 0n && result >= a && result - a < b).toBe(true)
      }),
    )
  })
})

describe('isPowerOfTwo()', () => {
  it('holds for 1, 2, 4… only', () => {
    const found = Array.from({ length: 70 }, (_, i) => BigInt(i) - 4n).filter(isPowerOfTwo)
    expect(found).toEqual([1n, 2n, 4n, 8n, 16n, 32n, 64n])
    expect(isPowerOfTwo(1n << 64n)).toBe(true)
  })
})

describe('min(), max()', () => {
  it('give the smallest and the largest', () => {
    fc.assert(
      fc.property(anyInteger, fc.array(anyInteger), (first, more) => {
        const sorted = [first, ...more].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        expect(min(first, ...more)).toBe(sorted[0])
        expect(max(first, ...more)).toBe(sorted.at(-1))
      }),
    )
  })
})
