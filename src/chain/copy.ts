/** Copies a disk into another, a few large requests at a time. */

import type { BlockDevice } from '../block/device.ts'
import { differences, readPadded } from './compare.ts'
import { chainExtents } from './map.ts'
import type { Image } from './open.ts'
import { isZero, nonZeroRuns } from './zeros.ts'

/** How to copy a disk. */
export interface CopyOptions {
  /** Runs of zeros of at least this many bytes are left out; 0 writes every byte. */
  readonly sparse?: number | undefined
  /** What the target shows where nothing is written: only what differs from it is. */
  readonly below?: BlockDevice | undefined
  readonly signal?: AbortSignal | undefined
  /** Told how many bytes of the disk are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Bytes per request. */
const PIECE = 1 << 20
/** Bytes after which the target is flushed behind the copy. */
const FLUSH_EVERY = 64 << 20
/** Requests in flight. */
const IN_FLIGHT = 4
/** As qemu-img: runs of zeros shorter than this are written. */
export const USUAL_SPARSE = 4096

/**
 * Copies all that a guest sees of `source` into `target`, which is at least as large. The rest of the
 * target is made to read as zeros.
 *
 * @throws whatever a read or write throws; the copy stops there
 */
export async function copyDevice(
  source: Image,
  target: BlockDevice,
  options: CopyOptions = {},
): Promise<void> {
  const running = new Set<Promise<void>>()
  const buffers: Uint8Array[] = []
  const behind = flushBehind(target)
  let failure: { error: unknown } | undefined
  let done = 0
  const start = async (piece: Piece) => {
    if (running.size >= IN_FLIGHT) await Promise.race(running)
    // Fresh memory costs more than the copy itself: the kernel hands it out page by page.
    const buffer = buffers.pop() ?? new Uint8Array(PIECE)
    const task: Promise<void> = copyPiece(source, target, piece, { ...options, buffer })
      .then(() => {
        buffers.push(buffer)
        if (piece.kind === 'data') behind.wrote(piece.length)
        done += piece.length
        options.onProgress?.(done, source.size)
      })
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(task))
    running.add(task)
  }
  try {
    for await (const piece of pieces(source, options)) {
      if (failure || options.signal?.aborted) break
      await start(piece)
    }
  } catch (error) {
    failure ??= { error }
  }
  // Nothing is left running when this returns, however it does.
  await Promise.all(running)
  await behind.end().catch((error: unknown) => {
    failure ??= { error }
  })
  if (failure) throw failure.error
  options.signal?.throwIfAborted()
  if (options.below) await hideBelow(target, source.size, options.below)
}

/**
 * Flushes the target now and then while the copy goes on: the disk is kept busy, and the flush at the
 * end finds little to do.
 */
function flushBehind(target: BlockDevice): {
  wrote: (length: number) => void
  /** Waits for the last flush; throws what the first failure was. */
  end: () => Promise<void>
} {
  let unflushed = 0
  let running: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  const start = async () => {
    try {
      await target.flush()
    } catch (error) {
      failure ??= { error }
    }
    running = undefined
  }
  return {
    wrote(length) {
      unflushed += length
      if (unflushed < FLUSH_EVERY || running) return
      unflushed = 0
      running = start()
    },
    async end() {
      await running
      if (failure) throw failure.error
    },
  }
}

/** Zeros past the end of the source, where what is below the target would show. */
async function hideBelow(target: BlockDevice, from: number, below: BlockDevice): Promise<void> {
  const end = Math.min(target.size, below.size)
  for (let at = from; at < end; at += PIECE) {
    const size = Math.min(PIECE, end - at)
    await writeDifferences(target, at, { bytes: new Uint8Array(size), below })
  }
}

interface Piece {
  readonly offset: number
  readonly length: number
  readonly kind: 'data' | 'zero'
}

async function* pieces(source: Image, options: CopyOptions): AsyncGenerator<Piece> {
  for await (const extent of chainExtents(source)) {
    const isZero = extent.state === 'unallocated' || extent.state === 'zero'
    const kind = isZero ? 'zero' : 'data'
    const end = extent.offset + extent.length
    if (isZero && options.below === undefined && options.sparse !== 0) {
      yield { offset: extent.offset, length: extent.length, kind }
      continue
    }
    for (let at = extent.offset; at < end; ) {
      // Pieces end at round offsets, so that no cluster of the target is split between two.
      const next = Math.min((Math.floor(at / PIECE) + 1) * PIECE, end)
      yield { offset: at, length: next - at, kind }
      at = next
    }
  }
}

async function copyPiece(
  source: Image,
  target: BlockDevice,
  piece: Piece,
  options: CopyOptions & { readonly buffer: Uint8Array },
): Promise<void> {
  const { offset, length, kind } = piece
  const { below, sparse = USUAL_SPARSE, buffer } = options
  if (kind === 'zero' && below === undefined && sparse > 0) return
  const bytes = buffer.subarray(0, length)
  if (kind === 'zero') bytes.fill(0)
  else await source.readInto(offset, bytes)
  if (below !== undefined) return await writeDifferences(target, offset, { bytes, below })
  if (sparse === 0) return await target.write(offset, bytes)
  if (isZero(bytes)) return
  for (const run of nonZeroRuns(bytes, sparse)) {
    await target.write(offset + run.start, bytes.subarray(run.start, run.end))
  }
}

async function writeDifferences(
  target: BlockDevice,
  offset: number,
  { bytes, below }: { readonly bytes: Uint8Array; readonly below: BlockDevice },
): Promise<void> {
  const shown = await readPadded(below, offset, bytes.length)
  for (const run of differences(bytes, shown, USUAL_SPARSE)) {
    await target.write(offset + run.start, bytes.subarray(run.start, run.end))
  }
}
