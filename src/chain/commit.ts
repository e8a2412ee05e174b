/** Moves what an overlay holds into what is below it, or the other way round. */
import type { BlockDevice } from '../block/device.ts'
import { differences, readPadded } from './compare.ts'
import { USUAL_SPARSE } from './copy.ts'
import type { Image } from './open.ts'

/** How to merge: when to stop, and whom to tell how far it is. */
export interface MergeOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Bytes per request. */
const PIECE = 2 << 20

/**
 * Writes every allocated range of `overlay` into `below`, grown where it is shorter, and flushes it.
 * The overlay is not changed: it shows the same afterwards.
 */
export async function commitInto(
  overlay: Image,
  below: BlockDevice,
  options: MergeOptions = {},
): Promise<void> {
  if (below.size < overlay.size) await below.resize(overlay.size)
  for await (const { offset, length } of allocatedPieces(overlay, options)) {
    await below.write(offset, await overlay.read(offset, length))
  }
  await below.flush()
}

async function* allocatedPieces(image: Image, options: MergeOptions) {
  for await (const extent of image.extents()) {
    const end = extent.offset + extent.length
    for (let at = extent.offset; extent.state !== 'unallocated' && at < end; at += PIECE) {
      options.signal?.throwIfAborted()
      yield { offset: at, length: Math.min(PIECE, end - at) }
    }
    options.onProgress?.(end, image.size)
  }
}

/**
 * Copies into `overlay` whatever it does not hold itself and would show otherwise without what is
 * below it now: over `next`, the new device below, or over nothing. With `all` it copies everything
 * that it does not hold.
 */
export async function pullUp(
  overlay: Image,
  next: BlockDevice | undefined,
  options: MergeOptions & { readonly all?: boolean | undefined } = {},
): Promise<void> {
  // Writing inside an extent that was listed already does not disturb the rest of the list.
  for await (const { offset, length, state } of overlay.extents()) {
    const end = offset + length
    for (let at = offset; state === 'unallocated' && at < end; at += PIECE) {
      options.signal?.throwIfAborted()
      const size = Math.min(PIECE, end - at)
      const now = await overlay.read(at, size)
      const then = await readPadded(next, at, size)
      const runs = options.all ? [{ start: 0, end: size }] : differences(now, then, USUAL_SPARSE)
      for (const run of runs) await overlay.write(at + run.start, now.subarray(run.start, run.end))
      options.onProgress?.(at + size, overlay.size)
    }
    options.onProgress?.(end, overlay.size)
  }
  await overlay.flush()
}
