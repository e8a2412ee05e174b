/** Where the fields of an image stand, and where its structures begin and end: told by its layout. */
import type { Format } from '../../src/binary/index.ts'
import {
  type FieldLayout,
  type Interpretation,
  interpret,
  type Layout,
  type StructLayout,
  structNamed,
} from '../../src/layout/index.ts'

/** A field at its place in a file. */
export interface PlacedField {
  /** `header.size`, `extensions.bitmaps.nb_bitmaps`. */
  readonly name: string
  readonly field: FieldLayout
  /** In the file, bytes. */
  readonly offset: number
}

/** A name at its place, and the field that holds its length, where there is one. */
export interface PlacedName {
  readonly name: string
  readonly offset: number
  /** Bytes that it has now. */
  readonly size: number
  readonly lengthField: PlacedField | undefined
}

/** What there is to change in an image. */
export interface Places {
  readonly fields: readonly PlacedField[]
  readonly names: readonly PlacedName[]
  /** Starts and ends of structures, within the file. */
  readonly edges: readonly number[]
  /** Parts beyond the header that the file has. */
  readonly regions: readonly {
    readonly name: string
    readonly start: number
    readonly end: number
  }[]
}

/** Finds the places of a good image. */
export function placesOf(format: Format, layout: Layout, bytes: Uint8Array): Places {
  const image = interpret(layout, bytes)
  const fields = [...headerFields(layout, bytes), ...extensionFields(layout, image)]
  const regions = regionPlaces(format, bytes)
  const names = [...locatedNames(image, layout, fields), ...textFields(fields)]
  const edges = [
    0,
    format.headerSize,
    format.area(bytes),
    ...fields.map(({ offset }) => offset),
    ...names.flatMap(({ offset, size }) => [offset, offset + size]),
    ...image.extensions.records.flatMap(({ offset, dataOffset, end }) => [offset, dataOffset, end]),
    ...regions.flatMap(({ start, end }) => [start, end]),
  ]
  const inside = edges.filter((edge) => edge >= 0 && edge <= bytes.length)
  return { fields, names, regions, edges: [...new Set(inside)].sort((a, b) => a - b) }
}

function headerFields(layout: Layout, bytes: Uint8Array): PlacedField[] {
  const header = structNamed(layout, 'header')
  return header === undefined ? [] : structFields(header, 0, 'header', bytes.length)
}

function structFields(
  struct: StructLayout,
  start: number,
  prefix: string,
  end: number,
): PlacedField[] {
  return struct.items.flatMap((item): PlacedField[] => {
    const offset = start + item.offset
    if (item.kind !== 'field' || offset + item.size > end) return []
    return [{ name: `${prefix}.${item.name}`, field: item, offset }]
  })
}

function extensionFields(layout: Layout, { extensions }: Interpretation): PlacedField[] {
  const head = structNamed(layout, layout.extensions?.record)
  return extensions.records.flatMap((record) => {
    const prefix = `extensions.${record.known?.name ?? 'other'}`
    const content = structNamed(layout, record.known?.struct)
    const { offset, dataOffset, length } = record
    return [
      ...(head === undefined ? [] : structFields(head, offset, prefix, dataOffset)),
      ...(content === undefined
        ? []
        : structFields(content, dataOffset, prefix, dataOffset + length)),
    ]
  })
}

function locatedNames(
  image: Interpretation,
  layout: Layout,
  fields: readonly PlacedField[],
): PlacedName[] {
  return image.strings.map(({ name, offset, size }) => {
    const length = layout.strings.find((string) => string.name === name)?.size
    const lengthField = fields.find((field) => field.name === `header.${length}`)
    return { name, offset: Number(offset), size: Number(size), lengthField }
  })
}

function textFields(fields: readonly PlacedField[]): PlacedName[] {
  return fields
    .filter(({ field }) => field.type === 'char')
    .map(({ name, field, offset }) => ({ name, offset, size: field.size, lengthField: undefined }))
}

function regionPlaces(format: Format, bytes: Uint8Array) {
  return format.regions(bytes).flatMap(({ name, offset, size }) => {
    if (offset === undefined || size === undefined || offset >= bytes.length || size === 0n)
      return []
    const start = Number(offset)
    const end = Math.min(bytes.length, start + Number(size))
    return end > start ? [{ name, start, end }] : []
  })
}

/** The value of an integer field. */
export function integerAt({ field, offset }: PlacedField, bytes: Uint8Array): bigint {
  const own = bytes.subarray(offset, offset + field.size)
  const order = field.endian === 'big' ? own : own.slice().reverse()
  return order.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

/** The bytes of an integer in a field. */
export function integerBytes({ field }: PlacedField, value: bigint): Uint8Array {
  const bytes = new Uint8Array(field.size)
  for (let at = 0; at < field.size; at++) {
    const shift = 8 * (field.endian === 'big' ? field.size - 1 - at : at)
    bytes[at] = Number((value >> BigInt(shift)) & 0xffn)
  }
  return bytes
}
