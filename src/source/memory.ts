import { type ByteSource, readableLength } from './source.ts'

/** A source over bytes in memory. Reads are views of `bytes`, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      return bytes.subarray(offset, offset + readableLength(bytes.length, offset, length))
    },
  }
}
