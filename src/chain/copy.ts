/** Copies a disk into another, a few large requests at a time. */

import type { BlockDevice, Extent } from '../block/device.ts'
import { chainExtents } from './map.ts'
import type { Image } from './open.ts'
import { isZero, nonZeroRuns } from './zeros.ts'

/** How to copy a disk. */
export interface CopyOptions {
  /** Runs of zeros of at least this many bytes are left out; 0 writes every byte. */
  readonly sparse?: number | undefined
  /** The target shows something below it: zeros must be written, not left out. */
  readonly targetHasBacking?: boolean | undefined
  /** Layers from this depth on are the target's backing file too, and are not copied. */
  readonly sharedDepth?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told how many bytes of the disk are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Bytes per request. */
const PIECE = 2 << 20
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
  let failure: { error: unknown } | undefined
  let done = 0
  const start = async (piece: Piece) => {
    if (running.size >= IN_FLIGHT) await Promise.race(running)
    const task: Promise<void> = copyPiece(source, target, piece, options)
      .then(() => {
        done += piece.length
        options.onProgress?.(done, source.size)
      })
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(task))
    running.add(task)
  }
  for await (const piece of pieces(source, options)) {
    if (failure || options.signal?.aborted) break
    await start(piece)
  }
  await Promise.all(running)
  if (failure) throw failure.error
  options.signal?.throwIfAborted()
  if (target.size > source.size && options.targetHasBacking) {
    await target.writeZeroes(source.size, target.size - source.size)
  }
}

interface Piece {
  readonly offset: number
  readonly length: number
  readonly kind: 'data' | 'zero' | 'shared'
}

async function* pieces(source: Image, options: CopyOptions): AsyncGenerator<Piece> {
  for await (const extent of chainExtents(source)) {
    const kind = kindOf(extent, options)
    if (kind !== 'data') {
      yield { offset: extent.offset, length: extent.length, kind }
      continue
    }
    const end = extent.offset + extent.length
    for (let at = extent.offset; at < end; ) {
      // Pieces end at round offsets, so that no cluster of the target is split between two.
      const next = Math.min((Math.floor(at / PIECE) + 1) * PIECE, end)
      yield { offset: at, length: next - at, kind }
      at = next
    }
  }
}

function kindOf(extent: Extent, options: CopyOptions): Piece['kind'] {
  if (options.sharedDepth !== undefined && extent.depth >= options.sharedDepth) return 'shared'
  return extent.state === 'unallocated' || extent.state === 'zero' ? 'zero' : 'data'
}

async function copyPiece(
  source: Image,
  target: BlockDevice,
  piece: Piece,
  options: CopyOptions,
): Promise<void> {
  const { offset, length, kind } = piece
  const keepsZeros = options.targetHasBacking === true
  if (kind === 'shared') return
  if (kind === 'zero') {
    if (keepsZeros || options.sparse === 0) await target.writeZeroes(offset, length)
    return
  }
  const bytes = await source.read(offset, length)
  const sparse = options.sparse ?? USUAL_SPARSE
  if (keepsZeros || sparse === 0) {
    await target.write(offset, bytes)
    return
  }
  if (isZero(bytes)) return
  for (const run of nonZeroRuns(bytes, sparse)) {
    await target.write(offset + run.start, bytes.subarray(run.start, run.end))
  }
}
