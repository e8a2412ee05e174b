/** The last bytes of what flows by. */
export interface Tail {
  push(bytes: Uint8Array): void
  /** At most as many as asked for; valid until the next push. */
  bytes(): Uint8Array
  /** Bytes that it takes up. */
  readonly bufferSize: number
}

/** Keeps the last `size` bytes. Each byte is moved once on average, however small the pieces. */
export function createTail(size: number): Tail {
  const buffer = new Uint8Array(2 * size)
  let length = 0
  return {
    push(bytes) {
      const part = bytes.subarray(Math.max(0, bytes.length - size))
      if (length + part.length > buffer.length) {
        buffer.copyWithin(0, Math.max(0, length - size), length)
        length = Math.min(length, size)
      }
      buffer.set(part, length)
      length += part.length
    },
    bytes: () => buffer.subarray(Math.max(0, length - size), length),
    bufferSize: buffer.length,
  }
}
