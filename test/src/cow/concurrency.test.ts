/** Many requests at once: each is whole, and what conflicts runs in the order of the requests. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BlockDevice } from '../../../src/block/device.ts'
import { memoryFiles, type Wrap } from '../chain/files.ts'
import {
  buildChain,
  chainPlans,
  expectBytes,
  OVERLAYS,
  openIn,
  PATIENCE,
  pattern,
  rangeOf,
  SECTOR,
  share,
  sized,
  tries,
} from './images.ts'
import { dice } from './journal.ts'

/** Stores that let others have some turns before and after all that they do. */
function slow(seed: number): Wrap {
  const roll = dice(seed)
  const after = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (let turns = roll(6); turns > 0; turns--) await Promise.resolve()
    const result = await work()
    for (let turns = roll(6); turns > 0; turns--) await Promise.resolve()
    return result
  }
  return (_path, store) => ({
    get size() {
      return store.size
    },
    read: (offset, length) => after(() => store.read(offset, length)),
    write: (offset, bytes) => after(() => store.write(offset, bytes)),
    resize: (size) => after(() => store.resize(size)),
    flush: () => after(() => store.flush()),
  })
}

const request = fc.record({
  kind: fc.constantFrom(...(['write', 'write', 'write', 'read', 'flush'] as const)),
  at: share,
  length: fc.oneof(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 20_000 })),
  align: fc.constantFrom(1, SECTOR),
})

const PARALLEL = 64

describe('BlockDevice.extents()', () => {
  it.each(OVERLAYS)('tells of %s only data that is there, while others write', async (format) => {
    const size = 300 * SECTOR
    const files = memoryFiles({}, slow(7))
    const writes = [{ at: 0, length: 5 * SECTOR, seed: 1 }]
    const plan = [
      { format: 'raw', size, writes: [] },
      { format, size, writes },
    ]
    const { path } = await buildChain(files, plan)
    const device = await openIn(files, path, { writable: true })
    const running = Array.from({ length: PARALLEL }, (_, index) =>
      device.write(((index * 37) % 300) * SECTOR, pattern(3, SECTOR)),
    )
    let at = 0
    for await (const { offset, length, state } of device.extents()) {
      expect(offset).toBe(at)
      at += length
      if (offset === 0) expect(state).toBe('data')
    }
    expect(at).toBe(size)
    await Promise.all(running)
    await device.close()
  })
})

describe('cowDevice()', () => {
  it.each(OVERLAYS)(
    'makes of parallel requests to %s a row of whole ones',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          chainPlans(format, { sectors: format === 'add-cow-v10' ? 300 : 60, below: 2 }),
          fc.array(request, { minLength: PARALLEL, maxLength: PARALLEL }),
          fc.nat(),
          async (plan, requests, seed) => {
            const files = memoryFiles({}, slow(seed))
            const { path, guests } = await buildChain(files, plan)
            const guest = guests.at(-1) ?? new Uint8Array()
            const device = await openIn(files, path, { writable: true })
            await sendAll(device, guest, requests)
            await device.close()
            const again = await openIn(files, path)
            expectBytes(await again.read(0, again.size), guest)
            await again.close()
          },
        ),
        tries(25),
      )
    },
    PATIENCE,
  )

  it('keeps the sectors of neighbours that share a cluster', async () => {
    const files = memoryFiles({}, slow(7))
    const size = 128 * SECTOR
    const plan = [
      { format: 'raw', size, writes: [{ at: 0, length: size, seed: 1 }] },
      { format: 'add-cow-v10', size, writes: [] },
    ]
    const { path } = await buildChain(files, plan)
    const device = await openIn(files, path, { writable: true })
    const guest = pattern(1, size)
    const sectors = Array.from({ length: 64 }, (_, index) => index * 2 * SECTOR)
    for (const [index, offset] of sectors.entries()) guest.set(pattern(index + 2, 100), offset)
    await Promise.all(sectors.map((offset, index) => device.write(offset, pattern(index + 2, 100))))
    expectBytes(await device.read(0, size), guest)
    await device.close()
  })

  it.each(OVERLAYS)(
    'refuses what waits for a cut of %s and is past the new end',
    async (format) => {
      const files = memoryFiles({}, slow(3))
      const size = 200 * SECTOR
      const base = { format: 'raw', size, writes: [{ at: 0, length: size, seed: 1 }] }
      const { path } = await buildChain(files, [base, { format, size, writes: [] }])
      const device = await openIn(files, path, { writable: true })
      const half = size / 2
      const cut = device.resize(half)
      const late = [
        device.write(half - 10, pattern(2, 20)),
        device.writeZeroes(half, 10),
        device.read(size - 1, 1),
      ]
      const inside = device.write(0, pattern(3, 10))
      for (const one of late) await expect(one).rejects.toThrow(RangeError)
      await Promise.all([cut, inside])
      const guest = sized(pattern(1, size), half)
      guest.set(pattern(3, 10))
      await device.close()
      const again = await openIn(files, path)
      expectBytes(await again.read(0, again.size), guest)
      await again.close()
    },
  )

  it.each(OVERLAYS)('keeps what is written to %s as soon as it has grown', async (format) => {
    const files = memoryFiles({}, slow(5))
    const size = 200 * SECTOR
    const base = { format: 'raw', size, writes: [{ at: 0, length: size, seed: 1 }] }
    const half = size / 2
    const { path } = await buildChain(files, [base, { format, size: half, writes: [] }])
    const device = await openIn(files, path, { writable: true })
    const grown = device.resize(size)
    while (device.size === half) await Promise.resolve()
    await device.write(half, pattern(2, 10))
    await grown
    const guest = sized(pattern(1, half), size)
    guest.set(pattern(2, 10), half)
    expectBytes(await device.read(0, size), guest)
    await device.close()
  })

  it('ends what has begun before it closes', async () => {
    const files = memoryFiles({}, slow(9))
    const plan = [{ format: 'cow-v2', size: 8 * SECTOR, writes: [] }]
    const { path } = await buildChain(files, plan)
    const device = await openIn(files, path, { writable: true })
    const written = device.write(0, pattern(1, 8 * SECTOR))
    await Promise.all([written, device.close()])
    const again = await openIn(files, path)
    expectBytes(await again.read(0, again.size), pattern(1, 8 * SECTOR))
    await again.close()
  })
})

/** Sends all at once. A read must show the writes that were asked for before it, and no others. */
async function sendAll(
  device: BlockDevice,
  guest: Uint8Array,
  requests: readonly {
    kind: 'write' | 'read' | 'flush'
    at: number
    length: number
    align: number
  }[],
): Promise<void> {
  const running = requests.map(async (one, index) => {
    if (one.kind === 'flush') return await device.flush()
    const wanted = rangeOf(guest.length, one)
    const offset = wanted.offset - (wanted.offset % one.align)
    const { length } = wanted
    if (one.kind === 'write') {
      guest.set(pattern(index, length), offset)
      return await device.write(offset, pattern(index, length))
    }
    const expected = guest.slice(offset, offset + length)
    expectBytes(await device.read(offset, length), expected)
  })
  await Promise.all(running)
  expectBytes(await device.read(0, guest.length), guest)
}
