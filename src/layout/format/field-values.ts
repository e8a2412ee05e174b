/** Values of a struct's fields as programs have them: camel case, bytes of their own. */

import { hexPairs } from '../hex.ts'
import type { FieldLayout, ItemLayout, StructLayout } from '../layout.ts'
import { camelName } from '../names.ts'
import type { FieldValue, PlacedItem } from '../struct.ts'

/** A struct as `parse` gives it and `serialize` takes it: fields by camel-case name. */
export interface StructValues {
  readonly [name: string]: FieldValue | undefined
  /** The bytes that this was parsed from. */
  readonly raw?: Uint8Array | undefined
}

/** The fields of a struct, in order. */
export function fieldsOf(struct: StructLayout): readonly FieldLayout[] {
  return struct.items.filter((item): item is FieldLayout => item.kind === 'field')
}

/** A number where the field fits one. */
export function integerFor({ size }: FieldLayout, value: bigint): number | bigint {
  return size < 8 ? Number(value) : value
}

/** The only value of a field, where it has one. */
export function constantOf(field: FieldLayout): number | bigint | string | undefined {
  const { constant } = field
  return typeof constant === 'bigint' ? integerFor(field, constant) : constant
}

/** The value of a field that is absent or left out. */
export function fallbackOf(field: FieldLayout): FieldValue | undefined {
  const { fallback, type, constant } = field
  if (typeof fallback === 'bigint') return integerFor(field, fallback)
  if (fallback === '' && type === 'bytes' && constant === undefined) return new Uint8Array(0)
  return fallback
}

/** The value of a placed field; undefined where the bytes end before it. */
export function placedValue(placed: PlacedItem | undefined): FieldValue | undefined {
  if (placed?.item.kind !== 'field' || placed.state === 'cut') return undefined
  if (placed.state === 'absent') return fallbackOf(placed.item)
  const { item, value } = placed
  if (!(value instanceof Uint8Array)) return value
  return item.constant === undefined ? value.slice() : hexPairs(value)
}

/** The value of a field in a struct of a program. */
export function givenOf(values: StructValues, { name }: ItemLayout): FieldValue | undefined {
  return values[camelName(name)]
}
