/** Raw images: the file is the disk. */
import { UnsupportedError } from '../../binary/errors.ts'
import { type BlockDevice, checkRange, type Extent, SECTOR } from '../../block/device.ts'
import type { OpenedFile } from '../../cow/overlay.ts'
import { readInto } from '../../source/source.ts'
import type { ByteStore } from '../../source/store.ts'

/** Zeros are written in pieces of this many bytes. */
const ZERO_PIECE = 1 << 20

/** A raw image as a block device: guest and host offsets are the same. */
export function rawDevice(file: OpenedFile, writable: boolean): BlockDevice {
  const writableStore = (): ByteStore => {
    if (writable) return file.store as ByteStore
    const message = `Cannot write "${file.path}": it was opened for reading`
    throw new UnsupportedError(message, { code: 'feature', feature: 'write' })
  }
  async function writeZeroes(offset: number, length: number): Promise<void> {
    checkRange(file.store.size, offset, length)
    const store = writableStore()
    const zeros = new Uint8Array(Math.min(length, ZERO_PIECE))
    for (let at = offset; at < offset + length; at += zeros.length) {
      await store.write(at, zeros.subarray(0, Math.min(zeros.length, offset + length - at)))
    }
  }
  return {
    get size() {
      return file.store.size
    },
    clusterSize: SECTOR,
    writable,
    async readInto(offset, target) {
      checkRange(file.store.size, offset, target.length)
      const have = await readInto(file.store, offset, target)
      target.fill(0, have)
    },
    async read(offset, length) {
      checkRange(file.store.size, offset, length)
      return await file.store.read(offset, length)
    },
    async *extents(offset = 0, length = file.store.size - offset): AsyncGenerator<Extent> {
      checkRange(file.store.size, offset, length)
      if (length === 0) return
      yield { offset, length, state: 'data', hostOffset: offset, depth: 0, file: file.path }
    },
    async write(offset, bytes) {
      const store = writableStore()
      checkRange(store.size, offset, bytes.length)
      await store.write(offset, bytes)
    },
    writeZeroes,
    discard: writeZeroes,
    resize: (size) => writableStore().resize(size),
    async flush() {
      if (writable) await (file.store as ByteStore).flush()
    },
    async close() {
      try {
        if (writable) await (file.store as ByteStore).flush()
      } finally {
        await file.close()
      }
    },
  }
}
