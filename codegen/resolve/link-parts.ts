/** Strings, extensions, values, regions and rules of a schema, each with its names resolved. */
import type {
  AssertRule,
  Expr,
  Extensions,
  ExtensionType,
  Field,
  Format,
  Input,
  LocatedString,
  Region,
  Struct,
  Value,
} from '../ir.ts'
import type { Draft } from './draft.ts'
import { partsThroughValues, show } from './expressions.ts'
import { linkRecords } from './link-records.ts'
import { linkRepair } from './link-repair.ts'
import { findField, type Linking } from './link-scope.ts'
import { namesOf } from './naming.ts'
import { proseOf } from './prose-of.ts'
import { toInteger } from './types.ts'

type Schema = Draft['schema']
type Item<Key extends 'strings' | 'inputs' | 'values' | 'regions' | 'rules'> = NonNullable<
  Schema[Key]
>[number]

/** A number that the caller supplies. */
export function linkInput(schema: Item<'inputs'>): Input {
  return { ...proseOf(schema), names: namesOf(schema.name), unit: schema.unit }
}

/** A computed value. */
export function linkValue(schema: Item<'values'>, { attempt }: Linking): Value {
  const { name, unit } = schema
  const expr = attempt(schema.value, `values.${name}`)
  return { ...proseOf(schema), names: namesOf(name), unit, expr }
}

/** Text found through two fields; the `names` pass saw to it that they are there. */
export function linkString(
  schema: Item<'strings'>,
  { known, attempt, condition }: Linking,
): LocatedString | undefined {
  const path = `strings.${schema.name}`
  const offset = findField(known.header, schema.offset)
  const size = findField(known.header, schema.size)
  if (!offset || !size) return undefined
  return {
    ...proseOf(schema),
    names: namesOf(schema.name),
    offset,
    size,
    when: condition(schema.when, `${path}.when`),
    min: attempt(schema.min, `${path}.min`),
    end: attempt(schema.end, `${path}.end`),
    minSize: schema.minSize ?? 1,
    maxSize: schema.maxSize,
    anchor: `string-${schema.name}`,
  }
}

type ExtensionSchema = NonNullable<Schema['extensions']>

/** A known type of header extension. */
export function linkExtensionType(
  schema: ExtensionSchema['types'][number],
  structs: readonly Struct[],
): ExtensionType {
  return {
    ...proseOf(schema),
    type: toInteger(schema.type),
    names: namesOf(schema.name),
    content: schema.content,
    struct: structs.find((struct) => struct.names.spec === schema.struct),
    maxSize: schema.maxSize,
    anchor: `extension-${schema.name}`,
  }
}

/** The list of header extensions. */
export function linkExtensions(
  schema: Schema,
  { known, attempt }: Linking,
): Extensions | undefined {
  const list = schema.extensions
  const record = known.structs.find((struct) => struct.names.spec === list?.record)
  const type = findField(record, list?.type)
  const length = findField(record, list?.length)
  if (!list || !record || !type || !length) return undefined
  return {
    ...proseOf(list),
    at: attempt(list.at, 'extensions.at'),
    end: attempt(list.end, 'extensions.end'),
    record,
    type,
    length,
    align: list.align,
    endType: toInteger(list.endType),
    maxCount: list.maxCount ?? 0,
    unknown: list.unknown ?? 'notice',
    types: [...known.extensions.values()],
    anchor: 'extensions',
  }
}

/** A run of bytes of the file. */
export function linkRegion(schema: Item<'regions'>, linking: Linking): Region {
  const { known, attempt, condition } = linking
  const path = `regions.${schema.name}`
  const optional = (source: string | number | undefined, key: string) =>
    source === undefined ? undefined : attempt(source, `${path}.${key}`)
  const at = attempt(schema.at, `${path}.at`)
  const size = attempt(schema.size, `${path}.size`)
  const { bitmap } = schema
  return {
    ...proseOf(schema),
    names: namesOf(schema.name),
    kind: schema.kind,
    at,
    size,
    when: condition(schema.when, `${path}.when`),
    placed: schema.placed ?? 'computed',
    beyondFile: schema.beyondFile ?? 'error',
    maxSize: optional(schema.maxSize, 'maxSize'),
    align: optional(schema.align, 'align'),
    bitmap: bitmap && {
      unit: attempt(bitmap.unit, `${path}.bitmap.unit`),
      bits: bitmap.bits,
      set: bitmap.set,
      clear: bitmap.clear,
      count: optional(bitmap.count, 'bitmap.count'),
    },
    entry: known.structs.find((struct) => struct.names.spec === schema.entry),
    records: schema.records && linkRecords(schema.records, `${path}.records`, linking),
    fields: headerFields(at, size),
    extensionFields: extensionFields(at, size),
    anchor: `region-${schema.name}`,
  }
}

/** Header fields that expressions read, through values too; each once, in file order. */
export function headerFields(...exprs: readonly Expr[]): readonly Field[] {
  const found = new Set<Field>()
  for (const expr of exprs) {
    for (const part of partsThroughValues(expr)) if (part.kind === 'field') found.add(part.field)
  }
  return [...found].sort((a, b) => a.offset - b.offset)
}

/** Fields of header extensions that expressions read, in the order of their content. */
function extensionFields(...exprs: readonly Expr[]): Region['extensionFields'] {
  const found = new Map<Field, ExtensionType>()
  for (const expr of exprs) {
    for (const part of partsThroughValues(expr)) {
      if (part.kind === 'extensionField') found.set(part.field, part.extension)
    }
  }
  const list = [...found].map(([field, extension]) => ({ field, extension }))
  return list.sort((a, b) => a.field.offset - b.field.offset)
}

/** A rule that the schema states; undefined if it points at nothing. */
export function linkRule(
  schema: Item<'rules'>,
  format: Pick<Format, 'id'>,
  linking: Linking,
): AssertRule | undefined {
  const { attempt, condition, place } = linking
  const path = `rules.${schema.id}`
  const assert = attempt(schema.assert, `${path}.assert`, 'bool')
  const when = condition(schema.when, `${path}.when`)
  const at = place(schema.at, `${path}.at`)
  const repair = schema.repair && linkRepair(schema.repair, `${path}.repair`, linking)
  return (
    at && {
      ...proseOf(schema),
      id: `${format.id}.${schema.id}`,
      severity: schema.severity,
      when,
      assert,
      message: schema.message,
      advice: schema.advice ?? '',
      example: schema.example,
      untrusted: schema.untrusted,
      repair,
      expected: schema.expected ?? show(assert),
      at,
      anchor: `rule-${schema.id}`,
    }
  )
}
