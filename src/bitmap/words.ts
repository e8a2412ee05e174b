/**
 * Scans of bytes by 32-bit words.
 *
 * A word is only ever compared as a whole, or its bits are counted: the byte order of the machine
 * does not show.
 */

/** So many bytes are looked at one by one before a view of words is worth its making. */
const SMALL = 48
const WORD_SIZE = 4

/** Index of the first byte in `[from, to)` that is not `fill` (0 or 0xff); `to` if all are. */
export function firstByteNot(bytes: Uint8Array, from: number, to: number, fill: number): number {
  const near = Math.min(to, from + SMALL)
  let at = from
  while (at < near && bytes[at] === fill) at++
  if (at < near || at === to) return at
  // The bytes up to the first whole word of the memory.
  while ((bytes.byteOffset + at) % WORD_SIZE !== 0 && at < to && bytes[at] === fill) at++
  if (at === to || bytes[at] !== fill) return at
  const words = wordsOf(bytes, at, to)
  at += firstWordNot(words, fill === 0 ? 0 : -1) * WORD_SIZE
  while (at < to && bytes[at] === fill) at++
  return at
}

function firstWordNot(words: Int32Array, fill: number): number {
  const count = words.length
  const bulk = count - (count % 8)
  let at = 0
  for (; at < bulk; at += 8) {
    if (fill === 0 ? anyBit(words, at) !== 0 : allBits(words, at) !== -1) break
  }
  while (at < count && words[at] === fill) at++
  return at
}

function anyBit(words: Int32Array, at: number): number {
  return (
    (words[at] as number) |
    (words[at + 1] as number) |
    (words[at + 2] as number) |
    (words[at + 3] as number) |
    (words[at + 4] as number) |
    (words[at + 5] as number) |
    (words[at + 6] as number) |
    (words[at + 7] as number)
  )
}

function allBits(words: Int32Array, at: number): number {
  return (
    (words[at] as number) &
    (words[at + 1] as number) &
    (words[at + 2] as number) &
    (words[at + 3] as number) &
    (words[at + 4] as number) &
    (words[at + 5] as number) &
    (words[at + 6] as number) &
    (words[at + 7] as number)
  )
}

/** How many bits are set in the bytes `[from, to)`. */
export function countBytes(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  let at = from
  for (; at < to && (bytes.byteOffset + at) % WORD_SIZE !== 0; at++) {
    count += countWord(bytes[at] as number)
  }
  if (to - at >= WORD_SIZE) {
    const words = wordsOf(bytes, at, to)
    for (let i = 0; i < words.length; i++) count += countWord(words[i] as number)
    at += words.length * WORD_SIZE
  }
  for (; at < to; at++) count += countWord(bytes[at] as number)
  return count
}

/** How many bits of a 32-bit integer are set. */
export function countWord(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The whole words from byte `at` on, which starts one, to byte `to`. */
function wordsOf(bytes: Uint8Array, at: number, to: number): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset + at, Math.floor((to - at) / WORD_SIZE))
}
