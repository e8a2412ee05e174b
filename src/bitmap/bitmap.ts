/** What the owner of an allocation bitmap sees of it. */

/** Where the bytes of a bitmap are; every `ByteSource` is one. */
export interface BitSource {
  /** Bytes, now. */
  readonly size: number
  /** Fewer bytes than `length` where the source ends before that. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** Where the bytes of a bitmap are that can be changed; every `ByteStore` is one. */
export interface BitStore extends BitSource {
  write(offset: number, bytes: Uint8Array): Promise<void>
}

/** Equal bits from `start` on. */
export interface Run {
  readonly start: number
  readonly length: number
  readonly set: boolean
}

/**
 * An open bitmap. Ranges of bits are half open, `[from, to)`.
 *
 * Reads and changes may overlap in time; each page changes at once, a range of many pages does not.
 * Changes that are made while `runs` iterates may or may not be in what it still yields.
 */
export interface Bitmap {
  /** Bits in use. */
  readonly count: number
  /** Bits of one page: so many neighbours make at most two pages dirty. */
  readonly pageBits: number
  /** The run of equal bits that starts at `bit`, ending at `limit` at the latest. */
  runAt(bit: number, limit: number): Promise<{ readonly set: boolean; readonly length: number }>
  /** All runs of `[from, to)`, in order; neighbours differ. @throws RangeError, at once */
  runs(from: number, to: number): AsyncIterable<Run>
  setRange(from: number, to: number): Promise<void>
  clearRange(from: number, to: number): Promise<void>
  /** Some changes are not on the disk yet. */
  readonly dirty: boolean
  /**
   * So many pages are dirty that the owner must write back before it changes more. Until it does,
   * the cache grows past its limit by every further page that it changes; so does it by the pages
   * of one large range, which the owner had better change in pieces.
   */
  readonly full: boolean
  /**
   * Takes a snapshot of all dirty bytes, awaits `before` (the owner flushes the data there), then
   * writes the snapshot. If `before` or a write fails, the bits stay dirty and the error is thrown.
   * Bits set while it runs stay dirty for the next time. Concurrent calls run one after the other.
   */
  writeBack(before: () => Promise<void>): Promise<void>
  /**
   * Changes the number of bits. New bits are clear, in memory and, when it returns, on the disk:
   * what stood beyond the old end is cleared there at once, as it is in use by nobody. Changes of
   * bits beyond a new end are dropped. No other call may run meanwhile but `writeBack`, and an owner
   * that shrinks makes that durable before it grows again.
   */
  resize(count: number): Promise<void>
}
