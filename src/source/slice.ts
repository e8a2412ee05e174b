import { type ByteSource, readableLength } from './source.ts'

/**
 * The `length` bytes of a source from `offset` on, as a source of their own; fewer where the source
 * ends before that, as it does now or later.
 *
 * @throws RangeError if either is no safe, non-negative integer
 */
export function sliceSource(source: ByteSource, offset: number, length: number): ByteSource {
  // Reading nothing there proves the range to be one.
  readableLength(0, offset, length)
  const sizeNow = () => Math.max(0, Math.min(length, source.size - offset))
  return {
    get size() {
      return sizeNow()
    },
    async read(start, count) {
      const inside = readableLength(sizeNow(), start, count)
      return inside === 0 ? new Uint8Array() : await source.read(offset + start, inside)
    },
  }
}
