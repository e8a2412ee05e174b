import { type ByteSource, readableLength } from './source.ts'

/** A source over a `Blob`: what a browser's file input gives. Reads only the bytes asked for. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      const count = readableLength(blob.size, offset, length)
      return new Uint8Array(await blob.slice(offset, offset + count).arrayBuffer())
    },
  }
}
