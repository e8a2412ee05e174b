/** What the tests of bitmaps share: a store that can be watched, and bits as plain arrays. */
import { expect } from 'vitest'
import type { Bitmap, Run } from '../../../src/bitmap/index.ts'
import { memoryStore } from '../../../src/source/index.ts'

/** So small that a few bits need many pages. */
export const tiny = { pageSize: 16, maxPages: 2, writable: true } as const

/** Data that is safe at once. */
export const flushed = async () => {}

/** A store that notes what is done to it, and fails when told. */
export function spyStore(initial: Uint8Array) {
  const inner = memoryStore(initial)
  const log: string[] = []
  let failing = false
  return {
    log,
    bytes: inner.bytes,
    fail(on: boolean) {
      failing = on
    },
    get size() {
      return inner.size
    },
    async read(offset: number, length: number) {
      log.push(`read ${offset}+${length}`)
      return await inner.read(offset, length)
    },
    async write(offset: number, bytes: Uint8Array) {
      if (failing) throw new Error('write failed')
      log.push(`write ${offset}+${bytes.length}`)
      await inner.write(offset, bytes)
    },
  }
}

/** The writes among what was done to a store. */
export const writesOf = (store: { log: readonly string[] }) =>
  store.log.filter((line) => line.startsWith('write'))

/** All runs. */
export async function collect(runs: AsyncIterable<Run>): Promise<Run[]> {
  const all: Run[] = []
  for await (const run of runs) all.push(run)
  return all
}

/** All bits of a bitmap, by its runs. */
export async function bitsOf(bitmap: Bitmap): Promise<boolean[]> {
  const bits: boolean[] = []
  for (const run of await collect(bitmap.runs(0, bitmap.count))) {
    expect(run.start).toBe(bits.length)
    for (let i = 0; i < run.length; i++) bits.push(run.set)
  }
  return bits
}

/** Bits of bytes. */
export const bitsIn = (bytes: Uint8Array, offset: number, count: number) =>
  Array.from({ length: count }, (_, i) => ((bytes[offset + (i >> 3)] ?? 0) & (1 << (i & 7))) !== 0)
