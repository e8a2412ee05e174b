import { hexDigits } from './hex.ts'
import { shortened } from './shorten.ts'

/**
 * Values as JSON text, exactly: a bigint beyond 2^53 becomes a decimal string, bytes become hex.
 * Members that are undefined are left out. Of a text of more than `limit` characters there is the
 * start, the end, and its length: `aaaa…aaaa (1,022 bytes)`.
 */
export function jsonText(value: unknown, limit = Number.POSITIVE_INFINITY): string {
  return JSON.stringify(value, (_key, member: unknown) => jsonValue(member, limit), 2)
}

function jsonValue(value: unknown, limit: number): unknown {
  if (typeof value === 'bigint') {
    const exact = exactNumber(value)
    return typeof exact === 'bigint' ? exact.toString() : exact
  }
  const text = value instanceof Uint8Array ? hexDigits(value) : value
  return typeof text === 'string' ? shortened(text, limit) : text
}

/** The value as a number, where that is exact. */
export function exactNumber(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
