/** Whether two disks show a guest the same bytes. */

import type { BlockDevice, Extent } from '../block/device.ts'
import { chainExtents } from './map.ts'
import type { Image } from './open.ts'

/** Bytes per request. */
const PIECE = 1 << 20

/** How to compare two disks. */
export interface CompareOptions {
  /** Disks of different size differ, even where the longer one ends in zeros; and so do holes and zeros. */
  readonly strict?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** The outcome: equal, or where the first difference is. */
export type Comparison =
  | { readonly kind: 'identical'; readonly sizesDiffer: boolean }
  | { readonly kind: 'content'; readonly offset: number }
  /** One disk has data there, the other has none. */
  | { readonly kind: 'status'; readonly offset: number }
  | { readonly kind: 'size' }

/**
 * Compares two disks; what is past the end of the shorter one must be zero. What neither of them has
 * is not read.
 */
export async function compareDevices(
  a: Image,
  b: Image,
  options: CompareOptions = {},
): Promise<Comparison> {
  if (options.strict && a.size !== b.size) return { kind: 'size' }
  const total = Math.max(a.size, b.size)
  for await (const { offset, length, states } of sharedRuns(a, b)) {
    const [left, right] = states
    if (options.strict && (left === 'unallocated') !== (right === 'unallocated')) {
      return { kind: 'status', offset }
    }
    const end = offset + length
    for (let at = offset; at < end && !states.every(isEmpty); at += PIECE) {
      options.signal?.throwIfAborted()
      const size = Math.min(PIECE, end - at)
      const parts = await Promise.all([readPadded(a, at, size), readPadded(b, at, size)])
      const difference = firstDifference(...parts)
      if (difference !== undefined) return { kind: 'content', offset: at + difference }
      options.onProgress?.(at + size, total)
    }
    options.signal?.throwIfAborted()
    options.onProgress?.(end, total)
  }
  return { kind: 'identical', sizesDiffer: a.size !== b.size }
}

const isEmpty = (state: Extent['state']) => state === 'unallocated' || state === 'zero'

/** Runs in which each of two disks is in one state; past its end a disk is `unallocated`. */
async function* sharedRuns(a: Image, b: Image) {
  const total = Math.max(a.size, b.size)
  const sides = [walker(a), walker(b)] as const
  for (let at = 0; at < total; ) {
    const [left, right] = await Promise.all([sides[0](at), sides[1](at)])
    const end = Math.min(left.end, right.end, total)
    yield { offset: at, length: end - at, states: [left.state, right.state] as const }
    at = end
  }
}

/** Gives the state at an offset and where it ends, for offsets that only grow. */
function walker(image: Image) {
  const extents = chainExtents(image)[Symbol.asyncIterator]()
  let end = 0
  let state: Extent['state'] = 'unallocated'
  return async (offset: number) => {
    while (end <= offset) {
      const next = await extents.next()
      if (next.done === true) {
        end = Number.POSITIVE_INFINITY
        state = 'unallocated'
      } else {
        end = next.value.offset + next.value.length
        state = next.value.state
      }
    }
    return { end, state }
  }
}

/** A range of a disk, or of none; what is past its end is zero. */
export async function readPadded(
  device: BlockDevice | undefined,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const have = device ? Math.max(0, Math.min(length, device.size - offset)) : 0
  if (device === undefined || have === 0) return new Uint8Array(length)
  const bytes = await device.read(offset, have)
  if (bytes.length === length) return bytes
  const padded = new Uint8Array(length)
  padded.set(bytes)
  return padded
}

/** Runs of blocks of `block` bytes in which two buffers of one length differ. */
export function* differences(
  a: Uint8Array,
  b: Uint8Array,
  block: number,
): Generator<{ readonly start: number; readonly end: number }> {
  for (let at = 0; at < a.length; ) {
    const next = firstDifference(a, b, at)
    if (next === undefined) return
    const start = next - (next % block)
    let end = start
    do end = Math.min(end + block, a.length)
    while (
      end < a.length &&
      firstDifference(a, b, end, Math.min(end + block, a.length)) !== undefined
    )
    yield { start, end }
    at = end
  }
}

/** Bytes that are compared at once where nothing differs. */
const WORD = 4

/** Index of the first byte from `start` on in which two buffers of one length differ. */
function firstDifference(
  a: Uint8Array,
  b: Uint8Array,
  start = 0,
  end = a.length,
): number | undefined {
  let at = start
  if ((a.byteOffset + at) % WORD === 0 && (b.byteOffset + at) % WORD === 0) {
    const count = Math.floor((end - at) / WORD)
    const left = new Int32Array(a.buffer, a.byteOffset + at, count)
    const right = new Int32Array(b.buffer, b.byteOffset + at, count)
    let word = 0
    while (word < count && left[word] === right[word]) word += 1
    at += word * WORD
  }
  while (at < end && a[at] === b[at]) at += 1
  return at < end ? at : undefined
}
