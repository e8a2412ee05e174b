/** Values as people read them: named, dated, with units. */
import { sizeText } from './counts.ts'
import { hexPairs, hexWord } from './hex.ts'
import type { BitsLayout, FieldLayout } from './layout.ts'
import { quotedText } from './shorten.ts'
import { type FieldValue, isInRange } from './struct.ts'

/** A field's value in words: `4194304 (4 MiB)`, `1 (zstd)`, `0x3 (dirty, corrupt)`, `"base.raw"`. */
export function describeValue(field: FieldLayout, value: FieldValue): string {
  if (value instanceof Uint8Array) return hexPairs(value)
  if (typeof value === 'string') return quotedText(value)
  const exact = BigInt(value)
  return `${describeInteger(field, exact)}${objection(field, exact)}`
}

function describeInteger(field: FieldLayout, value: bigint): string {
  if (field.bits !== undefined) return describeBits(field.bits, value)
  const number = field.display === 'hex' ? hexWord(value, field.size) : value.toString()
  if (field.values !== undefined) {
    const named = field.values.find((candidate) => candidate.value === value)
    return `${number} (${named?.name ?? 'unknown'})`
  }
  if (field.display === 'time') return `${number}${dateText(value)}`
  if (field.unit === 'bytes' && field.display === 'decimal' && value >= 1024n) {
    return `${number} (${sizeText(value)})`
  }
  return number
}

function describeBits(bits: readonly BitsLayout[], value: bigint): string {
  const names: string[] = []
  let rest = value
  for (const { bit, width, name } of bits) {
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(bit)
    const part = (value & mask) >> BigInt(bit)
    if (part !== 0n) names.push(width === 1 ? name : `${name} ${part}`)
    rest &= ~mask
  }
  if (rest !== 0n) names.push(`unknown 0x${rest.toString(16)}`)
  return `0x${value.toString(16)}${names.length > 0 ? ` (${names.join(', ')})` : ''}`
}

/** The date of a time in seconds; nothing for 0, which stands for unknown, and past year 9999. */
function dateText(seconds: bigint): string {
  const limit = 253_402_300_799n
  if (seconds === 0n || seconds > limit || seconds < -limit) return ''
  return ` (${new Date(Number(seconds) * 1000).toISOString().replace('.000', '')})`
}

function objection(field: FieldLayout, value: bigint): string {
  if (typeof field.constant === 'bigint' && field.constant !== value) {
    const right = field.constant
    return `, not ${field.display === 'hex' ? hexWord(right, field.size) : right}`
  }
  if (isInRange(field, value) || field.range === undefined) return ''
  return `, not ${field.range[0]} to ${field.range[1]}`
}
