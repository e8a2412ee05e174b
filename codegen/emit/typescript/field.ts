/** What the reading and the writing half of a codec share: fields, and when they are there. */
import type { Field, Reserved, Struct } from '../../ir.ts'
import { parts } from '../../resolve/expressions.ts'
import { condition, isWide } from './compile.ts'
import { integer } from './text.ts'

/** The fields of a struct, in order. */
export const fieldsOf = (struct: Struct) =>
  struct.items.filter((item): item is Field => item.kind === 'field')

/** TypeScript type of an integer field. */
export const numberKind = (field: Field) => (isWide(field) ? 'bigint' : 'number')

/** Whether a shorter struct, or a condition, can leave the field out. */
export const isOptional = (item: Field | Reserved) => item.when !== undefined || item.inTail

/** The literal of a field's default. */
export function fallback(field: Field): string {
  if (field.fallback === undefined) return 'undefined'
  if (field.fallback === '') return "''"
  return integer(field.fallback, numberKind(field))
}

/** Fields that conditions and the length of the struct are read from: they become variables. */
export function namedFields(struct: Struct): ReadonlySet<Field> {
  const used = new Set<Field>()
  for (const field of fieldsOf(struct)) {
    for (const part of field.when ? parts(field.when) : []) {
      if (part.kind === 'field') used.add(part.field)
    }
  }
  if (struct.lengthField) used.add(struct.lengthField)
  return used
}

/** When a field is there, over `access`; undefined for always. */
export function presence(
  struct: Struct,
  field: Field | Reserved,
  access: (field: Field) => string,
): string | undefined {
  const tests: string[] = []
  if (field.when) tests.push(condition(field.when, access))
  if (field.inTail && struct.lengthField && struct.lengthField !== field) {
    tests.push(`${access(struct.lengthField)} >= ${field.offset + field.size}`)
  }
  return tests.length > 0 ? tests.join(' && ') : undefined
}

/** What a condition takes for a field that the bytes do not reach: a length, that all is there. */
export function ifUnread(struct: Struct, field: Field): string {
  if (field === struct.lengthField) return integer(BigInt(struct.size), numberKind(field))
  return integer(typeof field.fallback === 'bigint' ? field.fallback : 0n, numberKind(field))
}
