/** Long scans of a bitmap: large reads, one ahead, past the cache of pages. */
import type { Run } from './bitmap.ts'
import { nextClear, nextSet } from './runs.ts'

/** Bytes of a bitmap, which hold the bits `[from, to)`; bit `base` is the first bit of `bytes`. */
export interface Chunk {
  readonly base: number
  readonly from: number
  readonly to: number
  readonly bytes: Uint8Array
}

/** Reads the bytes `[start, end)` of a bitmap; `end` is inside it. */
export type ReadBytes = (start: number, end: number) => Promise<Uint8Array>

/** How a scan reads. Sizes are multiples of the unit that the reader wants, bytes. */
export interface ScanSizes {
  /** Of the first read. Each read is twice as large as the one before, to the largest. */
  readonly first: number
  readonly largest: number
}

/** Which bits a scan is about. */
export interface ScanRange {
  readonly from: number
  readonly to: number
  /** Bits from here on are clear, and not read. */
  readonly clearFrom?: number | undefined
}

/** The runs of the bits `[from, to)`. */
export async function* scanRuns(
  range: ScanRange,
  sizes: ScanSizes,
  read: ReadBytes,
): AsyncGenerator<Run, void, undefined> {
  let start = range.from
  let set: boolean | undefined
  const stored = Math.max(range.from, Math.min(range.clearFrom ?? range.to, range.to))
  for await (const chunk of readAhead({ from: range.from, to: stored }, sizes, read)) {
    for (let at = chunk.from; at < chunk.to; ) {
      const isSet = bitAt(chunk.bytes, at - chunk.base)
      if (set !== isSet) {
        if (set !== undefined) yield { start, length: at - start, set }
        start = at
        set = isSet
      }
      at = chunk.base + endOfRun(chunk.bytes, at - chunk.base, chunk.to - chunk.base)
    }
  }
  if (set === true && stored < range.to) {
    yield { start, length: stored - start, set }
    start = stored
    set = false
  }
  if (start < range.to) yield { start, length: range.to - start, set: set === true }
}

/** Whether a bit is set. */
export function bitAt(bytes: Uint8Array, bit: number): boolean {
  return (((bytes[Math.floor(bit / 8)] as number) >>> (bit & 7)) & 1) === 1
}

/** Where the run of equal bits that starts at `bit` ends, at `limit` at the latest. */
export function endOfRun(bytes: Uint8Array, bit: number, limit: number): number {
  return bitAt(bytes, bit) ? nextClear(bytes, bit, limit) : nextSet(bytes, bit, limit)
}

/** The bytes of the range, the next read always under way. */
async function* readAhead(
  range: { readonly from: number; readonly to: number },
  sizes: ScanSizes,
  read: ReadBytes,
): AsyncGenerator<Chunk, void, undefined> {
  const stop = Math.ceil(range.to / 8)
  let size = sizes.first
  let start = Math.floor(range.from / 8 / size) * size
  let next: { start: number; end: number; bytes: Promise<Uint8Array> } | undefined
  const begin = () => {
    if (start >= stop) return undefined
    const end = Math.min(start + size, stop)
    const bytes = read(start, end)
    // Whoever leaves early does not wait for it, and a failure is then nobody's.
    bytes.catch(() => {})
    const begun = { start, end, bytes }
    start = end
    size = Math.min(size * 2, sizes.largest)
    return begun
  }
  next = begin()
  while (next) {
    const { start: first, end, bytes } = next
    const ready = await bytes
    next = begin()
    const from = Math.max(range.from, first * 8)
    yield { base: first * 8, from, to: Math.min(range.to, end * 8), bytes: ready }
  }
}
