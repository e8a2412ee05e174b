import { describe, expect, it } from 'vitest'
import { type Bitmap, openBitmap, withClearEnd } from '../../../src/bitmap/index.ts'
import { memoryStore } from '../../../src/source/index.ts'

/** A bitmap of these bytes that stands for `total` bits. */
function shortOf(bytes: number[], total: number) {
  const store = memoryStore(Uint8Array.from(bytes))
  const count = bytes.length * 8
  return {
    store,
    bitmap: withClearEnd(openBitmap(store, { offset: 0, count, writable: true }), total),
  }
}

async function runsOf(bitmap: Bitmap, from: number, to: number) {
  const runs: [number, number, boolean][] = []
  for await (const { start, length, set } of bitmap.runs(from, to)) runs.push([start, length, set])
  return runs
}

describe('withClearEnd()', () => {
  it('has clear bits past the end, in one run with those before', async () => {
    const { bitmap } = shortOf([0x0f], 20)
    expect(bitmap.count).toBe(20)
    expect(await bitmap.runAt(0, 20)).toEqual({ set: true, length: 4 })
    expect(await bitmap.runAt(4, 20)).toEqual({ set: false, length: 16 })
    expect(await bitmap.runAt(4, 6)).toEqual({ set: false, length: 2 })
    expect(await bitmap.runAt(10, 20)).toEqual({ set: false, length: 10 })
    expect(await runsOf(bitmap, 0, 20)).toEqual([
      [0, 4, true],
      [4, 16, false],
    ])
    expect(await runsOf(bitmap, 9, 20)).toEqual([[9, 11, false]])
    expect(await runsOf(bitmap, 2, 8)).toEqual([
      [2, 2, true],
      [4, 4, false],
    ])
  })

  it('ends a run of set bits where the bits end', async () => {
    const { bitmap } = shortOf([0xf0], 12)
    expect(await bitmap.runAt(4, 12)).toEqual({ set: true, length: 4 })
    expect(await runsOf(bitmap, 0, 12)).toEqual([
      [0, 4, false],
      [4, 4, true],
      [8, 4, false],
    ])
  })

  it('sets and clears the bits that there are', async () => {
    const { bitmap, store } = shortOf([0x00], 12)
    await bitmap.setRange(0, 8)
    await bitmap.clearRange(4, 12)
    expect(bitmap.dirty).toBe(true)
    await bitmap.writeBack(async () => {})
    expect([...store.bytes()]).toEqual([0x0f])
    await expect(bitmap.setRange(6, 9)).rejects.toThrow(RangeError)
    await expect(bitmap.resize(8)).rejects.toThrow(RangeError)
  })
})
