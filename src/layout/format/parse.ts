/** `parse`: strict where everything else is patient. */
import { hexBytes } from '../../binary/bytes.ts'
import { notConstant, outOfRange, requireSignature, truncated } from '../../binary/errors.ts'
import type { RawExtension } from '../../binary/format.ts'
import { requireRecords, rowsOf } from '../../binary/records.ts'
import { requireText } from '../../binary/strings.ts'
import { decodeText } from '../../binary/text.ts'
import { headerOf } from '../interpret.ts'
import type { FieldLayout, Layout, StructLayout } from '../layout.ts'
import { structNamed } from '../located.ts'
import { camelName } from '../names.ts'
import { isInRange, ownLength, type PlacedItem, placeItems } from '../struct.ts'
import { type Examined, examine } from './examine.ts'
import { constantOf, fieldsOf, placedValue, type StructValues } from './field-values.ts'
import { headerField, namesIn } from './places.ts'

/** A header extension: decoded as far as its type is known and its length fits. */
export type InterpretedExtension =
  | { readonly kind: 'end'; readonly data: Uint8Array }
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array }
  | {
      /** Spec name of the type. */
      readonly kind: string
      readonly text?: string
      readonly content?: StructValues
      readonly rows?: readonly StructValues[]
      readonly data?: Uint8Array
    }

/** A header area as generated code gives it: the struct, extensions, and names in camel case. */
export interface InterpretedImage {
  readonly header: StructValues
  readonly extensions?: readonly InterpretedExtension[] | undefined
  readonly [name: string]: StructValues | readonly InterpretedExtension[] | string | undefined
}

/** @throws FormatError (truncated, bad-magic, bad-constant, out-of-range, out-of-bounds) */
export function parseImage(layout: Layout, bytes: Uint8Array): InterpretedImage {
  const struct = headerOf(layout)
  if (struct === undefined) throw new TypeError(`Cannot parse ${layout.id}: it has no header`)
  const header = parseStruct(struct, bytes)
  const signatures = layout.signatures.map((one) => ({ ...one, bytes: hexBytes(one.bytes) }))
  requireSignature(bytes, signatures)
  const examined = examine(layout, bytes)
  for (const placed of examined.items) requireInRange(placed)
  if (layout.strings.length === 0 && layout.extensions === undefined) return { header }
  requireRoom(struct, examined)
  const texts = examined.strings.map(({ string, located }) => {
    const at = headerField(layout, string.offset)?.offset ?? 0
    return () => [camelName(string.name), requireText(string.name, at, located)] as const
  })
  const extensions = layout.extensions && {
    extensions: requireRecords(examined.records).map((raw) => decodeExtension(layout, raw)),
  }
  return { header, ...extensions, ...Object.fromEntries(texts.map((read) => read())) }
}

function requireInRange(placed: PlacedItem): void {
  if (placed.state !== 'whole' || placed.item.kind !== 'field') return
  const { item, value } = placed
  if (item.range === undefined || (typeof value !== 'number' && typeof value !== 'bigint')) return
  if (isInRange(item, BigInt(value))) return
  const [min, max] = item.range
  throw outOfRange(`header.${item.name}`, item.offset, { actual: value, min, max })
}

/** The header lies inside its own area. */
function requireRoom(struct: StructLayout, { items, area }: Examined): void {
  const length = ownLength(struct, items)
  const field = fieldsOf(struct).find(({ name }) => name === struct.lengthField)
  if (field === undefined || length === undefined || area === undefined || area >= length) return
  const values = { actual: length, min: 0, max: area }
  throw outOfRange(`header.${field.name}`, field.offset, values)
}

/** @throws FormatError (truncated, bad-magic, bad-constant) */
export function parseStruct(struct: StructLayout, bytes: Uint8Array, offset = 0): StructValues {
  const have = bytes.length - offset
  requireBytes(struct, struct.minSize, have)
  const placed = new Map(placeItems(struct, bytes, offset).map((one) => [one.item.name, one]))
  for (const field of decisiveFirst(struct)) {
    const one = placed.get(field.name)
    if (one?.state === 'cut') requireBytes(struct, field.offset + field.size, have)
    if (one?.state === 'whole') requireConstant(struct, field, { placed: one, offset })
  }
  const length = ownLength(struct, [...placed.values()])
  if (length !== undefined) requireBytes(struct, Math.min(Number(length), struct.size), have)
  const values = fieldsOf(struct).map(
    ({ name }) => [camelName(name), placedValue(placed.get(name))] as const,
  )
  const isHeader = struct.name === 'header'
  const raw = isHeader ? bytes : bytes.subarray(offset, offset + struct.size)
  return { ...Object.fromEntries(values), raw }
}

function requireBytes({ name }: StructLayout, need: number, have: number): void {
  if (have < need) throw truncated(name, need, have)
}

function requireConstant(
  struct: StructLayout,
  field: FieldLayout,
  { placed, offset }: { readonly placed: PlacedItem; readonly offset: number },
): void {
  const expected = constantOf(field)
  const actual = placedValue(placed)
  if (expected === undefined || actual === undefined || actual instanceof Uint8Array) return
  if (actual === expected) return
  throw notConstant(`${struct.name}.${field.name}`, offset + field.offset, { actual, expected })
}

/**
 * The fields that can fail, in the order in which generated code reads them: constants that are always
 * there, fields that decide whether others are, each after those that decide about it, other constants.
 */
function decisiveFirst(struct: StructLayout): ReadonlySet<FieldLayout> {
  const fields = fieldsOf(struct)
  const constants = fields.filter(({ constant }) => constant !== undefined)
  const order = new Set(constants.filter(({ when, inTail }) => when === undefined && !inTail))
  const open = new Set<string>()
  const visit = (name: string) => {
    const field = fields.find((one) => one.name === name)
    if (field === undefined || open.has(name)) return
    open.add(name)
    for (const other of decisive(struct, field)) visit(other)
    order.add(field)
  }
  for (const item of struct.items) for (const name of decisive(struct, item)) visit(name)
  if (struct.lengthField !== undefined) visit(struct.lengthField)
  for (const field of constants) order.add(field)
  return order
}

/** Names of the fields that say whether an item is there. */
function decisive(
  { lengthField }: StructLayout,
  item: StructLayout['items'][number],
): readonly string[] {
  const names = item.when ? [...namesIn([], item.when)] : []
  const needsLength = item.inTail && lengthField !== undefined && lengthField !== item.name
  return needsLength ? [...names, lengthField] : names
}

function decodeExtension(layout: Layout, { type, data }: RawExtension): InterpretedExtension {
  const { endType, types = [] } = layout.extensions ?? {}
  if (BigInt(type) === endType) return { kind: 'end', data }
  const known = types.find((one) => one.type === BigInt(type))
  const struct = structNamed(layout, known?.struct)
  const other = { kind: 'other', type, data } as const
  if (known === undefined) return other
  const kind = known.name
  switch (known.content) {
    case 'text':
      return { kind, text: decodeText(data, 0, data.length) }
    case 'bytes':
      return { kind, data }
    case 'struct':
      if (struct === undefined || data.length !== struct.size) return other
      return { kind, content: parseStruct(struct, data) }
    case 'rows': {
      if (struct === undefined || data.length % struct.size !== 0) return other
      const parse = (bytes: Uint8Array, at: number) => parseStruct(struct, bytes, at)
      return { kind, rows: rowsOf(data, struct.size, parse) }
    }
  }
}
