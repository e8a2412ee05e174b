/** Bytes at an offset, wherever they are kept. All that the readers of images ask for. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /**
   * Reads `length` bytes at `offset`; fewer where the source ends before that, none past its end.
   *
   * @throws RangeError if either is no safe, non-negative integer
   */
  read(offset: number, length: number): Promise<Uint8Array>
}

/**
 * How many bytes a read can give: `length`, or what is left of `size` bytes.
 *
 * @throws RangeError if `offset` or `length` is no safe, non-negative integer
 */
export function readableLength(size: number, offset: number, length: number): number {
  for (const [name, value] of [
    ['offset', offset],
    ['length', length],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`Cannot read: ${name} ${value} is no safe, non-negative integer`)
    }
  }
  return Math.max(0, Math.min(length, size - offset))
}
