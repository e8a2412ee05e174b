/**
 * Runs of bits in bytes, the least significant bit of a byte first: bit `n` is bit `n % 8` of byte
 * `n / 8`. Ranges of bits are half open, `[from, to)`. Bit indexes go beyond 2^32.
 */
import { countBytes, countWord, firstByteNot } from './words.ts'

/** Index of the first set bit in `[from, to)`; `to` if all are clear. @throws RangeError */
export function nextSet(bytes: Uint8Array, from: number, to: number): number {
  return nextBit(bytes, from, to, 0)
}

/** Index of the first clear bit in `[from, to)`; `to` if all are set. @throws RangeError */
export function nextClear(bytes: Uint8Array, from: number, to: number): number {
  return nextBit(bytes, from, to, 0xff)
}

/** One past the last set bit in `[from, to)`; `from` if all are clear. @throws RangeError */
export function endOfSet(bytes: Uint8Array, from: number, to: number): number {
  return endOfBits(bytes, from, to, 0)
}

/** One past the last clear bit in `[from, to)`; `from` if all are set. @throws RangeError */
export function endOfClear(bytes: Uint8Array, from: number, to: number): number {
  return endOfBits(bytes, from, to, 0xff)
}

/** Sets the bits `[from, to)`. @throws RangeError if they are not all inside `bytes` */
export function setBits(bytes: Uint8Array, from: number, to: number): void {
  fillBits(bytes, from, to, 0xff)
}

/** Clears the bits `[from, to)`. @throws RangeError if they are not all inside `bytes` */
export function clearBits(bytes: Uint8Array, from: number, to: number): void {
  fillBits(bytes, from, to, 0)
}

/** How many of the bits `[from, to)` are set. @throws RangeError */
export function countBits(bytes: Uint8Array, from: number, to: number): number {
  checkBits(bytes.length * 8, from, to)
  if (from === to) return 0
  const first = Math.floor(from / 8)
  const last = Math.floor((to - 1) / 8)
  const head = (bytes[first] as number) & headMask(from)
  if (first === last) return countWord(head & tailMask(to))
  const tail = (bytes[last] as number) & tailMask(to)
  return countWord(head) + countBytes(bytes, first + 1, last) + countWord(tail)
}

/** @throws RangeError if `[from, to)` is no range of `count` bits */
export function checkBits(count: number, from: number, to: number): void {
  const isInteger = Number.isSafeInteger(from) && Number.isSafeInteger(to)
  if (isInteger && from >= 0 && from <= to && to <= count) return
  throw new RangeError(`Cannot use bits ${from} to ${to}: there are ${count}`)
}

/** The bits of a byte from that of `bit` up. */
const headMask = (bit: number) => (0xff << (bit & 7)) & 0xff
/** The bits of a byte below that of `bit`; all of them if `bit` starts the next byte. */
const tailMask = (bit: number) => 0xff >>> (-bit & 7)

/** The first bit that is not as those of `fill`, 0 or 0xff. */
function nextBit(bytes: Uint8Array, from: number, to: number, fill: number): number {
  checkBits(bytes.length * 8, from, to)
  if (from === to) return to
  const first = Math.floor(from / 8)
  const head = ((bytes[first] as number) ^ fill) & headMask(from)
  if (head !== 0) return Math.min(to, first * 8 + lowestBit(head))
  const end = Math.ceil(to / 8)
  const at = firstByteNot(bytes, first + 1, end, fill)
  if (at >= end) return to
  return Math.min(to, at * 8 + lowestBit((bytes[at] as number) ^ fill))
}

/** One past the last bit that is not as those of `fill`, 0 or 0xff. */
function endOfBits(bytes: Uint8Array, from: number, to: number, fill: number): number {
  checkBits(bytes.length * 8, from, to)
  if (from === to) return from
  const first = Math.floor(from / 8)
  let at = Math.floor((to - 1) / 8)
  let differing = ((bytes[at] as number) ^ fill) & tailMask(to)
  while (differing === 0 && at > first) {
    at -= 1
    differing = (bytes[at] as number) ^ fill
  }
  const end = at * 8 + 32 - Math.clz32(differing)
  return differing === 0 ? from : Math.max(from, end)
}

const lowestBit = (value: number) => 31 - Math.clz32(value & -value)

function fillBits(bytes: Uint8Array, from: number, to: number, fill: number): void {
  checkBits(bytes.length * 8, from, to)
  if (from === to) return
  const first = Math.floor(from / 8)
  const last = Math.floor((to - 1) / 8)
  if (first === last) {
    fillByte(bytes, first, headMask(from) & tailMask(to), fill)
    return
  }
  fillByte(bytes, first, headMask(from), fill)
  bytes.fill(fill, first + 1, last)
  fillByte(bytes, last, tailMask(to), fill)
}

function fillByte(bytes: Uint8Array, at: number, mask: number, fill: number): void {
  bytes[at] = ((bytes[at] as number) & ~mask) | (fill & mask)
}
