import { type ByteSource, readInto } from './source.ts'

/** Bytes that can be changed. What `flush` acknowledged survives a crash; what came after may not. */
export interface ByteStore extends ByteSource {
  /** Bytes, now. */
  readonly size: number
  /** Writes all of `bytes`, growing the store where needed; a gap reads as zeros. */
  write(offset: number, bytes: Uint8Array): Promise<void>
  /** Cuts the store, or grows it with zeros. */
  resize(size: number): Promise<void>
  flush(): Promise<void>
}

/** The same store without a promise: its flush does nothing, and the system writes when it likes. */
export function unflushedStore(store: ByteStore): ByteStore {
  return {
    get size() {
      return store.size
    },
    read: (offset, length) => store.read(offset, length),
    readInto: (offset, target) => readInto(store, offset, target),
    write: (offset, bytes) => store.write(offset, bytes),
    resize: (size) => store.resize(size),
    flush: async () => {},
  }
}

/** @throws RangeError if the bytes from `offset` on do not all have a safe, non-negative offset */
export function checkWrite(offset: number, length: number): void {
  if (offset >= 0 && Number.isSafeInteger(offset) && Number.isSafeInteger(offset + length)) return
  throw new RangeError(`Cannot write: offset ${offset} is no safe, non-negative integer`)
}
