/** Whether two disks show a guest the same bytes. */

import type { BlockDevice } from '../block/device.ts'
import { isZero } from './zeros.ts'

/** Bytes per request. */
const PIECE = 1 << 20

/** How to compare two disks. */
export interface CompareOptions {
  /** Disks of different size differ, even where the longer one ends in zeros. */
  readonly strict?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** The outcome: equal, or where the first difference is. */
export type Comparison =
  | { readonly kind: 'identical'; readonly sizesDiffer: boolean }
  | { readonly kind: 'content'; readonly offset: number }
  | { readonly kind: 'size' }

/** Compares two disks; what is past the end of the shorter one must be zero. */
export async function compareDevices(
  a: BlockDevice,
  b: BlockDevice,
  options: CompareOptions = {},
): Promise<Comparison> {
  if (options.strict && a.size !== b.size) return { kind: 'size' }
  const total = Math.max(a.size, b.size)
  for (let offset = 0; offset < total; offset += PIECE) {
    options.signal?.throwIfAborted()
    const length = Math.min(PIECE, total - offset)
    const [left, right] = await Promise.all([part(a, offset, length), part(b, offset, length)])
    const at = firstDifference(left, right)
    if (at !== undefined) return { kind: 'content', offset: offset + at }
    options.onProgress?.(offset + length, total)
  }
  return { kind: 'identical', sizesDiffer: a.size !== b.size }
}

async function part(device: BlockDevice, offset: number, length: number): Promise<Uint8Array> {
  const have = Math.max(0, Math.min(length, device.size - offset))
  return have === 0 ? new Uint8Array() : await device.read(offset, have)
}

/** Index of the first byte that differs; the shorter one goes on with zeros. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return at
  const rest = (a.length > b.length ? a : b).subarray(shared)
  return isZero(rest) ? undefined : shared + rest.findIndex((byte) => byte !== 0)
}
