import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cachedSource, memorySource, sliceSource } from '../../../src/source/index.ts'

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i * 7)

/** A source that notes its reads, and fails when told. */
function spySource() {
  const inner = memorySource(bytes)
  const spy = {
    size: inner.size,
    reads: [] as [number, number][],
    failing: false,
    async read(offset: number, length: number) {
      spy.reads.push([offset, length])
      if (spy.failing) throw new Error('broken')
      return await inner.read(offset, length)
    },
  }
  return spy
}

describe('cachedSource()', () => {
  it('reads what its source has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.tuple(fc.nat(1100), fc.nat(400)), { minLength: 1, maxLength: 20 }),
        async (pageSize, maxPages, ranges) => {
          const source = cachedSource(memorySource(bytes), { pageSize, maxPages })
          const results = ranges.map(([offset, length]) => source.read(offset, length))
          for (const [i, [offset, length]] of ranges.entries()) {
            const expected = bytes.slice(offset, offset + length)
            expect(await results[i]).toEqual(expected)
            expect(await source.read(offset, length)).toEqual(expected)
          }
        },
      ),
    )
  })

  it('reads a page once, for reads at once and later', async () => {
    const spy = spySource()
    const source = cachedSource(spy, { pageSize: 100, maxPages: 8 })
    await Promise.all([source.read(110, 20), source.read(150, 60), source.read(199, 1)])
    await source.read(100, 200)
    expect(spy.reads).toEqual([
      [100, 100],
      [200, 100],
    ])
  })

  it('reads pages that are missing side by side at once', async () => {
    const spy = spySource()
    const source = cachedSource(spy, { pageSize: 100, maxPages: 20 })
    await source.read(250, 1)
    await source.read(0, 600)
    expect(spy.reads).toEqual([
      [200, 100],
      [0, 200],
      [300, 300],
    ])
  })

  it('keeps the pages that were used last, and no more than it may', async () => {
    const spy = spySource()
    const source = cachedSource(spy, { pageSize: 100, maxPages: 2 })
    for (const offset of [0, 100, 0, 200, 0, 100]) await source.read(offset, 1)
    expect(spy.reads.map(([offset]) => offset)).toEqual([0, 100, 200, 100])
  })

  it('passes a long read on, past the cache', async () => {
    const spy = spySource()
    const source = cachedSource(spy, { pageSize: 100, maxPages: 4 })
    expect(await source.read(5, 900)).toEqual(bytes.slice(5, 905))
    expect(spy.reads).toEqual([[5, 900]])
  })

  it('keeps no error', async () => {
    const spy = spySource()
    const source = cachedSource(spy, { pageSize: 100 })
    spy.failing = true
    await expect(Promise.all([source.read(0, 150), source.read(1, 1)])).rejects.toThrow('broken')
    spy.failing = false
    expect(await source.read(0, 150)).toEqual(bytes.slice(0, 150))
    expect(spy.reads).toEqual([
      [0, 200],
      [0, 200],
    ])
  })

  it('gives copies', async () => {
    const source = cachedSource(memorySource(bytes), { pageSize: 100, maxPages: 2 })
    const read = await source.read(0, 500)
    read.fill(0)
    const small = await source.read(0, 10)
    small.fill(0)
    expect(await source.read(0, 10)).toEqual(bytes.slice(0, 10))
  })

  it('reads nothing past the end, and refuses bad ranges and sizes', async () => {
    const spy = spySource()
    const source = cachedSource(spy)
    expect(source.size).toBe(1000)
    expect(await source.read(2000, 5)).toHaveLength(0)
    expect(spy.reads).toEqual([])
    await expect(source.read(-1, 5)).rejects.toThrow(RangeError)
    expect(() => cachedSource(spy, { pageSize: 0 })).toThrow('pageSize 0 is no positive integer')
    expect(() => cachedSource(spy, { maxPages: 0.5 })).toThrow(RangeError)
  })
})

describe('sliceSource()', () => {
  it('reads the part, and nothing outside of it', async () => {
    const source = sliceSource(memorySource(bytes), 100, 50)
    expect(source.size).toBe(50)
    expect(await source.read(0, 99)).toEqual(bytes.slice(100, 150))
    expect(await source.read(40, 5)).toEqual(bytes.slice(140, 145))
    expect(await source.read(50, 5)).toHaveLength(0)
    await expect(source.read(-1, 5)).rejects.toThrow(RangeError)
  })

  it('ends where its source does', async () => {
    const source = sliceSource(memorySource(bytes), 990, 50)
    expect(source.size).toBe(10)
    expect(await source.read(5, 50)).toEqual(bytes.slice(995))
    expect(sliceSource(memorySource(bytes), 2000, 5).size).toBe(0)
  })

  it('refuses what is no range', () => {
    expect(() => sliceSource(memorySource(bytes), -1, 5)).toThrow(RangeError)
    expect(() => sliceSource(memorySource(bytes), 0, 0.5)).toThrow(RangeError)
  })
})
