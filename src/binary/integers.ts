/** Exact integers: what fits a field, and the arithmetic of the schema language. */

/** @throws RangeError if `value` is no unsigned integer of 8 bits */
export function uint8(value: number, name: string): number {
  if ((value & 0xff) !== value) throw doesNotFit(value, name, 'an unsigned 8-bit integer')
  return value
}

/** @throws RangeError if `value` is no unsigned integer of 16 bits */
export function uint16(value: number, name: string): number {
  if ((value & 0xffff) !== value) throw doesNotFit(value, name, 'an unsigned 16-bit integer')
  return value
}

/** @throws RangeError if `value` is no unsigned integer of 32 bits */
export function uint32(value: number, name: string): number {
  if (value >>> 0 !== value) throw doesNotFit(value, name, 'an unsigned 32-bit integer')
  return value
}

/** @throws RangeError if `value` is no signed integer of 8 bits */
export function int8(value: number, name: string): number {
  if ((value << 24) >> 24 !== value) throw doesNotFit(value, name, 'a signed 8-bit integer')
  return value
}

/** @throws RangeError if `value` is no signed integer of 16 bits */
export function int16(value: number, name: string): number {
  if ((value << 16) >> 16 !== value) throw doesNotFit(value, name, 'a signed 16-bit integer')
  return value
}

/** @throws RangeError if `value` is no signed integer of 32 bits */
export function int32(value: number, name: string): number {
  if ((value | 0) !== value) throw doesNotFit(value, name, 'a signed 32-bit integer')
  return value
}

const UINT64_MAX = (1n << 64n) - 1n
const INT64_MIN = -(1n << 63n)
const INT64_MAX = (1n << 63n) - 1n

/** @throws RangeError if `value` is no unsigned integer of 64 bits */
export function uint64(value: bigint, name: string): bigint {
  if (typeof value !== 'bigint' || value < 0n || value > UINT64_MAX) {
    throw doesNotFit(value, name, 'an unsigned 64-bit bigint')
  }
  return value
}

/** @throws RangeError if `value` is no signed integer of 64 bits */
export function int64(value: bigint, name: string): bigint {
  if (typeof value !== 'bigint' || value < INT64_MIN || value > INT64_MAX) {
    throw doesNotFit(value, name, 'a signed 64-bit bigint')
  }
  return value
}

function doesNotFit(value: unknown, name: string, what: string): RangeError {
  return new RangeError(`Cannot write ${name}: ${String(value)} is not ${what}`)
}

/** The value as an exact integer, if it is there and within its range. */
export function known(
  value: number | bigint | undefined,
  min?: bigint,
  max?: bigint,
): bigint | undefined {
  if (value === undefined) return undefined
  const exact = BigInt(value)
  if (min !== undefined && exact < min) return undefined
  if (max !== undefined && exact > max) return undefined
  return exact
}

/** `a / b`, rounded up. `b` is positive. */
export function ceilDiv(a: bigint, b: bigint): bigint {
  return a <= 0n ? a / b : (a - 1n) / b + 1n
}

/** `a` rounded up to a multiple of `b`. `b` is positive. */
export function alignUp(a: bigint, b: bigint): bigint {
  return ceilDiv(a, b) * b
}

/** Whether a number is 1, 2, 4, 8 and so on. */
export function isPowerOfTwo(a: bigint): boolean {
  return a > 0n && (a & (a - 1n)) === 0n
}

/** The least of some numbers. */
export function min(...values: readonly [bigint, ...bigint[]]): bigint {
  let least = values[0]
  for (const value of values) if (value < least) least = value
  return least
}

/** The greatest of some numbers. */
export function max(...values: readonly [bigint, ...bigint[]]): bigint {
  let most = values[0]
  for (const value of values) if (value > most) most = value
  return most
}
