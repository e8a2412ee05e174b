/** Writes one struct through its layout. */
import { hexBytes, requirePresent, sizedBytes, structLength } from '../../binary/bytes.ts'
import { startStruct } from '../../binary/compose.ts'
import { int8, int16, int32, int64, uint8, uint16, uint32, uint64 } from '../../binary/integers.ts'
import { writeText } from '../../binary/text.ts'
import { evaluate, type Result } from '../evaluate.ts'
import type { FieldLayout, ItemLayout, StructLayout } from '../layout.ts'
import { type FieldValue, placeItems } from '../struct.ts'
import {
  constantOf,
  fallbackOf,
  fieldsOf,
  givenOf,
  integerFor,
  placedValue,
  type StructValues,
} from './field-values.ts'

/**
 * A struct with constants and defaults filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value is missing or does not fit its field
 */
export function serializeStruct(struct: StructLayout, values: StructValues): Uint8Array {
  const { raw } = values
  const field = fieldsOf(struct).find(({ name }) => name === struct.lengthField)
  const value = (one: FieldLayout) => valueToWrite(struct, one, values)
  const isThere = (item: ItemLayout) => isPresent(struct, item, value)
  const bytes = field
    ? startStruct(raw, lengthOf(struct, field, values), raw && ownLengthOf(struct, field, raw))
    : startStruct(raw, struct.size)
  for (const one of fieldsOf(struct)) {
    if (isThere(one)) writeField(bytes, one, { value: value(one), name: nameOf(struct, one) })
  }
  return bytes
}

const nameOf = ({ name }: StructLayout, field: FieldLayout) => `${name}.${field.name}`

function valueToWrite(
  struct: StructLayout,
  field: FieldLayout,
  values: StructValues,
): FieldValue | undefined {
  const given = constantOf(field) ?? givenOf(values, field)
  if (given !== undefined) return given
  if (field.name !== struct.lengthField) return fallbackOf(field)
  // As long as the other fields allow.
  const isThere = isPresent(struct, field, (one) => valueToWrite(struct, one, values))
  return isThere ? integerFor(field, BigInt(struct.size)) : fallbackOf(field)
}

/**
 * Writes the given fields into the bytes of a struct, and no other byte. Checks all before it writes
 * any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchStruct(struct: StructLayout, bytes: Uint8Array, changes: StructValues): void {
  const placed = placeItems(struct, bytes)
  const changed = bytes.slice()
  for (const field of fieldsOf(struct)) {
    const value = givenOf(changes, field)
    if (value === undefined || field.constant !== undefined) continue
    const name = nameOf(struct, field)
    requirePresent(
      placed.some(({ item, state }) => item === field && state === 'whole'),
      name,
    )
    writeField(changed, field, { value, name })
  }
  bytes.set(changed)
}

/** Whether an item is there, by the values of the fields that decide it. */
export function isPresent(
  struct: StructLayout,
  item: ItemLayout,
  value: (field: FieldLayout) => FieldValue | undefined,
): boolean {
  const fields = fieldsOf(struct)
  const result = (name: string | undefined): Result => {
    const field = fields.find((one) => one.name === name)
    const found = field && value(field)
    if (found instanceof Uint8Array || found === undefined) return undefined
    return typeof found === 'string' ? found : BigInt(found)
  }
  if (item.when && evaluate(item.when, result) !== true) return false
  if (!item.inTail || item.name === struct.lengthField || !struct.lengthField) return true
  const length = result(struct.lengthField)
  return typeof length === 'bigint' && length >= BigInt(item.offset + item.size)
}

/** The length that the struct will have. */
function lengthOf(struct: StructLayout, field: FieldLayout, values: StructValues): number {
  const value = (one: FieldLayout) => valueToWrite(struct, one, values)
  const isThere = isPresent(struct, field, value)
  const length = isThere ? value(field) : fallbackOf(field)
  const min = isThere ? field.offset + field.size : struct.minSize
  const max = Number(field.range?.[1] ?? struct.size)
  return structLength(asInteger(length), { min, max }, nameOf(struct, field))
}

/** How many of the bytes that a struct was parsed from were its own. */
function ownLengthOf(struct: StructLayout, field: FieldLayout, raw: Uint8Array): number {
  const placed = placeItems(struct, raw).find(({ item }) => item === field)
  return Number(placedValue(placed) ?? struct.size)
}

function writeField(
  bytes: Uint8Array,
  field: FieldLayout,
  { value, name }: { readonly value: FieldValue | undefined; readonly name: string },
): void {
  const { type, offset, size } = field
  if (value === undefined) throw new RangeError(`Cannot write ${name}: it is not given`)
  if (type === 'char') {
    const terminated = field.pad === 'nul'
    writeText(bytes, offset, { text: String(value), size, terminated, name })
  } else if (type === 'bytes') {
    const given = value instanceof Uint8Array ? value : hexBytes(String(value))
    bytes.set(sizedBytes(given, size, name), offset)
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, size)
    writeInteger(view, field, { value: asInteger(value), name })
  }
}

const asInteger = (value: FieldValue | undefined): number | bigint =>
  typeof value === 'bigint' ? value : Number(value)

function writeInteger(
  view: DataView,
  { type, endian }: FieldLayout,
  { value, name }: { readonly value: number | bigint; readonly name: string },
): void {
  const little = endian === 'little'
  switch (type) {
    case 'u8':
      view.setUint8(0, uint8(Number(value), name))
      break
    case 'i8':
      view.setInt8(0, int8(Number(value), name))
      break
    case 'u16':
      view.setUint16(0, uint16(Number(value), name), little)
      break
    case 'i16':
      view.setInt16(0, int16(Number(value), name), little)
      break
    case 'u32':
      view.setUint32(0, uint32(Number(value), name), little)
      break
    case 'i32':
      view.setInt32(0, int32(Number(value), name), little)
      break
    case 'u64':
      view.setBigUint64(0, uint64(value as bigint, name), little)
      break
    case 'i64':
      view.setBigInt64(0, int64(value as bigint, name), little)
      break
    case 'char':
    case 'bytes':
      throw new TypeError(`Cannot write ${name}: it is no integer`)
  }
}
