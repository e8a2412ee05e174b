/** What a change of the size refuses, and what it must not show. */
import { describe, expect, it } from 'vitest'
import { UnsupportedError } from '../../../src/binary/errors.ts'
import { createIn, type MemoryFiles, memoryFiles } from '../chain/files.ts'
import { buildChain, expectBytes, OVERLAYS, openIn, pattern, SECTOR, sized } from './images.ts'
import { harmOf, journal } from './journal.ts'

const SIZE = 200 * SECTOR

/** An image over a raw disk, both of that size and full of different bytes. */
const planOf = (format: string, size = SIZE) =>
  ['raw', format].map((one, index) => ({
    format: one,
    size,
    writes: [{ at: 0, length: size, seed: index + 1 }],
  }))

function contents(files: MemoryFiles): Record<string, Uint8Array> {
  return Object.fromEntries([...files.stores].map(([path, store]) => [path, store.bytes()]))
}

describe('BlockDevice.resize()', () => {
  it.each(OVERLAYS)('refuses what is no size of a %s disk, and changes nothing', async (format) => {
    const files = memoryFiles()
    const { path } = await buildChain(files, planOf(format))
    const before = contents(files)
    const device = await openIn(files, path, { writable: true })
    for (const size of [-512, 1.5, 2 ** 53, 1000, SIZE + 1]) {
      await expect(device.resize(size)).rejects.toThrow(RangeError)
      expect(device.size).toBe(SIZE)
    }
    await device.close()
    for (const [file, bytes] of Object.entries(before)) {
      expectBytes(contents(files)[file] ?? new Uint8Array(), bytes)
    }
  })

  it.each(OVERLAYS)('ends a map of %s that is under way where the disk is cut', async (format) => {
    const files = memoryFiles()
    const size = 300 * SECTOR
    const writes = [{ at: 0, length: SECTOR, seed: 1 }]
    const plan = ['raw', format].map((one) => ({ format: one, size, writes }))
    const { path } = await buildChain(files, plan)
    const device = await openIn(files, path, { writable: true })
    const map = device.extents()[Symbol.asyncIterator]()
    expect((await map.next()).value).toMatchObject({ offset: 0, state: 'data' })
    await device.resize(SECTOR)
    expect(await map.next()).toMatchObject({ done: true })
    await device.close()
  })

  it.each(OVERLAYS)('refuses to change a %s disk that is open for reading', async (format) => {
    const files = memoryFiles()
    const { path } = await buildChain(files, planOf(format))
    const device = await openIn(files, path)
    await expect(device.resize(0)).rejects.toThrow(UnsupportedError)
    await device.close()
  })

  it('refuses a size of cow-v2 for which the data would begin elsewhere', async () => {
    const files = memoryFiles()
    // 3840 bits fill the space from the header to byte 1536.
    const size = 3840 * SECTOR
    const { path } = await buildChain(files, planOf('cow-v2', size))
    const device = await openIn(files, path, { writable: true })
    await expect(device.resize(size + SECTOR)).rejects.toThrow('the data would begin elsewhere')
    expectBytes(await device.read(0, size), pattern(2, size))
    await device.resize(size - SECTOR)
    await device.resize(size)
    await device.close()
    const again = await openIn(files, path)
    expectBytes(await again.read(0, size), sized(pattern(2, size - SECTOR), size))
    await again.close()
  })

  it.each(OVERLAYS)('shows nothing of what %s had before it was cut', async (format) => {
    const files = memoryFiles()
    const { path } = await buildChain(files, planOf(format))
    const kept = 3 * SECTOR
    for (const size of [kept, SIZE, SIZE + SECTOR]) {
      const device = await openIn(files, path, { writable: true })
      await device.resize(size)
      expectBytes(await device.read(0, size), sized(pattern(2, kept), size))
      await device.close()
    }
    const again = await openIn(files, path)
    expectBytes(await again.read(0, again.size), sized(pattern(2, kept), SIZE + SECTOR))
    await again.close()
  })

  it.each([undefined, 'base'])(
    'shows no part of a sector at the end of an image file, over %s',
    async (base) => {
      const record = journal()
      const files = memoryFiles({ '/base': pattern(1, SIZE) }, record.wrap)
      const backing = base === undefined ? undefined : { name: base, format: 'raw' }
      const image = { format: 'add-cow-v18', size: SECTOR, clusterSize: SECTOR, backing }
      await createIn(files, '/top', image)
      await files.store('/top.img').write(0, pattern(2, 1000))
      const guest = pattern(base === undefined ? 2 : 1, SECTOR)
      const device = await openIn(files, '/top', { writable: true })
      expectBytes(await device.read(0, device.size), guest)
      record.start(files)
      record.note({ kind: 'resizing', size: 2 * SECTOR })
      await device.resize(2 * SECTOR)
      record.note({ kind: 'resized', size: 2 * SECTOR })
      await device.close()
      const read = async (left: MemoryFiles) => {
        const one = await openIn(left, '/top')
        return await one.read(0, one.size)
      }
      const harm = await harmOf(record, { seed: 1, guest, read, subsets: 4, tears: true })
      expect(harm).toBeUndefined()
    },
  )
})
