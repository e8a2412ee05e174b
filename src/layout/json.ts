import { hexText } from './hex.ts'

/**
 * Values as JSON text, exactly: a bigint beyond 2^53 becomes a decimal string, bytes become hex.
 * Members that are undefined are left out.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => jsonValue(member), 2)
}

/** One value as JSON has it; what is no bigint and no bytes stays as it is. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value.toString()
  if (value instanceof Uint8Array) return hexText(value)
  return value
}

function isSafe(value: bigint): boolean {
  const limit = BigInt(Number.MAX_SAFE_INTEGER)
  return value >= -limit && value <= limit
}
