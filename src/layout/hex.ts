/** Bytes as people read them: hex pairs, printable characters, runs of zeros. */

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/** `4f 4f 4f 4d` */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, pair).join(' ')
}

/** `4f4f4f4d` */
export function hexDigits(bytes: Uint8Array): string {
  return Array.from(bytes, pair).join('')
}

/** `0x4f4f4f4d`, with all the digits of a word of `size` bytes. */
export function hexWord(value: bigint, size: number): string {
  return `0x${BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0')}`
}

/** ASCII as it is, every other byte as a dot. */
export function asciiColumn(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('')
}

/** End of the run of zeros that starts at `start`. */
export function zerosEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] === 0) at += 1
  return at
}

/** `byte 104`, `bytes 8–1031`, `bytes 0–7` */
export function byteRange(offset: number | bigint, length: number | bigint): string {
  const count = BigInt(length)
  if (count <= 1n) return `byte ${offset}`
  return `bytes ${offset}–${BigInt(offset) + count - 1n}`
}

function pair(byte: number): string {
  return PAIRS[byte] as string
}
