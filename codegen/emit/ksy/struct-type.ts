/**
 * A struct as a Kaitai type.
 *
 * Its bytes are attributes in order; holes and reserved bytes are bytes. Beside them stand instances:
 * the bits of words, the value or default of fields that may be absent (`…_or_default`), whether a
 * number is inside its range (`…_in_range`), and the halves of 64-bit words whose bits somebody needs.
 *
 * Instances with a place count from the start of the stream: the header stands at the start of the
 * file, and every other struct is read from a stream of its own.
 */
import type { Expr, Field, Item, Struct } from '../../ir.ts'
import { bitsType } from './bits.ts'
import { docOf, valueFacts } from './docs.ts'
import { ksyCondition, ksyText, obstacleIn, type Scope } from './expression.ts'
import { type StructIds, structIds } from './ids.ts'
import type { KsyMap } from './tree.ts'

/** What the expressions of a format need of the fields. */
export interface Needs {
  /** Fields whose range is asked for. */
  readonly ranges: ReadonlySet<Field>
  /** 64-bit fields whose bits are asked for. */
  readonly halves: ReadonlySet<Field>
  /** Constants that signatures hold: they make a file one of the format. */
  readonly magics: ReadonlySet<Field>
}

interface Context {
  readonly struct: Struct
  readonly ids: StructIds
  readonly needs: Needs
}

/** The type of a struct. */
export function structType(struct: Struct, needs: Needs): KsyMap {
  const context = { struct, ids: structIds(struct), needs }
  const fields = struct.items.filter((item) => item.kind === 'field')
  const words = fields.filter((field) => field.bits && field.bits.length > 0)
  const { seq, placed } = placements(context)
  const instances = [
    ...ownLength(context),
    ...placed,
    ...fields.flatMap((field) => fieldInstances(field, context)),
  ]
  return {
    ...docOf(struct),
    seq,
    instances: mapOf(instances),
    types: mapOf(words.map((field) => [context.ids.field(field).bits, bitsType(field)])),
    enums: mapOf(fields.flatMap((field) => enumOf(field, context))),
  }
}

type Entry = readonly [string, KsyMap]

const mapOf = (entries: readonly Entry[]): KsyMap | undefined =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined

/** The names of fields for an expression; `prefix` leads to their struct. */
export function fieldName(field: Field, struct: Struct, prefix = ''): string {
  if (field.constant?.kind === 'int') return String(field.constant.value)
  if (field.constant?.kind === 'text') return ksyText(field.constant.value)
  const ids = structIds(struct)
  const isGated = field.when !== undefined || field.inTail
  if (isGated && field === struct.lengthField) return `${prefix}${ids.ownLength}`
  if (isGated && hasDefault(field)) return `${prefix}${ids.field(field).orDefault}`
  return `${prefix}${plainName(field, ids)}`
}

const plainName = (field: Field, ids: StructIds) =>
  `${ids.field(field).id}${field.enum && !field.constant ? '.to_i' : ''}`

/** The halves of a field, or of its default. */
export function fieldHalves(field: Field, struct: Struct, prefix = '') {
  if (!hasHalves(field)) return undefined
  const { low, high } = structIds(struct).field(field)
  return { low: `${prefix}${low}`, high: `${prefix}${high}` }
}

/** Whether a field can be read as two halves of 32 bits. */
export const hasHalves = ({ type, constant }: Field) =>
  type.kind === 'uint' && type.bits === 64 && constant === undefined

/** Conditions read fields of their own struct. */
function siblings({ struct }: Context): Scope {
  const field = (expr: Expr) => {
    if (expr.kind === 'field') return expr.field
    throw new TypeError(`Cannot emit a condition on siblings: it reads a ${expr.kind}`)
  }
  return {
    name: (leaf) => fieldName(field(leaf), struct),
    halves: (expr) => (expr.kind === 'field' ? fieldHalves(expr.field, struct) : undefined),
    length: (string) => string.names.spec,
  }
}

/** When an item is there; undefined for always. */
function presence(item: Item, context: Context): string | undefined {
  if (item.kind === 'hole') return undefined
  const { struct, ids } = context
  const tests: string[] = []
  const when = whenOf(item, context)
  if (when !== undefined) tests.push(when)
  if (item.inTail && item !== struct.lengthField) {
    tests.push(`${ids.ownLength} >= ${item.offset + item.size}`)
  }
  return tests.length > 0 ? tests.join(' and ') : undefined
}

interface Placements {
  readonly seq: readonly KsyMap[]
  readonly placed: readonly Entry[]
}

/**
 * Attributes follow one another, so an item can be one only if it is never there without those
 * before it. From the first other one on, items are instances at their offsets. A length that stands
 * behind what depends on it is an instance too, and its bytes are skipped.
 */
