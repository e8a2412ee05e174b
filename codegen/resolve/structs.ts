import { max, min } from '../../src/binary/integers.ts'
import type { Bits, Expr, Field, Item, Names, Struct } from '../ir.ts'
import { cLayouts } from './c-layout.ts'
import {
  type Draft,
  type FieldSchema,
  type ItemSchema,
  isField,
  itemName,
  type problemsOf,
  type StructSchema,
} from './draft.ts'
import { compile, ExpressionError, parts } from './expressions.ts'
import { joinNames, namesOf } from './naming.ts'
import { proseOf } from './prose-of.ts'
import { minSizeOf } from './sizes.ts'
import { itemSize, parseType, toInteger, typeRange } from './types.ts'

type Problems = ReturnType<typeof problemsOf>

/** The structs of a format, `header` first. */
export function buildStructs(draft: Draft, format: Names, problems: Problems): readonly Struct[] {
  const entries = Object.entries(draft.schema.structs)
  entries.sort(([a], [b]) => Number(b === 'header') - Number(a === 'header'))
  return entries.map(([name, schema]) => {
    const endian = draft.schema.endian
    const built: Item[] = []
    for (const item of schema.fields) {
      built.push(buildItem(item, { struct: name, schema, endian, before: built, problems }))
    }
    const lengthField = built.find(
      (item): item is Field => item.kind === 'field' && item.names.spec === schema.lengthField,
    )
    const names = namesOf(name)
    checkLengthCondition(lengthField, name, problems)
    return {
      ...proseOf(schema),
      names,
      fullNames: joinNames(format, names),
      endian,
      size: schema.size,
      minSize: minSizeOf(schema),
      lengthField,
      lengths: schema.lengths ?? [],
      items: built,
      c: schema.c && { ...schema.c, layouts: cLayouts(schema) },
      anchor: name,
    }
  })
}

/** Whether the length is there does not depend on a field that is there only if the length says so. */
function checkLengthCondition(lengthField: Field | undefined, struct: string, problems: Problems) {
  for (const part of lengthField?.when ? parts(lengthField.when) : []) {
    if (part.kind !== 'field' || !part.field.inTail) continue
    const message = `reads ${part.field.names.spec}, which is there only if the length says so`
    problems.add(`${struct}.${lengthField?.names.spec}.when`, message, 'read a field before it')
  }
}

interface Around {
  readonly struct: string
  readonly schema: StructSchema
  readonly endian: 'big' | 'little'
  readonly before: readonly Item[]
  readonly problems: Problems
}

function buildItem(item: ItemSchema, around: Around): Item {
  const size = itemSize(item)
  const inTail =
    around.schema.lengthField !== undefined && item.at + size > minSizeOf(around.schema)
  const when =
    'when' in item && item.when !== undefined ? siblings(item.when, item, around) : undefined
  const common = { ...proseOf(item), offset: item.at, size }
  if (isField(item)) {
    const anchor = `${around.struct}-${item.name}`
    return { ...common, ...fieldFacts(item, around.endian), kind: 'field', anchor, when, inTail }
  }
  const anchor = `${around.struct}-${item.at}`
  if ('hole' in item) {
    return { ...common, kind: 'hole', cause: item.cause, names: namesOf(`hole_${item.at}`), anchor }
  }
  return {
    ...common,
    kind: 'reserved',
    names: namesOf(`reserved_${item.at}`),
    severity: item.severity ?? 'notice',
    anchor,
    when,
    inTail,
  }
}

/** The condition of a field: its names are fields of the struct, before it. */
function siblings(source: string | number, item: ItemSchema, around: Around): Expr | undefined {
  const fields = around.before.filter((one): one is Field => one.kind === 'field')
  try {
    return compile(
      source,
      {
        name: (path) => {
          const field = fields.find((one) => one.names.spec === path)
          if (!field || field.type.kind === 'bytes' || field.type.kind === 'char') return undefined
          return { type: 'int', kind: 'field', struct: '', field }
        },
        sizeOf: () => undefined,
        offsetOf: () => undefined,
        extension: () => undefined,
        unreadable: (path) => {
          const mend = 'a condition reads integers before it in the struct'
          const field = fields.find((one) => one.names.spec === path)
          if (field) return { is: `${field.type.kind}[${field.size}]`, mend }
          const later = around.schema.fields.some((one) => isField(one) && one.name === path)
          return later ? { is: 'a field further on', mend } : undefined
        },
        names: fields.filter((field) => 'bits' in field.type).map((field) => field.names.spec),
      },
      'bool',
    )
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    around.problems.add(`${around.struct}.${itemName(item)}.when`, error.message, error.mend)
    return undefined
  }
}

function fieldFacts(schema: FieldSchema, endian: 'big' | 'little') {
  const type = parseType(schema)
  const { range } = schema
  return {
    names: namesOf(schema.name),
    type,
    endian: schema.endian ?? endian,
    unit: schema.unit,
    display: schema.display ?? (schema.bits ? 'hex' : 'decimal'),
    constant: constantOf(schema),
    range: range && { min: toInteger(range[0]), max: toInteger(range[1]) },
    enum: schema.enum?.map((one) => ({
      ...proseOf(one),
      value: toInteger(one.value),
      name: one.name,
    })),
    unknown: schema.unknown ?? 'error',
    bits: schema.bits?.map(buildBits),
    bitClass: schema.class,
    fallback: fallbackOf(schema),
  } as const
}

function fallbackOf(schema: FieldSchema): bigint | '' | undefined {
  if (schema.default === undefined) return undefined
  return schema.default === '' ? '' : toInteger(schema.default)
}

function constantOf(schema: FieldSchema): Field['constant'] {
  if (schema.text !== undefined) return { kind: 'text', value: schema.text }
  if (schema.const === undefined) return undefined
  if (parseType(schema).kind === 'bytes') return { kind: 'bytes', value: String(schema.const) }
  return { kind: 'int', value: toInteger(schema.const) }
}

function buildBits(schema: NonNullable<FieldSchema['bits']>[number]): Bits {
  const width = schema.width ?? 1
  return {
    ...proseOf(schema),
    bit: schema.bit,
    width,
    names: namesOf(schema.name),
    scaled: schema.scaled ?? false,
    mask: ((1n << BigInt(width)) - 1n) << BigInt(schema.bit),
  }
}

/**
 * Smallest and largest value that an expression meets: what the type holds, or the stated range,
 * and the default where the field may be absent. A constant bounds nothing: a check evaluates rules
 * of files whose constants are wrong.
 */
export function valueRange(field: Field): { min: bigint; max: bigint } | undefined {
  const range = field.range ?? typeRange(field.type)
  const { fallback } = field
  if (!range || typeof fallback !== 'bigint' || !(field.when || field.inTail)) return range
  return {
    min: min(fallback, range.min),
    max: max(fallback, range.max),
  }
}
