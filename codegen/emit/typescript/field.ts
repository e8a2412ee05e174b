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
  if (field.fallback === '') {
    return field.type.kind === 'bytes' && !field.constant ? 'new Uint8Array(0)' : "''"
  }
  return integer(field.fallback, numberKind(field))
}

/**
 * Fields that conditions and the length of the struct are read from: they become variables. In the
 * order of their need: each after those that say whether it is there.
 */
export function namedFields(struct: Struct): ReadonlySet<Field> {
  const named = new Set<Field>()
  const open = new Set<Field>()
  const visit = (field: Field) => {
    if (open.has(field)) return
    open.add(field)
    for (const one of decisive(struct, field)) visit(one)
    named.add(field)
  }
  for (const item of struct.items) {
    if (item.kind !== 'hole') for (const field of decisive(struct, item)) visit(field)
  }
  if (struct.lengthField) visit(struct.lengthField)
  return named
}

/** The fields that say whether an item is there. */
function decisive(struct: Struct, item: Field | Reserved): readonly Field[] {
  const inWhen = item.when ? [...parts(item.when)] : []
  const fields = inWhen.flatMap((part) => (part.kind === 'field' ? [part.field] : []))
  const { lengthField } = struct
  return item.inTail && lengthField && lengthField !== item ? [...fields, lengthField] : fields
}

/**
 * When an item is there, over `access`; undefined for always. The text fits on either side of `&&`
 * and before `?`, and needs parentheses after `!`.
 */
export function presence(
  struct: Struct,
  item: Field | Reserved,
  access: (field: Field) => string,
): string | undefined {
  const { lengthField } = struct
  const tests: string[] = []
  if (item.when) tests.push(condition(item.when, access))
  if (item.inTail && lengthField && lengthField !== item) {
    const end = integer(BigInt(item.offset + item.size), numberKind(lengthField))
    tests.push(`${access(lengthField)} >= ${end}`)
  }
  return tests.length > 0 ? tests.join(' && ') : undefined
}

/** Access to the fields in `variable`, which holds undefined where the bytes end before. */
export function ifRead(struct: Struct, variable: string): (field: Field) => string {
  return (field) => `(${variable}.${field.names.camel} ?? ${ifUnread(struct, field)})`
}

/** What a condition takes for a field that the bytes do not reach: a length, that all is there. */
export function ifUnread(struct: Struct, field: Field): string {
  if (field === struct.lengthField) return integer(BigInt(struct.size), numberKind(field))
  return field.fallback === undefined ? integer(0n, numberKind(field)) : fallback(field)
}

/** The local variable of a field. Nothing else in generated code begins like that. */
export const localOf = (field: Field) => `field${field.names.pascal}`
