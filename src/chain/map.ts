/** Where every byte of a disk is, through all layers. */
import type { Extent } from '../block/device.ts'
import type { Image } from './open.ts'

/**
 * The extents of an image and of what is below it, in order. `depth` tells the layer; a range that is
 * in no layer is `unallocated` at the depth of the last one that reaches so far, and reads as zeros.
 */
export async function* chainExtents(
  image: Image,
  offset = 0,
  length = image.size - offset,
): AsyncGenerator<Extent> {
  let pending: Extent | undefined
  for await (const extent of layers(image, offset, length, 0)) {
    if (pending !== undefined && continues(pending, extent)) {
      pending = { ...pending, length: pending.length + extent.length }
      continue
    }
    if (pending !== undefined) yield pending
    pending = extent
  }
  if (pending !== undefined) yield pending
}

async function* layers(
  image: Image,
  offset: number,
  length: number,
  depth: number,
): AsyncGenerator<Extent> {
  for await (const extent of image.extents(offset, length)) {
    const { backing } = image
    if (extent.state !== 'unallocated' || backing === undefined) {
      yield { ...extent, depth }
      continue
    }
    const end = extent.offset + extent.length
    const shared = Math.max(Math.min(end, backing.size) - extent.offset, 0)
    if (shared > 0) yield* layers(backing, extent.offset, shared, depth + 1)
    if (shared < extent.length) {
      const rest = { offset: extent.offset + shared, length: extent.length - shared }
      yield { ...rest, state: 'unallocated', depth }
    }
  }
}

function continues(a: Extent, b: Extent): boolean {
  if (a.state !== b.state || a.depth !== b.depth || a.file !== b.file) return false
  if (a.hostOffset === undefined) return b.hostOffset === undefined
  return a.hostOffset + a.length === b.hostOffset
}