function placements(context: Context): Placements {
  const seq: KsyMap[] = []
  const placed: Entry[] = []
  const before: Item[] = []
  let isInOrder = true
  for (const item of context.struct.items) {
    isInOrder &&= before.every((other) => isThereWith(other, item, context))
    const isAhead = isLengthAhead(item, context)
    const { id, ...attribute } = attributeOf(item, context)
    if (isAhead || !isInOrder) placed.push([String(id), { pos: item.offset, ...attribute }])
    if (isInOrder) seq.push(isAhead ? skipped(item, context) : { id, ...attribute })
    if (presence(item, context) !== undefined) before.push(item)
  }
  return { seq, placed }
}

/** Whether `other` is there wherever `item` is, and in the attributes. */
function isThereWith(other: Item, item: Item, context: Context): boolean {
  if (other.kind === 'hole' || item.kind === 'hole') return other.kind === 'hole'
  const isSame = !other.when || other.when === item.when || sameCondition(other, item, context)
  return isSame && (!other.inTail || item.inTail)
}

const sameCondition = (a: Item, b: Item, context: Context) =>
  whenOf(a, context) === whenOf(b, context)

/** The condition of an item; one without a translation never holds. */
function whenOf(item: Item, context: Context): string | undefined {
  if (item.kind === 'hole' || !item.when) return undefined
  if (obstacleIn(item.when) !== undefined) return 'false'
  return ksyCondition(item.when, siblings(context))
}

/** Items whose condition has no translation: they are taken to be absent. */
export function lostItems(struct: Struct): readonly string[] {
  return struct.items.flatMap((item) => {
    const obstacle = item.kind === 'hole' || !item.when ? undefined : obstacleIn(item.when)
    return obstacle === undefined ? [] : [`${struct.names.spec}.${item.names.spec}: ${obstacle}`]
  })
}

/** Whether the item holds the length that fields before it depend on. */
function isLengthAhead(item: Item, { struct }: Context): boolean {
  const isDependent = (other: Item) =>
    other.kind !== 'hole' && other.inTail && other.offset < item.offset
  return item === struct.lengthField && struct.items.some(isDependent)
}

/** The bytes of a length that is read ahead. */
function skipped(item: Item, context: Context): KsyMap {
  const tests = [whenOf(item, context), `${context.ids.ownLength} >= ${item.offset + item.size}`]
  const condition = tests.filter((test) => test !== undefined).join(' and ')
  const doc = `Bytes of ${item.names.spec}.`
  return { id: context.ids.lengthBytes, size: item.size, if: condition, doc }
}

function attributeOf(item: Item, context: Context): KsyMap {
  const id = context.ids.item(item)
  const condition = presence(item, context)
  if (item.kind !== 'field') return { id, size: item.size, if: condition, ...docOf(item) }
  return {
    id,
    ...fieldType(item, context),
    if: condition,
    ...constraint(item, context.needs),
    ...docOf(item, valueFacts(item)),
  }
}

/** `type` or `size` of a field; a magic is its bytes. */
function fieldType(field: Field, { struct, needs, ids }: Context): KsyMap {
  const { type, constant } = field
  if (constant && (needs.magics.has(field) || constant.kind === 'bytes')) {
    return { contents: constantBytes(field) }
  }
  if (type.kind === 'bytes') return { size: type.length }
  if (type.kind === 'char') {
    const isWhole = type.pad === 'none' || constant !== undefined
    return { type: isWhole ? 'str' : 'strz', size: type.length }
  }
  const named = field.enum && !constant ? ids.field(field).id : undefined
  return { type: integerType(field, struct.endian), enum: named }
}

function integerType({ type, endian }: Field, usual: 'big' | 'little'): string {
  if (!('bits' in type)) throw new TypeError(`Cannot read ${type.kind} as an integer`)
  const order = endian === usual || type.bits === 8 ? '' : endian === 'big' ? 'be' : 'le'
  return `${type.kind === 'int' ? 's' : 'u'}${type.bits / 8}${order}`
}

/** The only value of a constant that is no magic. */
function constraint(field: Field, needs: Needs): KsyMap {
  const { constant } = field
  if (!constant || needs.magics.has(field)) return {}
  if (constant.kind === 'int') return { valid: constant.value }
  return constant.kind === 'text' ? { valid: ksyText(constant.value) } : {}
}

