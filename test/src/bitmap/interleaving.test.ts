/** The bitmap under requests that overlap in time, in every order that a scheduler makes of them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBitmap } from '../../../src/bitmap/index.ts'
import { memoryStore } from '../../../src/source/index.ts'

const COUNT = 1500

type Request =
  | { kind: 'set' | 'read'; from: number; to: number }
  | { kind: 'writeBack'; fails: boolean }

const bit = fc.nat(COUNT)
const request: fc.Arbitrary<Request> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), from: bit, to: bit }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), from: bit, to: bit }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('writeBack' as const), fails: fc.boolean() }),
  },
)

/** A bitmap over a store whose every call ends when the scheduler says. */
function openScheduled(scheduler: fc.Scheduler) {
  const store = memoryStore(new Uint8Array(200))
  /** Clusters whose data was written, and those whose data is safe on the disk. */
  const written = new Set<number>()
  let safe = new Set<number>()

  const scheduled = {
    size: 200,
    async read(offset: number, length: number) {
      const bytes = await store.read(offset, length)
      await scheduler.schedule(Promise.resolve(), 'read')
      return bytes
    },
    async write(offset: number, bytes: Uint8Array) {
      await scheduler.schedule(Promise.resolve(), 'write')
      await store.write(offset, bytes)
      for (const [i, byte] of bytes.entries()) {
        for (let at = 0; at < 8; at++) {
          if (((byte >> at) & 1) === 1) expect(safe).toContain((offset + i) * 8 + at)
        }
      }
    },
  }
  const bitmap = openBitmap(scheduled, {
    offset: 0,
    count: COUNT,
    pageSize: 16,
    maxPages: 2,
    writable: true,
  })

  async function set(from: number, to: number) {
    for (let at = from; at < to; at++) written.add(at)
    await bitmap.setRange(from, to)
  }

  async function writeBack(fails: boolean) {
    const before = async () => {
      const flushed = new Set(written)
      await scheduler.schedule(Promise.resolve(), 'flush')
      if (fails) throw new Error('flush failed')
      safe = flushed
    }
    await bitmap.writeBack(before).catch((error: Error) => {
      expect(error.message).toBe('flush failed')
    })
  }

  /** What was set before the scan began is in what it yields. */
  async function read(from: number, to: number, done: ReadonlySet<number>) {
    const expected = [...done].filter((at) => at >= from && at < to)
    const seen = new Set<number>()
    for await (const run of bitmap.runs(from, to)) {
      if (run.set) for (let i = 0; i < run.length; i++) seen.add(run.start + i)
    }
    expect(expected.filter((at) => !seen.has(at))).toEqual([])
  }

  return { store, bitmap, written, set, writeBack, read }
}

async function play(scheduler: fc.Scheduler, requests: readonly Request[]) {
  const { store, bitmap, written, set, writeBack, read } = openScheduled(scheduler)
  const done = new Set<number>()
  const ends = requests.map(async (one) => {
    // Each begins at a time of its own.
    await scheduler.schedule(Promise.resolve(), one.kind)
    if (one.kind === 'writeBack') return await writeBack(one.fails)
    const [from, to] = [Math.min(one.from, one.to), Math.max(one.from, one.to)]
    if (one.kind === 'read') return await read(from, to, new Set(done))
    await set(from, to)
    for (let at = from; at < to; at++) done.add(at)
  })
  await scheduler.waitFor(Promise.all(ends))
  expect(done).toEqual(written)
  await scheduler.waitFor(writeBack(false))
  expect(bitmap.dirty).toBe(false)
  const bytes = store.bytes()
  const onDisk = Array.from({ length: COUNT }, (_, at) => at).filter(
    (at) => (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1,
  )
  expect(onDisk).toEqual([...written].sort((a, b) => a - b))
}

describe('Bitmap', () => {
  it('loses no bit, and writes none before its data is safe', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(request, { maxLength: 25 }), play), {
      numRuns: 150,
    })
  })
})
