/** Small things that generated codecs do with bytes. */

/** `bytes[start, end)` as hex pairs: `41 44`. */
export function hexText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i++) {
    text += `${text === '' ? '' : ' '}${(bytes[i] ?? 0).toString(16).padStart(2, '0')}`
  }
  return text
}

/** The bytes of hex pairs. */
export function hexBytes(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (pair) => Number.parseInt(pair, 16))
}

/** @throws RangeError if there are not exactly `size` bytes */
export function sizedBytes(bytes: Uint8Array, size: number, name: string): Uint8Array {
  if (bytes.length === size) return bytes
  throw new RangeError(`Cannot write ${name}: is ${bytes.length} bytes, not ${size}`)
}

/**
 * The length of a struct that says its own length.
 *
 * @throws RangeError if the format does not allow it
 */
export function structLength(
  length: number | bigint,
  { min, max }: { readonly min: number; readonly max: number },
  name: string,
): number {
  if (length >= min && length <= max) return Number(length)
  throw new RangeError(`Cannot write ${name}: is ${length}, not ${min} to ${max}`)
}

/** @throws RangeError if a value that is given lies outside the range of its field */
export function requireRange(
  value: number | bigint | undefined,
  min: number | bigint,
  max: number | bigint,
  name: string,
): void {
  if (value === undefined || (value >= min && value <= max)) return
  throw new RangeError(`Cannot write ${name}: is ${value}, not ${min} to ${max}`)
}

/** @throws RangeError if a field is not part of the bytes that are patched */
export function requirePresent(present: boolean, name: string): void {
  if (present) return
  throw new RangeError(`Cannot patch ${name}: these bytes do not have it`)
}

/** An integer as findings show a word of bits: `0x14`. */
export function hexInteger(value: number | bigint | undefined): string {
  return value === undefined ? 'unknown' : `0x${value.toString(16)}`
}
