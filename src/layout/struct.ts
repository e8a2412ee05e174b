/**
 * Reads any struct through its layout.
 *
 * Each item of a struct is in one of three states in a given file:
 *
 * | state  | when                                                                          |
 * |--------|-------------------------------------------------------------------------------|
 * | whole  | it is there; a field has a value                                              |
 * | cut    | it should be there, and the bytes end before it does                          |
 * | absent | its condition does not hold, or the struct's own length ends before it does   |
 *
 * Nothing here throws: the bytes may be hostile, and may be too few. A condition on a field that is cut
 * sees the field's default.
 */
import { decodeText, readText } from '../binary/text.ts'
import { evaluate, type Result } from './evaluate.ts'
import type { FieldLayout, ItemLayout, StructLayout } from './layout.ts'

/** 64-bit fields are bigint, shorter ones number, char text, bytes as they are. */
export type FieldValue = number | bigint | string | Uint8Array

/** An item of a struct as it stands in a file. */
export type PlacedItem =
  | { readonly state: 'whole'; readonly item: ItemLayout; readonly value?: FieldValue | undefined }
  | { readonly state: 'cut'; readonly item: ItemLayout }
  | { readonly state: 'absent'; readonly item: ItemLayout }

/**
 * Values of the fields of the struct at `offset`, under the specification's names. Fields that are
 * absent from this file, or not wholly inside `bytes`, are left out.
 */
export function readStruct(
  struct: StructLayout,
  bytes: Uint8Array,
  offset = 0,
): ReadonlyMap<string, FieldValue> {
  const values = new Map<string, FieldValue>()
  for (const placed of placeItems(struct, bytes, offset)) {
    if (placed.state === 'whole' && placed.value !== undefined) {
      values.set(placed.item.name, placed.value)
    }
  }
  return values
}

/** Every item of the struct at `offset`, with its state, in order. */
export function placeItems(
  struct: StructLayout,
  bytes: Uint8Array,
  offset = 0,
): readonly PlacedItem[] {
  const placed = placeUpTo(struct, bytes, { offset, length: undefined })
  if (struct.lengthField === undefined) return placed
  const length = ownLength(struct, placed)
  return length === undefined ? placed : placeUpTo(struct, bytes, { offset, length })
}

/** What the struct's own length field says, or its fallback; undefined if the file is too short. */
export function ownLength(struct: StructLayout, placed: readonly PlacedItem[]): bigint | undefined {
  const found = placed.find(({ item }) => item.name === struct.lengthField)
  if (found === undefined || found.item.kind !== 'field') return undefined
  if (found.state === 'absent') return integer(found.item.fallback)
  return found.state === 'whole' ? integer(found.value) : undefined
}

/**
 * What an expression sees of an item: its value if that is within its range, its fallback if it is
 * absent, else nothing.
 */
export function resultOf(placed: PlacedItem | undefined): Result {
  const result = rawResultOf(placed)
  if (typeof result !== 'bigint' || placed?.state !== 'whole') return result
  return placed.item.kind === 'field' && isInRange(placed.item, result) ? result : undefined
}

/** What the conditions of a struct see of its items: whatever value is there. */
export function rawResultOf(placed: PlacedItem | undefined): Result {
  if (placed === undefined || placed.item.kind !== 'field') return undefined
  if (placed.state === 'absent') return placed.item.fallback
  if (placed.state === 'cut' || placed.value instanceof Uint8Array) return undefined
  return typeof placed.value === 'string' ? placed.value : integer(placed.value)
}

/** Whether a value lies within the range that the format gives, where it gives one. */
export function isInRange(field: FieldLayout, value: bigint): boolean {
  if (field.range === undefined) return true
  const [min, max] = field.range
  return min <= value && value <= max
}

function placeUpTo(
  struct: StructLayout,
  bytes: Uint8Array,
  at: { offset: number; length: bigint | undefined },
): PlacedItem[] {
  const placed: PlacedItem[] = []
  const sibling = (name: string) => {
    const own = name.slice(name.lastIndexOf('.') + 1)
    return decisiveResult(placed.find(({ item }) => item.name === own))
  }
  for (const item of struct.items) {
    // The field that holds the length is read before the length is known.
    const length = item.name === struct.lengthField ? undefined : at.length
    placed.push(placeItem(item, bytes, { offset: at.offset, length, sibling }))
  }
  return placed
}

/** A field that decides whether others are there has its default where the bytes end before it. */
function decisiveResult(placed: PlacedItem | undefined): Result {
  if (placed?.state !== 'cut' || placed.item.kind !== 'field') return rawResultOf(placed)
  return placed.item.fallback ?? 0n
}

function placeItem(
  item: ItemLayout,
  bytes: Uint8Array,
  at: { offset: number; length: bigint | undefined; sibling: (name: string) => Result },
): PlacedItem {
  if (item.when !== undefined && evaluate(item.when, at.sibling) !== true) {
    return { state: 'absent', item }
  }
  if (item.inTail && at.length !== undefined && BigInt(item.offset + item.size) > at.length) {
    return { state: 'absent', item }
  }
  const start = at.offset + item.offset
  if (start + item.size > bytes.length) return { state: 'cut', item }
  if (item.kind !== 'field') return { state: 'whole', item }
  return { state: 'whole', item, value: fieldValue(item, bytes, start) }
}

function fieldValue(field: FieldLayout, bytes: Uint8Array, start: number): FieldValue {
  if (field.type === 'bytes') return bytes.subarray(start, start + field.size)
  if (field.type === 'char') {
    const end = start + field.size
    // A NUL inside a text that fills its field is a difference, not its end.
    return field.pad === 'none' ? decodeText(bytes, start, end) : readText(bytes, start, end)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, field.size)
  const little = field.endian === 'little'
  switch (field.type) {
    case 'u8':
      return view.getUint8(0)
    case 'i8':
      return view.getInt8(0)
    case 'u16':
      return view.getUint16(0, little)
    case 'i16':
      return view.getInt16(0, little)
    case 'u32':
      return view.getUint32(0, little)
    case 'i32':
      return view.getInt32(0, little)
    case 'u64':
      return view.getBigUint64(0, little)
    case 'i64':
      return view.getBigInt64(0, little)
  }
}

function integer(value: FieldValue | undefined): bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined
}
