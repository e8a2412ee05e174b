/** Which parts of a buffer are zero: what a sparse copy leaves out. */
import { nextSet } from '../bitmap/index.ts'

/** Whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  return nextSet(bytes, 0, bytes.length * 8) === bytes.length * 8
}

/** The runs that are not zero; runs of zeros that are no whole block of `block` bytes are kept. */
export function* nonZeroRuns(
  bytes: Uint8Array,
  block: number,
): Generator<{ readonly start: number; readonly end: number }> {
  let start = -1
  for (let at = 0; at < bytes.length; at += block) {
    const end = Math.min(at + block, bytes.length)
    const zero = nextSet(bytes, at * 8, end * 8) === end * 8
    if (!zero && start === -1) start = at
    if (zero && start !== -1) {
      yield { start, end: at }
      start = -1
    }
  }
  if (start !== -1) yield { start, end: bytes.length }
}
