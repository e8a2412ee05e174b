import { type ByteSource, readableLength, readInto } from '../source/source.ts'

/** A source whose first bytes were read already: many small images need no other read. */
export function withHead(source: ByteSource, first: Uint8Array): ByteSource {
  const { size, identity } = source
  const known = (offset: number, length: number) => {
    const end = offset + readableLength(size, offset, length)
    return end <= first.length ? first.subarray(offset, end) : undefined
  }
  return {
    size,
    identity,
    read: async (offset, length) => known(offset, length) ?? (await source.read(offset, length)),
    async readInto(offset, target) {
      const bytes = known(offset, target.length)
      if (bytes === undefined) return await readInto(source, offset, target)
      target.set(bytes)
      return bytes.length
    },
  }
}
