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
 * - A commit returns when all bits that were set before it are durable, whoever wrote them.
 * - Where the disk grows over a longer device below, the bits of the new clusters are on the disk
 *   before the size is. Where it is cut, the smaller size is, before anything is dropped.
 * - Requests on overlapping clusters run one after the other, disjoint ones at once.
 * - What is read past the end of the data store, or of the device below, is zero.
 *
 * It deliberately knows nothing of headers, names or formats.
 */

import { UnsupportedError } from '../binary/errors.ts'
import type { Bitmap } from '../bitmap/index.ts'
import { type BlockDevice, checkRange, type Extent } from '../block/device.ts'
import { type ByteSource, readInto } from '../source/source.ts'
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
  /** Bytes of the disk that clusters with a bit cover; undefined where all have one. */
  readonly writableEnd?: number | undefined
  /** What unallocated clusters show. */
  readonly below: BlockDevice | undefined
  /** The store that the bitmap is in; undefined for a device that is only read. */
  readonly metadata: ByteStore | undefined
  /**
   * How header, bitmap and files come to another size; undefined if the format cannot.
   *
   * @throws RangeError if no disk of the format has that size; nothing is changed then
   */
  readonly resize?: ((size: number) => SizeChange) | undefined
  /** Lets go of the files of this layer and of those below, after the last flush. */
  readonly close: () => Promise<void>
}

/** What a change of the size takes, beside what the engine does. Each returns when it is durable. */
export interface SizeChange {
  /** Shows the size, then drops what is beyond. */
  cut(): Promise<void>
  /**
   * Sets the bits of the clusters in `zeros`, whose data is zero, then shows the size. What was
   * written past the end of the disk, `from`, is not seen again.
   */
  grow(from: number, zeros: { readonly first: number; readonly end: number }): Promise<void>
}

/** Zeros are written in pieces of this many bytes. */
const ZERO_PIECE = 1 << 20

/** The range of all clusters, for one alone. */
const EVERYTHING = { start: 0, end: Number.POSITIVE_INFINITY, exclusive: true }

/** Pages of the bitmap that one step of a discard may change. */
const PAGES_AT_ONCE = 16

