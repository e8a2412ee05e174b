/** Moves what an overlay holds into what is below it, or the other way round. */
import type { BlockDevice } from '../block/device.ts'
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
 * below it now: over `next`, the new device below, or over nothing.
 */
export async function pullUp(
  overlay: Image,
  next: BlockDevice | undefined,
  options: MergeOptions = {},
): Promise<void> {
  const missing: { offset: number; length: number }[] = []
  for await (const extent of overlay.extents()) {
    if (extent.state === 'unallocated') missing.push(extent)
  }
  for (const { offset, length } of missing) {
    for (let at = offset; at < offset + length; at += PIECE) {
      options.signal?.throwIfAborted()
      const size = Math.min(PIECE, offset + length - at)
      const now = await overlay.read(at, size)
      const then = await shownBy(next, at, size)
      for (const run of differences(now, then)) {
        await overlay.write(at + run.start, now.subarray(run.start, run.end))
      }
    }
    options.onProgress?.(offset + length, overlay.size)
  }
  await overlay.flush()
}

async function shownBy(device: BlockDevice | undefined, offset: number, length: number) {
  const bytes = new Uint8Array(length)
  const have = device ? Math.max(0, Math.min(length, device.size - offset)) : 0
  if (device && have > 0) bytes.set(await device.read(offset, have))
  return bytes
}

/** Runs of blocks in which two buffers differ. */
function* differences(a: Uint8Array, b: Uint8Array): Generator<{ start: number; end: number }> {
  let start = -1
  for (let at = 0; at < a.length; at += USUAL_SPARSE) {
    const end = Math.min(at + USUAL_SPARSE, a.length)
    let same = true
    for (let i = at; same && i < end; i++) same = a[i] === b[i]
    if (!same && start === -1) start = at
    if (same && start !== -1) {
      yield { start, end: at }
      start = -1
    }
  }
  if (start !== -1) yield { start, end: a.length }
}
