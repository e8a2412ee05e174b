/** New images: their size, and the order in which they come to the disk. */
import { describe, expect, it } from 'vitest'
import { coveringSize, createOverlay, diskSize } from '../../../src/chain/index.ts'
import { driverFor } from '../../../src/formats/drivers.ts'
import { type ByteStore, memoryStore } from '../../../src/source/index.ts'

const SIZE = 65_536

/** A store that notes what changes it. */
function noted(name: string, log: string[], bytes?: Uint8Array): ByteStore {
  const inner = memoryStore(bytes)
  return {
    get size() {
      return inner.size
    },
    read: (offset, length) => inner.read(offset, length),
    async write(offset, written) {
      log.push(`${name}: write ${offset}`)
      await inner.write(offset, written)
    },
    async resize(size) {
      log.push(`${name}: resize ${size === 0 ? 0 : 'n'}`)
      await inner.resize(size)
    },
    async flush() {
      log.push(`${name}: flush`)
    },
  }
}

const create = (log: string[], old?: Uint8Array) => {
  const files = { main: noted('main', log, old), image: noted('image', log, old) }
  return createOverlay(driverFor('add-cow-v10'), files, { size: SIZE, imageFile: 'a.img' })
}

const NEW = [
  'main: resize n',
  'image: resize n',
  'image: flush',
  'main: flush',
  'main: write 0',
  'main: flush',
]

describe('createOverlay()', () => {
  it('flushes all else before the header is written', async () => {
    const log: string[] = []
    await create(log)
    expect(log).toEqual(NEW)
  })

  it('takes an old header off the disk before it cuts what that is about', async () => {
    const log: string[] = []
    await create(log, new Uint8Array(10).fill(1))
    expect(log).toEqual(['main: resize 0', 'main: flush', ...NEW])
  })
})

describe('coveringSize()', () => {
  it('has room for all bytes, where diskSize() cuts', () => {
    const driver = driverFor('cow-v2')
    expect([0, 1, 512, 513].map((size) => coveringSize(driver, size))).toEqual([0, 512, 512, 1024])
    expect([0, 1, 512, 513].map((size) => diskSize(driver, size))).toEqual([0, 0, 512, 512])
  })
})
