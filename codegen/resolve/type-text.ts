/** Types and integers as the pages of a specification write them. */
import type { FieldType } from '../ir.ts'

/** `u32`, `char[1024]`, `bytes[8]`. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'uint':
      return `u${type.bits}`
    case 'int':
      return `i${type.bits}`
    default:
      return `${type.kind}[${type.length}]`
  }
}

/** Values from here on are shown as a power of two where they are next to one. */
const LARGE = 1n << 32n

/** An integer; a large one that is a power of two, or one less, in that form. */
export function integerText(value: bigint): string {
  for (const [exact, suffix] of [
    [value, ''],
    [value + 1n, ' - 1'],
  ] as const) {
    if (exact >= LARGE && (exact & (exact - 1n)) === 0n) {
      return `2^${exact.toString(2).length - 1}${suffix}`
    }
  }
  return String(value)
}
