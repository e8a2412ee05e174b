import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { readInto } from '../../../src/source/source.ts'
import { withHead } from '../../../src/validate/head.ts'

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)

describe('withHead()', () => {
  it('reads the first bytes no more, and all others as before', async () => {
    const reads: number[] = []
    const inner = memorySource(bytes)
    const source = withHead(
      {
        size: inner.size,
        identity: 'x',
        read: (offset, length) => {
          reads.push(offset)
          return inner.read(offset, length)
        },
      },
      bytes.slice(0, 40),
    )
    expect(source).toMatchObject({ size: 100, identity: 'x' })
    for (const [offset, length] of [
      [0, 40],
      [10, 5],
      [30, 20],
      [90, 20],
      [200, 5],
    ] as const) {
      const expected = [...bytes.subarray(offset, offset + length)]
      expect([...(await source.read(offset, length))]).toEqual(expected)
      const target = new Uint8Array(length)
      expect(await readInto(source, offset, target)).toBe(expected.length)
      expect([...target.subarray(0, expected.length)]).toEqual(expected)
    }
    expect(new Set(reads)).toEqual(new Set([30, 90, 200]))
  })
})
