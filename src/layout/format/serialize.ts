/** `serialize`: a whole header area, byte for byte what was parsed where nothing was changed. */
import { requireRange } from '../../binary/bytes.ts'
import {
  composeHeader,
  type HeaderParts,
  type PlacedString,
  placeStrings,
} from '../../binary/compose.ts'
import { areaSize, toIndex } from '../../binary/facts.ts'
import { bytesOfRows, keptPadding, type RecordShape, writeRecords } from '../../binary/records.ts'
import { encodeText } from '../../binary/text.ts'
import { headerOf } from '../interpret.ts'
import type { FieldLayout, Layout, StringLayout, StructLayout } from '../layout.ts'
import { integerOf, recordShapeOf, structNamed } from '../located.ts'
import { camelName } from '../names.ts'
import { type Examined, examine } from './examine.ts'
import {
  fallbackOf,
  fieldsOf,
  givenOf,
  integerFor,
  placedValue,
  type StructValues,
} from './field-values.ts'
import type { InterpretedExtension, InterpretedImage } from './parse.ts'
import { headerField } from './places.ts'
import { isPresent, serializeStruct } from './serialize-struct.ts'

/** @throws RangeError if a value does not fit, or parts would overlap */
export function serializeImage(layout: Layout, image: InterpretedImage): Uint8Array {
  const struct = headerOf(layout)
  if (struct === undefined) throw new TypeError(`Cannot write ${layout.id}: it has no header`)
  const start = { ...unplaced(layout), ...image.header }
  requireRanges(struct, start)
  if (layout.strings.length === 0 && layout.extensions === undefined) {
    return serializeStruct(struct, image.header)
  }
  const { raw } = image.header
  const before = raw && examine(layout, raw)
  const extensions = extensionsToWrite(layout, image, serializeStruct(struct, start))
  const free = extensions ? extensions.offset + lengthOf(extensions, before) : struct.size
  const strings = placeStrings(stringsToPlace(layout, image, { start, before }), free)
  const header = serializeStruct(struct, { ...start, ...placesOf(layout, strings) })
  const { area, lookup } = examine(layout, header)
  const end = toIndex(integerOf(layout.extensions?.end, lookup) ?? 0n)
  return composeHeader({
    header,
    size: areaSize(area, header.length),
    extensions: extensions && { ...extensions, end },
    strings,
    before: before && raw && ownersBefore(struct, before, raw),
  })
}

/** A value that `parse` would refuse is not written. */
function requireRanges(struct: StructLayout, values: StructValues): void {
  const value = (field: FieldLayout) => {
    const unread = field.name === struct.lengthField ? struct.size : (fallbackOf(field) ?? 0)
    return givenOf(values, field) ?? unread
  }
  for (const field of fieldsOf(struct)) {
    const given = givenOf(values, field)
    if (field.range === undefined || !isPresent(struct, field, value)) continue
    const integer = typeof given === 'number' || typeof given === 'bigint' ? given : undefined
    requireRange(integer, ...field.range, `header.${field.name}`)
  }
}

/** Zero for each field that the names decide. */
function unplaced(layout: Layout): StructValues {
  const fields = layout.strings.flatMap(({ offset, size }) =>
    [offset, size].flatMap((name) => headerField(layout, name) ?? []),
  )
  return Object.fromEntries(fields.map((field) => [camelName(field.name), integerFor(field, 0n)]))
}

type ExtensionsToWrite = Omit<NonNullable<HeaderParts['extensions']>, 'end'>

function extensionsToWrite(
  layout: Layout,
  { extensions = [] }: InterpretedImage,
  header: Uint8Array,
): ExtensionsToWrite | undefined {
  const shape = recordShapeOf(layout)
  if (shape === undefined) return undefined
  const { lookup } = examine(layout, header)
  const offset = toIndex(integerOf(layout.extensions?.at, lookup) ?? 0n)
  return { offset, records: extensions.map((one) => encodeExtension(layout, shape, one)), shape }
}

function lengthOf({ records, shape, offset }: ExtensionsToWrite, before: Examined | undefined) {
  return writeRecords(records, shape, keptPadding(before?.records, offset)).length
}

function encodeExtension(
  layout: Layout,
  shape: RecordShape,
  extension: InterpretedExtension,
): { readonly type: number; readonly data: Uint8Array } {
  const { kind } = extension
  if ('type' in extension) return { type: extension.type, data: extension.data }
  if (kind === 'end') return { type: shape.endType, data: extension.data ?? new Uint8Array(0) }
  const known = layout.extensions?.types.find(({ name }) => name === kind)
  if (known === undefined) {
    throw new RangeError(`Cannot write the extensions: "${kind}" is no known type`)
  }
  const struct = structNamed(layout, known.struct)
  return { type: Number(known.type), data: contentOf(extension, struct) }
}

function contentOf(
  extension: Exclude<InterpretedExtension, { readonly type: number }>,
  struct: StructLayout | undefined,
): Uint8Array {
  if ('text' in extension && extension.text !== undefined) return encodeText(extension.text)
  if (extension.data !== undefined) return extension.data
  if ('content' in extension && extension.content && struct) {
    return serializeStruct(struct, extension.content)
  }
  if ('rows' in extension && extension.rows && struct) {
    return bytesOfRows(extension.rows, struct.size, (row) => serializeStruct(struct, row))
  }
  throw new RangeError(`Cannot write the extension "${extension.kind}": its content is not given`)
}

function stringsToPlace(
  layout: Layout,
  image: InterpretedImage,
  { start, before }: { readonly start: StructValues; readonly before: Examined | undefined },
) {
  return layout.strings.map(({ name, offset }) => {
    const text = image[camelName(name)]
    const given = start[camelName(offset)]
    return {
      name,
      text: typeof text === 'string' ? text : undefined,
      offset: typeof given === 'number' || typeof given === 'bigint' ? given : 0,
      before: before?.strings.find(({ string }) => string.name === name)?.located,
    }
  })
}

/** The fields that locate names, with the places that these got. */
function placesOf(layout: Layout, strings: ReadonlyMap<string, PlacedString>): StructValues {
  const entries = layout.strings.flatMap(({ name, offset, size }: StringLayout) => {
    const placed = strings.get(name)
    const [at, length] = [headerField(layout, offset), headerField(layout, size)]
    if (placed === undefined || at === undefined || length === undefined) return []
    return [
      [camelName(offset), integerFor(at, BigInt(placed.offset))],
      [camelName(size), integerFor(length, BigInt(placed.bytes.length))],
    ]
  })
  return Object.fromEntries(entries)
}

function ownersBefore(
  struct: StructLayout,
  { items, records, strings }: Examined,
  raw: Uint8Array,
): HeaderParts['before'] {
  const length = items.find(({ item }) => item.name === struct.lengthField)
  return {
    raw,
    headerLength: Number(placedValue(length) ?? struct.size),
    records,
    strings: strings.map(({ located }) => located),
  }
}
