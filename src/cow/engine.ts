/**
 * Copy-on-write over an allocation bitmap.
 *
 * The disk is a row of clusters. A cluster whose bit is set is in the data store, at
 * `data.offset` + its guest offset; any other is read from the device below, or is zero.
 *
 * | request               | cluster allocated      | not allocated                              |
 * |-----------------------|------------------------|--------------------------------------------|
 * | read                  | data store             | below; zero past its end or without one    |
 * | write, whole cluster  | data store, in place   | data store, then the bit                   |
 * | write, part of one    | data store, in place   | the rest from below, data store, then bit  |
 *
 * Invariants:
 * - A bit is set in memory after the write of its data has returned, and reaches the disk only in
 *   `commit`, after a flush of the data store. So whatever the moment of a crash, a cluster whose bit
 *   is on the disk has its data there.
 * - Bits set while a commit runs wait for the next one: the bitmap takes a snapshot first.
 * - Requests on overlapping clusters run one after the other, disjoint ones at once.
 * - What is read past the end of the data store, or of the device below, is zero.
 *
 * It deliberately knows nothing of headers, names or formats.
 */

import { UnsupportedError } from '../binary/errors.ts'
import type { Bitmap } from '../bitmap/index.ts'
import { type BlockDevice, checkRange, type Extent } from '../block/device.ts'
import type { ByteSource } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'
import { rangeLock } from './range-lock.ts'

/** What the engine works on. */
export interface CowParts {
  /** Virtual size, bytes. */
  readonly size: number
  /** Bytes per bit. */
  readonly clusterSize: number
  /** Where allocated clusters are; `offset` is the place of guest byte 0. */
  readonly data: {
    readonly store: ByteSource | ByteStore
    readonly offset: number
    /** Name of the file, for extents. */
    readonly file?: string | undefined
  }
  /** Undefined: every cluster is allocated. */
  readonly bitmap: Bitmap | undefined
  /** What unallocated clusters show. */
  readonly below: BlockDevice | undefined
  /** The store that the bitmap is in; undefined for a device that is only read. */
  readonly metadata: ByteStore | undefined
  /** Changes what the header says of the size, and the files; undefined if the format cannot. */
  readonly resize?: ((size: number) => Promise<void>) | undefined
  /** Lets go of the files of this layer, after the last flush. */
  readonly close: () => Promise<void>
}

/** Zeros are written in pieces of this many bytes. */
const ZERO_PIECE = 1 << 20

