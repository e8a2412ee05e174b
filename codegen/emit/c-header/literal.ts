/** Values as C spells them. */
import type { Field, FieldType } from '../../ir.ts'

/** Type of an integer field. */
export type IntegerType = Extract<FieldType, { kind: 'uint' | 'int' }>

/** The smallest and the largest value of an integer type. */
export function limitsOf({ kind, bits }: IntegerType): {
  readonly min: bigint
  readonly max: bigint
} {
  const size = BigInt(bits)
  return kind === 'uint'
    ? { min: 0n, max: (1n << size) - 1n }
    : { min: -(1n << (size - 1n)), max: (1n << (size - 1n)) - 1n }
}

/** An integer constant of that type: `UINT32_C(0x4f4f4f4d)`, `(-INT32_C(5))`. */
export function integerLiteral(
  value: bigint,
  type: IntegerType,
  display: Field['display'] = 'decimal',
): string {
  const name = `${type.kind === 'uint' ? 'U' : ''}INT${type.bits}_C`
  if (value >= 0n) return `${name}(${display === 'hex' ? `0x${value.toString(16)}` : value})`
  // The largest negative value has no positive one to be the negation of.
  const { min } = limitsOf(type)
  return value === min ? `(-${name}(${-(value + 1n)}) - 1)` : `(-${name}(${-value}))`
}

/** Bytes as a string literal of hex escapes, which nothing that follows can lengthen. */
export function bytesLiteral(bytes: Iterable<number>): string {
  const escapes = Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
  return `"${escapes.join('')}"`
}

/** Printable ASCII as a string literal; other bytes make the whole one of hex escapes. */
export function textLiteral(text: string): string {
  if (!/^[ -~]*$/.test(text)) return bytesLiteral(new TextEncoder().encode(text))
  // A question mark is escaped for the sake of trigraphs.
  return `"${text.replace(/["\\?]/g, '\\$&')}"`
}
