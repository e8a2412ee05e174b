import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clearBits,
  countBits,
  endOfClear,
  endOfSet,
  nextClear,
  nextSet,
  setBits,
} from '../../../src/bitmap/runs.ts'

/** Bytes with long runs as well as short ones, that start anywhere in the memory. */
const bytes = fc
  .tuple(
    fc.integer({ min: 0, max: 7 }),
    fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.integer({ min: 0, max: 150 }).map((length) => new Uint8Array(length)),
        fc.integer({ min: 0, max: 150 }).map((length) => new Uint8Array(length).fill(0xff)),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([start, parts]) => {
    const all = parts.flatMap((part) => [...part])
    return new Uint8Array([...new Array<number>(start).fill(0x5a), ...all]).subarray(start)
  })

const withRange = bytes.chain((all) => {
  const bit = fc.integer({ min: 0, max: all.length * 8 })
  return fc.tuple(fc.constant(all), bit, bit).map(([data, a, b]) => ({
    data,
    from: Math.min(a, b),
    to: Math.max(a, b),
  }))
})

const bitsOf = (data: Uint8Array) =>
  Array.from({ length: data.length * 8 }, (_, i) => ((data[i >> 3] ?? 0) >> (i & 7)) & 1)

function bytesOf(bits: readonly number[]): Uint8Array {
  const data = new Uint8Array(bits.length / 8)
  for (const [i, bit] of bits.entries()) data[i >> 3] = (data[i >> 3] ?? 0) | (bit << (i & 7))
  return data
}

const firstOf = (bits: readonly number[], bit: number, from: number, to: number) => {
  const at = bits.slice(from, to).indexOf(bit)
  return at === -1 ? to : from + at
}

const endOf = (bits: readonly number[], bit: number, from: number, to: number) =>
  from + bits.slice(from, to).lastIndexOf(bit) + 1

describe('nextSet() and nextClear()', () => {
  it('find the first bit of the kind', () => {
    fc.assert(
      fc.property(withRange, ({ data, from, to }) => {
        const bits = bitsOf(data)
        expect(nextSet(data, from, to)).toBe(firstOf(bits, 1, from, to))
        expect(nextClear(data, from, to)).toBe(firstOf(bits, 0, from, to))
      }),
      { numRuns: 2000 },
    )
  })

  it('find every single bit among many bytes', () => {
    for (let bit = 0; bit < 100 * 8; bit++) {
      const data = new Uint8Array(100)
      setBits(data, bit, bit + 1)
      expect(nextSet(data, 0, 800)).toBe(bit)
      expect(
        nextClear(
          data.map((byte) => ~byte),
          0,
          800,
        ),
      ).toBe(bit)
    }
  })

  it('work beyond bit 2^31', () => {
    const data = new Uint8Array(2 ** 28 + 2)
    const bit = 2 ** 31 + 9
    setBits(data, bit, bit + 1)
    expect(nextSet(data, 0, data.length * 8)).toBe(bit)
    expect(nextClear(data, bit, data.length * 8)).toBe(bit + 1)
    expect(countBits(data, 5, data.length * 8)).toBe(1)
  })

  it('refuse what is no range of the bytes', () => {
    const data = new Uint8Array(2)
    for (const [from, to] of [
      [-1, 3],
      [0, 17],
      [4, 3],
      [0.5, 3],
    ] as const) {
      expect(() => nextSet(data, from, to)).toThrow(RangeError)
      expect(() => nextClear(data, from, to)).toThrow(RangeError)
      expect(() => setBits(data, from, to)).toThrow(RangeError)
    }
    expect(() => nextSet(data, 0, 17)).toThrow('Cannot use bits 0 to 17: there are 16')
  })
})

describe('endOfSet() and endOfClear()', () => {
  it('find the end of the last bit of the kind', () => {
    fc.assert(
      fc.property(withRange, ({ data, from, to }) => {
        const bits = bitsOf(data)
        expect(endOfSet(data, from, to)).toBe(endOf(bits, 1, from, to))
        expect(endOfClear(data, from, to)).toBe(endOf(bits, 0, from, to))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('setBits(), clearBits() and countBits()', () => {
  it('do what a loop over the bits does', () => {
    fc.assert(
      fc.property(withRange, fc.boolean(), ({ data, from, to }, set) => {
        const bits = bitsOf(data)
        expect(countBits(data, from, to)).toBe(
          bits.slice(from, to).reduce((sum, bit) => sum + bit, 0),
        )
        const copy = data.slice()
        if (set) setBits(copy, from, to)
        else clearBits(copy, from, to)
        expect(copy).toEqual(bytesOf(bits.fill(set ? 1 : 0, from, to)))
      }),
      { numRuns: 1000 },
    )
  })

  it('put the least significant bit first', () => {
    const data = new Uint8Array(2)
    setBits(data, 1, 3)
    setBits(data, 8, 9)
    expect([...data]).toEqual([0b110, 1])
  })
})