/** Makes a device of a layer and what is below it. */
export function cowDevice(parts: CowParts): BlockDevice {
  const { clusterSize, data, bitmap, below } = parts
  const lock = rangeLock()
  let size = parts.size
  /** A cut has begun and not ended well: which size the header says is not known. */
  let cutBegun = false
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
    await fill(bytes, offset)
    return bytes
  }

  /** Fills all of `target`, whatever it holds. */
  async function fill(target: Uint8Array, offset: number): Promise<void> {
    const end = offset + target.length
    for (let at = offset; at < end; ) {
      const run = await runAt(at, end)
      const part = target.subarray(at - offset, run.end - offset)
      if (run.set) part.fill(0, await readInto(data.store, data.offset + at, part))
      else await readBelow(part, at)
      at = run.end
    }
  }

  /** Fills `part` from below, and with zeros past its end. */
  async function readBelow(part: Uint8Array, offset: number): Promise<void> {
    const shared = Math.max(0, Math.min(part.length, (below?.size ?? 0) - offset))
    if (shared > 0) await below?.readInto(offset, part.subarray(0, shared))
    part.fill(0, shared)
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

  function refuseBitless(end: number): void {
    const { writableEnd } = parts
    if (writableEnd === undefined || end <= writableEnd) return
    const message = `Cannot write past byte ${writableEnd} of the disk: the bitmap has no bits for it`
    throw new UnsupportedError(message, { code: 'feature', feature: 'write' })
  }

  /** Data first, then the bits that show it. */
  async function commit(): Promise<void> {
    const target = writableStore()
    if (bitmap?.dirty) await bitmap.writeBack(() => target.flush())
    else await target.flush()
    // Even without bits to write: those of a commit that is not done, or failed, may be in there.
    await parts.metadata?.flush()
  }

  /** Runs `task` with the clusters of the range locked. While it waited the disk may have shrunk. */
  function locked<Result>(
    range: { readonly offset: number; readonly length: number; readonly exclusive: boolean },
    task: () => Promise<Result>,
  ): Promise<Result> {
    const { offset, length, exclusive } = range
    const clusters = { start: startOf(offset), end: clusterEnd(offset + length), exclusive }
    return lock.run(clusters, () => {
      checkRange(size, offset, length)
      return task()
    })
  }

  const exclusive = (offset: number, length: number, task: () => Promise<void>) =>
    locked({ offset, length, exclusive: true }, task)

  async function write(offset: number, bytes: Uint8Array): Promise<void> {
    checkRange(size, offset, bytes.length)
    writableStore()
    if (bytes.length === 0) return
    refuseBitless(offset + bytes.length)
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
    await clearAllocated(bitmap, first, last)
    await zeroAllocated(last, end - last)
  }

  /** Clears the bits of whole clusters, a run at a time: what is clear already costs a look. */
  async function clearAllocated(bits: Bitmap, start: number, end: number): Promise<void> {
    const most = bits.pageBits * PAGES_AT_ONCE * clusterSize
    for (let at = start; at < end; ) {
      const run = await runAt(at, Math.min(end, at + most))
      if (run.set) {
        await exclusive(at, run.end - at, () =>
          bits.clearRange(clusterOf(at), Math.ceil(run.end / clusterSize)),
        )
      }
      if (bits.full) await commit()
      at = run.end
    }
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

  /**
   * Holds no lock between two extents. Each was true at a moment after the call: what is said to be
   * data has its bytes, what is not may have got them since. A disk that is cut meanwhile ends there.
   */
  async function* extents(offset = 0, length = size - offset): AsyncGenerator<Extent> {
    checkRange(size, offset, length)
    const end = offset + length
    if (length === 0) return
    if (bitmap === undefined) {
      yield extentOf(offset, end, true)
      return
    }
    for await (const run of bitmap.runs(clusterOf(offset), clusterOf(end - 1) + 1)) {
      const from = Math.max(run.start * clusterSize, offset)
      const until = Math.min((run.start + run.length) * clusterSize, end, size)
      if (from >= until) return
      yield extentOf(from, until, run.set)
    }
  }

  function extentOf(offset: number, end: number, isAllocated: boolean): Extent {
    const extent = { offset, length: end - offset, depth: 0 }
    if (!isAllocated) return { ...extent, state: 'unallocated' }
    return { ...extent, state: 'data', hostOffset: data.offset + offset, file: data.file }
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
    await lock.run(EVERYTHING, async () => {
      const step = change(next)
      if (next > size) await keepLastCluster()
      await commit()
      if (next < size || cutBegun) {
        // What is cut is gone, whatever fails: nobody may write where the disk perhaps has ended.
        size = Math.min(size, next)
        cutBegun = true
        await change(size).cut()
        cutBegun = false
      }
      if (next === size) return
      await step.grow(size, zerosOf(next))
      size = next
    })
  }

  /** A cluster that the disk ends in, and the device below does not, would show more when it grows. */
  async function keepLastCluster(): Promise<void> {
    const start = startOf(size)
    if (start === size || below === undefined || below.size <= size) return
    if (!(await isAllocated(clusterOf(start)))) {
      await writeLocked(start, await readRange(start, size - start))
    }
  }

  /** The clusters that are new on a disk of `next` bytes, and where the device below would show. */
  function zerosOf(next: number): { first: number; end: number } {
    const first = Math.ceil(size / clusterSize)
    const shown = Math.min(next, below?.size ?? 0)
    return { first, end: Math.max(first, Math.ceil(shown / clusterSize)) }
  }

  return {
    get size() {
      return size
    },
    clusterSize,
    writable: store !== undefined,
    async readInto(offset, target) {
      checkRange(size, offset, target.length)
      if (target.length === 0) return
      const range = { offset, length: target.length, exclusive: false }
      await locked(range, () => fill(target, offset))
    },
    async read(offset, length) {
      checkRange(size, offset, length)
      if (length === 0) return new Uint8Array()
      const range = { offset, length, exclusive: false }
      return await locked(range, () => readRange(offset, length))
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
        if (store !== undefined) await lock.run(EVERYTHING, commit)
      } finally {
        await parts.close()
      }
    },
  }
}