/** The bytes of a constant. */
export function constantBytes({ constant, size, endian }: Field): Uint8Array {
  if (constant?.kind === 'bytes') {
    return Uint8Array.from(constant.value.split(' '), (pair) => Number.parseInt(pair, 16))
  }
  if (constant?.kind === 'text') return new TextEncoder().encode(constant.value)
  const value = BigInt.asUintN(size * 8, constant?.value ?? 0n)
  const bytes = Uint8Array.from({ length: size }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  )
  return endian === 'big' ? bytes.reverse() : bytes
}

/** The length that decides which fields are there. */
function ownLength(context: Context): readonly Entry[] {
  const { struct, ids } = context
  const { lengthField } = struct
  if (!lengthField) return []
  const condition = whenOf(lengthField, context)
  const name = plainName(lengthField, ids)
  const value = condition ? `${condition} ? ${name} : ${lengthField.fallback ?? 0}` : name
  return [[ids.ownLength, { value, doc: 'Length of this struct, as it states it.' }]]
}

/** Whether expressions see a default where the field is absent. */
const hasDefault = ({ fallback, type }: Field) => fallback !== undefined && type.kind !== 'bytes'

function fieldInstances(field: Field, context: Context): readonly Entry[] {
  const { struct, ids, needs } = context
  const names = ids.field(field)
  const condition = presence(field, context)
  const entries: Entry[] = []
  if (field.bits && field.bits.length > 0) {
    const place = { pos: field.offset, size: field.size, type: names.bits, if: condition }
    entries.push([names.bits, { ...place, doc: `The bits of ${field.names.spec}.` }])
  }
  if (condition && hasDefault(field) && field !== struct.lengthField) {
    const fallback = typeof field.fallback === 'bigint' ? field.fallback : '""'
    const value = `${condition} ? ${plainName(field, ids)} : ${fallback}`
    entries.push([names.orDefault, { value, doc: `${field.names.spec}, or its default.` }])
  }
  if (needs.ranges.has(field)) entries.push([names.inRange, inRange(field, context)])
  if (needs.halves.has(field)) entries.push(...halves(field, context))
  return entries
}

function inRange(field: Field, context: Context): KsyMap {
  const condition = presence(field, context)
  const inside = bounds(field, context)
  const value = condition ? `not (${condition}) or ${inside}` : inside
  return { value, doc: `Whether ${field.names.spec} is in its range, or absent.` }
}

/** Integers up to here are exact in every target language. */
const EXACT = 1n << 53n

/** Whether the range of a field ends beyond what can be compared exactly. */
export const needsHalves = (field: Field) => hasHalves(field) && (field.range?.max ?? 0n) > EXACT

const LOW = 0xffffffffn

function bounds(field: Field, { ids }: Context): string {
  const { range, type } = field
  if (!range) return 'true'
  const { min, max } = range
  const name = plainName(field, ids)
  const least = min > 0n || type.kind === 'int' ? [`${name} >= ${min}`] : []
  if (!needsHalves(field)) return [...least, `${name} <= ${max}`].join(' and ')
  const { low, high } = ids.field(field)
  const most =
    (max & LOW) === LOW
      ? `${high} <= ${max >> 32n}`
      : `(${high} < ${max >> 32n} or ${high} == ${max >> 32n} and ${low} <= ${max & LOW})`
  return [...least, most].join(' and ')
}

/** Both halves of a word, read from its bytes: exact where the word is rounded. */
function halves(field: Field, context: Context): readonly Entry[] {
  const { struct, ids } = context
  const { low, high, lowRead, highRead } = ids.field(field)
  const condition = presence(field, context)
  const isBig = field.endian === 'big'
  const order = field.endian === struct.endian ? '' : isBig ? 'be' : 'le'
  const half = (names: { id: string; read: string }, at: number, fallback: bigint) => {
    const read = { pos: field.offset + at, type: `u4${order}` }
    const doc = `32 bits of ${field.names.spec}.`
    if (!condition) return [[names.id, { ...read, doc }]] satisfies Entry[]
    const value = `${condition} ? ${names.read} : ${fallback}`
    return [
      [names.read, { ...read, if: condition, doc }],
      [names.id, { value, doc: `${doc.slice(0, -1)}, or of its default.` }],
    ] satisfies Entry[]
  }
  const fallback = typeof field.fallback === 'bigint' ? field.fallback : 0n
  return [
    ...half({ id: low, read: lowRead }, isBig ? 4 : 0, fallback & 0xffffffffn),
    ...half({ id: high, read: highRead }, isBig ? 0 : 4, fallback >> 32n),
  ]
}

function enumOf(field: Field, { ids }: Context): readonly Entry[] {
  if (!field.enum || field.constant) return []
  const values = field.enum.map(
    (one) => [String(one.value), { id: one.name, doc: one.summary }] as const,
  )
  return [[ids.field(field).id, Object.fromEntries(values)]]
}
