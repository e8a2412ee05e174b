/** The one shape of anything that has guest bytes: a driver, a chain, a raw file. */

/** Bytes of a sector: what sizes of disks are counted in. */
export const SECTOR = 512

/**
 * What a run of guest bytes is, in this layer.
 *
 * | state         | the bytes                                              |
 * |---------------|--------------------------------------------------------|
 * | `data`        | are stored in this layer, at `hostOffset` of `file`    |
 * | `zero`        | read as zeros, and this layer says so                  |
 * | `unallocated` | are not in this layer: the layer below has them        |
 * | `compressed`  | are stored compressed                                  |
 */
export type ExtentState = 'data' | 'zero' | 'unallocated' | 'compressed'

/** A run of guest bytes in one state. Offsets and lengths are bytes. */
export interface Extent {
  /** On the virtual disk. */
  readonly offset: number
  readonly length: number
  readonly state: ExtentState
  /** In the file that holds the data, where there is one place. */
  readonly hostOffset?: number | undefined
  /** How many layers down: 0 is this device. */
  readonly depth: number
  /** Name of the file that holds the data, as it was opened. */
  readonly file?: string | undefined
}

/** A virtual disk. Requests may have any offset and length inside `size`. */
export interface BlockDevice {
  /** Virtual size, bytes. */
  readonly size: number
  /** Allocation unit, bytes. */
  readonly clusterSize: number
  readonly writable: boolean
  /** @throws RangeError past the end; FileError or what the store throws if reading fails */
  read(offset: number, length: number): Promise<Uint8Array>
  /** Reads as many bytes as `target` has into it. */
  readInto(offset: number, target: Uint8Array): Promise<void>
  /** Runs of equal state, in order, without gaps; neighbours differ. */
  extents(offset?: number, length?: number): AsyncIterable<Extent>
  /** @throws UnsupportedError if the device is read-only */
  write(offset: number, bytes: Uint8Array): Promise<void>
  /** Makes the range read as zeros. */
  writeZeroes(offset: number, length: number): Promise<void>
  /** Gives the range up: it reads as zeros. @throws UnsupportedError if the format cannot say so */
  discard(offset: number, length: number): Promise<void>
  /** Changes the virtual size; new bytes read as zeros. @throws UnsupportedError if it cannot */
  resize(size: number): Promise<void>
  /** After it, what was written survives a crash. */
  flush(): Promise<void>
  /** Flushes, and lets go of every file below. */
  close(): Promise<void>
}

/** @throws RangeError if the range is not inside the device */
export function checkRange(size: number, offset: number, length: number): void {
  const isInteger = Number.isSafeInteger(offset) && Number.isSafeInteger(length)
  if (isInteger && offset >= 0 && length >= 0 && offset + length <= size) return
  throw new RangeError(
    `Cannot access bytes ${offset} to ${offset + length}: the disk has ${size} bytes`,
  )
}
