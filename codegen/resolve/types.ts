import type { FieldType } from '../ir.ts'
import type { FieldSchema, ItemSchema } from './draft.ts'

/** Reads a type such as `u32` or `char[1024]`. */
export function parseType(field: FieldSchema): FieldType {
  const word = /^([ui])(8|16|32|64)$/.exec(field.type)
  if (word) {
    const bits = Number(word[2]) as 8 | 16 | 32 | 64
    return { kind: word[1] === 'u' ? 'uint' : 'int', bits }
  }
  const length = Number(/\[(\d+)\]/.exec(field.type)?.[1])
  if (field.type.startsWith('char')) return { kind: 'char', length, pad: field.pad ?? 'nul' }
  return { kind: 'bytes', length }
}

/** Bytes that a field of that type takes. */
export function typeSize(type: FieldType): number {
  return 'bits' in type ? type.bits / 8 : type.length
}

/** Bytes that an item of a struct takes. */
export function itemSize(item: ItemSchema): number {
  if ('name' in item) return typeSize(parseType(item))
  return 'hole' in item ? item.hole : item.reserved
}

/** Smallest and largest value of an integer type. */
export function typeRange(type: FieldType): { min: bigint; max: bigint } | undefined {
  if (type.kind === 'uint') return { min: 0n, max: (1n << BigInt(type.bits)) - 1n }
  if (type.kind === 'int') {
    const half = 1n << BigInt(type.bits - 1)
    return { min: -half, max: half - 1n }
  }
  return undefined
}

/** An integer of a schema. Text may be decimal or 0x-hex, with a sign. */
export function toInteger(value: number | string): bigint {
  if (typeof value === 'number') return BigInt(value)
  return value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value)
}

/** Whether a value of a schema is an integer: a number, or decimal or hexadecimal text. */
export function isInteger(value: number | string): boolean {
  return typeof value === 'number' || /^-?(0x[0-9a-fA-F]+|\d+)$/.test(value)
}

/** Bytes written as hex, with any white space. */
export function toBytes(hex: string): Uint8Array {
  const digits = hex.replace(/\s+/g, '')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
