import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitRange } from '../../../src/block/split.ts'

const split = (offset: number, length: number, size: number) => [
  ...splitRange(offset, length, size),
]

describe('splitRange()', () => {
  it('gives a head, a body and a tail', () => {
    expect(split(10, 50, 16)).toEqual([
      { kind: 'partial', offset: 10, length: 6, cluster: 0, clusters: 1 },
      { kind: 'whole', offset: 16, length: 32, cluster: 1, clusters: 2 },
      { kind: 'partial', offset: 48, length: 12, cluster: 3, clusters: 1 },
    ])
  })

  it('gives one piece inside one cluster, and none for an empty range', () => {
    expect(split(17, 3, 16)).toEqual([
      { kind: 'partial', offset: 17, length: 3, cluster: 1, clusters: 1 },
    ])
    expect(split(17, 0, 16)).toEqual([])
    expect(split(16, 16, 16)).toEqual([
      { kind: 'whole', offset: 16, length: 16, cluster: 1, clusters: 1 },
    ])
  })

  it('is exact far beyond 2^32', () => {
    const start = 2 ** 52 + 65535
    expect(split(start, 2 ** 33 + 2, 65536)).toEqual([
      { kind: 'partial', offset: start, length: 1, cluster: 2 ** 36, clusters: 1 },
      {
        kind: 'whole',
        offset: start + 1,
        length: 2 ** 33,
        cluster: 2 ** 36 + 1,
        clusters: 2 ** 17,
      },
      {
        kind: 'partial',
        offset: start + 1 + 2 ** 33,
        length: 1,
        cluster: 2 ** 36 + 1 + 2 ** 17,
        clusters: 1,
      },
    ])
  })

  it('covers every byte once, in order, and cuts at clusters alone', () => {
    const sizes = fc.constantFrom(1, 3, 512, 65536, 1000)
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(1_000_000), sizes, (far, length, size) => {
        const offset = far % (2 ** 53 - 2_000_000)
        const pieces = split(offset, length, size)
        let at = offset
        for (const piece of pieces) {
          expect(piece.offset).toBe(at)
          expect(piece.length).toBeGreaterThan(0)
          expect(piece.cluster).toBe(Math.floor(at / size))
          expect(piece.clusters).toBe(Math.ceil((at + piece.length) / size) - piece.cluster)
          const isWhole = at % size === 0 && piece.length % size === 0
          expect(piece.kind).toBe(isWhole ? 'whole' : 'partial')
          at += piece.length
        }
        expect(at).toBe(offset + length)
        expect(pieces.filter(({ kind }) => kind === 'whole').length).toBeLessThanOrEqual(1)
        expect(pieces.length).toBeLessThanOrEqual(3)
      }),
    )
  })

  it('refuses what is no range', () => {
    expect(() => split(-1, 2, 16)).toThrow('Cannot split 2 bytes at -1 by clusters of 16')
    for (const [offset, length, size] of [
      [0, -1, 1],
      [0.5, 1, 1],
      [1, 1, 0],
      [1, 1, 1.5],
    ]) {
      expect(() => split(offset ?? 0, length ?? 0, size ?? 0)).toThrow(RangeError)
    }
    expect(() => split(2 ** 53 - 1, 1, 16)).toThrow(RangeError)
  })
})