/** Makes a device of a layer and what is below it. Closing it closes the layers below too. */
export function cowDevice(parts: CowParts): BlockDevice {
  const { clusterSize, data, bitmap, below } = parts
  const lock = rangeLock()
  let size = parts.size
  const store = parts.metadata === undefined ? undefined : (data.store as ByteStore)

  const clusterOf = (offset: number) => Math.floor(offset / clusterSize)
  const clusterEnd = (offset: number) =>
    Math.min(Math.ceil(offset / clusterSize) * clusterSize, size)
  const startOf = (offset: number) => clusterOf(offset) * clusterSize

  /** The run of clusters in one state from `offset` on, cut at `end`. */
  async function runAt(offset: number, end: number): Promise<{ set: boolean; end: number }> {
    if (bitmap === undefined) return { set: true, end }
    const first = clusterOf(offset)
    const run = await bitmap.runAt(first, clusterOf(end - 1) + 1)
    return { set: run.set, end: Math.min((first + run.length) * clusterSize, end) }
  }

  async function readRange(offset: number, length: number): Promise<Uint8Array> {
    const run = await runAt(offset, offset + length)
    if (run.set && run.end === offset + length) {
      const bytes = await data.store.read(data.offset + offset, length)
      if (bytes.length === length) return bytes
    }
    const bytes = new Uint8Array(length)
    await readInto(bytes, offset)
    return bytes
  }

  async function readInto(target: Uint8Array, offset: number): Promise<void> {
    const end = offset + target.length
    for (let at = offset; at < end; ) {
      const run = await runAt(at, end)
      const part = target.subarray(at - offset, run.end - offset)
      if (run.set) part.set(await data.store.read(data.offset + at, part.length))
      else await readBelow(part, at)
      at = run.end
    }
  }

  /** Fills `part` from below; what is past its end stays zero. */
  async function readBelow(part: Uint8Array, offset: number): Promise<void> {
    if (below === undefined || offset >= below.size) return
    part.set(await below.read(offset, Math.min(part.length, below.size - offset)))
  }

  async function isAllocated(cluster: number): Promise<boolean> {
    return bitmap === undefined || (await bitmap.runAt(cluster, cluster + 1)).set
  }

  /** The bytes with the rest of their first and last cluster, where those are not allocated yet. */
  async function wholeClusters(offset: number, bytes: Uint8Array) {
    const end = offset + bytes.length
    const start = startOf(offset)
    const last = clusterEnd(end)
    const needsHead = start < offset && !(await isAllocated(clusterOf(offset)))
    const needsTail = end < last && !(await isAllocated(clusterOf(end - 1)))
    if (!needsHead && !needsTail) return { offset, bytes }
    const from = needsHead ? start : offset
    const whole = new Uint8Array((needsTail ? last : end) - from)
    if (needsHead) await readBelow(whole.subarray(0, offset - from), from)
    whole.set(bytes, offset - from)
    if (needsTail) await readBelow(whole.subarray(end - from), end)
    return { offset: from, bytes: whole }
  }

  async function writeLocked(offset: number, bytes: Uint8Array): Promise<void> {
    const target = writableStore()
    const whole = await wholeClusters(offset, bytes)
    await target.write(data.offset + whole.offset, whole.bytes)
    if (bitmap === undefined) return
    const first = clusterOf(offset)
    const end = clusterOf(offset + bytes.length - 1) + 1
    const run = await bitmap.runAt(first, end)
    if (!run.set || run.length < end - first) await bitmap.setRange(first, end)
  }

  function writableStore(): ByteStore {
    if (store !== undefined) return store
    throw new UnsupportedError('Cannot write: the image was opened for reading', {
      code: 'feature',
      feature: 'write',
    })
  }

  /** Data first, then the bits that show it. */
  async function commit(): Promise<void> {
    const target = writableStore()
    if (bitmap === undefined || !bitmap.dirty) return await target.flush()
    await bitmap.writeBack(() => target.flush())
    await parts.metadata?.flush()
  }

  const exclusive = <Result>(offset: number, length: number, task: () => Promise<Result>) =>
    lock.run({ start: startOf(offset), end: clusterEnd(offset + length), exclusive: true }, task)

  async function write(offset: number, bytes: Uint8Array): Promise<void> {
    checkRange(size, offset, bytes.length)
    writableStore()
    if (bytes.length === 0) return
    await exclusive(offset, bytes.length, () => writeLocked(offset, bytes))
    if (bitmap?.full) await commit()
  }

  async function writeZeroes(offset: number, length: number): Promise<void> {
    checkRange(size, offset, length)
    writableStore()
    if (length === 0) return
    if (below === undefined && bitmap !== undefined) return await discard(offset, length)
    await writeZeroPieces(offset, length)
  }

  async function writeZeroPieces(offset: number, length: number): Promise<void> {
    const zeros = new Uint8Array(Math.min(length, ZERO_PIECE))
    for (let at = offset; at < offset + length; at += zeros.length) {
      await write(at, zeros.subarray(0, Math.min(zeros.length, offset + length - at)))
    }
  }

  async function discard(offset: number, length: number): Promise<void> {
    checkRange(size, offset, length)
    writableStore()
    if (below !== undefined || bitmap === undefined) {
      const why =
        bitmap === undefined ? 'every cluster is allocated' : 'the backing file would show'
      const message = `Cannot discard: the format has no bit for zeros, and ${why}`
      throw new UnsupportedError(message, { code: 'feature', feature: 'discard' })
    }
    const end = offset + length
    const first = clusterEnd(offset)
    const last = end === size ? size : startOf(end)
    if (first >= last) return await zeroAllocated(offset, length)
    await zeroAllocated(offset, first - offset)
    await exclusive(first, last - first, () =>
      bitmap.clearRange(clusterOf(first), Math.ceil(last / clusterSize)),
    )
    await zeroAllocated(last, end - last)
    if (bitmap.full) await commit()
  }

  /** Zeros in a part of a cluster: one that is not allocated has them already. */
  async function zeroAllocated(offset: number, length: number): Promise<void> {
    for (let at = offset; at < offset + length; ) {
      const end = Math.min(startOf(at) + clusterSize, offset + length)
      const piece = end - at
      await exclusive(at, piece, async () => {
        if (await isAllocated(clusterOf(at))) await writeLocked(at, new Uint8Array(piece))
      })
      at = end
    }
  }

  async function* extents(offset = 0, length = size - offset): AsyncGenerator<Extent> {
    checkRange(size, offset, length)
    const end = offset + length
    for (let at = offset; at < end; ) {
      const run = await runAt(at, end)
      const extent = { offset: at, length: run.end - at, depth: 0 }
      if (run.set) {
        yield { ...extent, state: 'data', hostOffset: data.offset + at, file: data.file }
      } else {
        yield { ...extent, state: 'unallocated' }
      }
      at = run.end
    }
  }

  async function resize(next: number): Promise<void> {
    writableStore()
    const change = parts.resize
    if (!Number.isSafeInteger(next) || next < 0) {
      throw new RangeError(`Cannot resize to ${next}: not a size in bytes`)
    }
    if (change === undefined) {
      const message = 'Cannot resize: the place of the data depends on the size; convert the image'
      throw new UnsupportedError(message, { code: 'feature', feature: 'resize' })
    }
    const all = { start: 0, end: Number.POSITIVE_INFINITY, exclusive: true }
    const before = size
    await lock.run(all, async () => {
      await commit()
      await change(next)
      size = next
    })
    // A longer device below would show through where the disk has grown.
    const shown = Math.min(next, below?.size ?? 0)
    if (bitmap !== undefined && shown > before) await writeZeroPieces(before, shown - before)
  }

  return {
    get size() {
      return size
    },
    clusterSize,
    writable: store !== undefined,
    async read(offset, length) {
      checkRange(size, offset, length)
      if (length === 0) return new Uint8Array()
      const range = { start: startOf(offset), end: clusterEnd(offset + length), exclusive: false }
      return await lock.run(range, () => readRange(offset, length))
    },
    extents,
    write,
    writeZeroes,
    discard,
    resize,
    async flush() {
      if (store !== undefined) await commit()
    },
    async close() {
      try {
        if (store !== undefined) await commit()
      } finally {
        await parts.close()
        await below?.close()
      }
    },
  }
}
