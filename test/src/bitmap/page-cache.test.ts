import { describe, expect, it } from 'vitest'
import { PageCache } from '../../../src/bitmap/page-cache.ts'

function createCache(maxPages: number) {
  const reads: number[] = []
  const cache = new PageCache({
    pageSize: 16,
    maxPages,
    async read(index) {
      reads.push(index)
      return new Uint8Array(16)
    },
  })
  const touch = (index: number) => cache.use(index, () => {})
  const soil = (index: number) => cache.use(index, (page) => cache.markDirty(page, 2, 5))
  const indexes = () => cache.pages().map(({ index }) => index)
  return { cache, reads, touch, soil, indexes }
}

describe('PageCache', () => {
  it('keeps the pages that were used last', async () => {
    const { touch, indexes, reads } = createCache(3)
    for (const index of [1, 2, 3, 1, 4, 1, 5]) await touch(index)
    expect(indexes()).toEqual([4, 1, 5])
    expect(reads).toEqual([1, 2, 3, 4, 5])
  })

  it('never has more clean pages than it may, however many are used at once', async () => {
    const { touch, cache } = createCache(2)
    await Promise.all(Array.from({ length: 100 }, (_, i) => touch(i % 50)))
    expect(cache.pages()).toHaveLength(2)
  })

  it('reads a page once for all that want it at once', async () => {
    const { touch, reads } = createCache(2)
    await Promise.all([touch(1), touch(1), touch(1)])
    expect(reads).toEqual([1])
  })

  it('reads each page once for many that use different pages at once', async () => {
    const { soil, reads, cache } = createCache(1)
    await Promise.all(Array.from({ length: 100 }, (_, i) => soil(i)))
    expect(reads).toHaveLength(100)
    expect(cache.held).toBe(100)
  })

  it('evicts no page that is dirty or being written, and all of them afterwards', async () => {
    const { soil, touch, cache, indexes } = createCache(2)
    for (const index of [1, 2, 3, 4]) await soil(index)
    await touch(5)
    expect(indexes()).toEqual([1, 2, 3, 4])
    expect(cache.takeDirty().map(({ start }) => start)).toEqual([18, 34, 50, 66])
    await touch(6)
    expect(indexes()).toEqual([1, 2, 3, 4])
    cache.settle(true)
    expect(cache.held).toBe(0)
    expect(indexes()).toEqual([3, 4])
  })

  it('gives a snapshot that later changes do not reach', async () => {
    const { soil, cache } = createCache(2)
    await soil(1)
    const [piece] = cache.takeDirty()
    await cache.use(1, ({ bytes }) => bytes.fill(9))
    expect(piece).toEqual({ start: 18, bytes: new Uint8Array(3) })
  })

  it('repeats a read that began before the disk was changed', async () => {
    const { touch, reads, cache } = createCache(2)
    const load = touch(1)
    cache.expireReads()
    await load
    expect(reads).toEqual([1, 1])
  })
})
