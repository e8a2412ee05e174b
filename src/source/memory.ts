import { type ByteSource, readableLength } from './source.ts'
import { type ByteStore, checkWrite } from './store.ts'

/** A source over bytes in memory. Reads are views of `bytes`, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      return bytes.subarray(offset, offset + readableLength(bytes.length, offset, length))
    },
  }
}

/** A store in memory. */
export interface MemoryStore extends ByteStore {
  /** A copy of all bytes, now. */
  bytes(): Uint8Array
}

/** Least room that a growing store takes, bytes. */
const MIN_CAPACITY = 4096

/** A store over a copy of `initial`. Reads are copies; growth doubles the room, so it is amortized. */
export function memoryStore(initial: Uint8Array = new Uint8Array()): MemoryStore {
  let room = initial.slice()
  let size = initial.length

  /** Bytes of `room` past `size` are zero at all times. */
  function grow(least: number): void {
    if (least > room.length) {
      const larger = new Uint8Array(Math.max(least, room.length * 2, MIN_CAPACITY))
      larger.set(room.subarray(0, size))
      room = larger
    }
    size = Math.max(size, least)
  }

  return {
    get size() {
      return size
    },
    async read(offset, length) {
      return room.slice(offset, offset + readableLength(size, offset, length))
    },
    async write(offset, bytes) {
      checkWrite(offset, bytes.length)
      if (bytes.length === 0) return
      grow(offset + bytes.length)
      room.set(bytes, offset)
    },
    async resize(newSize) {
      checkWrite(newSize, 0)
      if (newSize > size) grow(newSize)
      else room.fill(0, newSize, size)
      size = newSize
    },
    async flush() {},
    bytes: () => room.slice(0, size),
  }
}
