/** Bytes at an offset, wherever they are kept. All that the readers of images ask for. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** Equal for two sources over one file; undefined where nobody knows. */
  readonly identity?: string | undefined
  /**
   * Reads `length` bytes at `offset`; fewer where the source ends before that, none past its end.
   *
   * @throws RangeError if either is no safe, non-negative integer
   */
  read(offset: number, length: number): Promise<Uint8Array>
  /**
   * Reads into `target` instead, and says how many bytes there were: large copies use a buffer again
   * and again.
   */
  readInto?(offset: number, target: Uint8Array): Promise<number>
}

/** Reads into `target`; gives the number of bytes that the source had. */
export async function readInto(
  source: ByteSource,
  offset: number,
  target: Uint8Array,
): Promise<number> {
  if (source.readInto) return await source.readInto(offset, target)
  const bytes = await source.read(offset, target.length)
  target.set(bytes)
  return bytes.length
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
