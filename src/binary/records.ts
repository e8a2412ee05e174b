/** Header extensions: records of type, length and content, padded, in a row. */
import { FormatError } from './errors.ts'
import type { RawExtension } from './format.ts'
import { uint32 } from './integers.ts'

/** How the records of a format look. Offsets and sizes are bytes inside the record. */
export interface RecordShape {
  readonly size: number
  readonly typeAt: number
  readonly lengthAt: number
  readonly littleEndian: boolean
  /** Content is padded to a multiple of this. */
  readonly align: number
  readonly endType: number
  readonly maxCount: number
}

/** What stands in the extension area; `problem` says where reading had to stop. */
export interface RecordsRead {
  /** In order; the end marker too, where there is one. */
  readonly records: readonly RawExtension[]
  /** First byte after the last record that was read. */
  readonly end: number
  readonly problem?:
    | {
        readonly kind: 'bounds' | 'count'
        readonly offset: number
        readonly length: number
        readonly message: string
      }
    | undefined
}

/** Reads records from `start` until the end marker or `end`. Never throws. */
export function readRecords(
  bytes: Uint8Array,
  area: { readonly start: number; readonly end: number },
  shape: RecordShape,
): RecordsRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: RawExtension[] = []
  let offset = area.start
  while (offset + shape.size <= area.end) {
    if (records.length === shape.maxCount) {
      const message = `there are more than ${shape.maxCount} header extensions`
      return {
        records,
        end: offset,
        problem: { kind: 'count', offset, length: shape.size, message },
      }
    }
    const content = offset + shape.size
    if (content > bytes.length) return outOfBounds(records, offset, shape.size, bytes.length)
    const type = view.getUint32(offset + shape.typeAt, shape.littleEndian)
    const length = view.getUint32(offset + shape.lengthAt, shape.littleEndian)
    const limit = Math.min(area.end, bytes.length)
    if (content + length > limit) {
      return outOfBounds(records, offset, shape.size + length, limit)
    }
    const data = bytes.subarray(content, content + length)
    const next = content + Math.ceil(length / shape.align) * shape.align
    const padding = bytes.subarray(content + length, Math.min(next, area.end))
    records.push({ type, offset, data, padding })
    offset = next
    if (type === shape.endType) break
  }
  return { records, end: Math.min(offset, Math.max(area.start, area.end)) }
}

function outOfBounds(
  records: readonly RawExtension[],
  offset: number,
  length: number,
  limit: number,
): RecordsRead {
  const message = `the header extension at byte ${offset} ends at ${offset + length}, past the end of the area at ${limit}`
  return { records, end: offset, problem: { kind: 'bounds', offset, length, message } }
}

/** Padding that stands behind the content of a record, found by its offset from the first one. */
export type RecordPadding = (at: number, type: number, length: number) => Uint8Array | undefined

/** Padding of the record that stood at the same place, with the same type and length. */
export function keptPadding(before: RecordsRead | undefined, start: number): RecordPadding {
  const found = new Map<number, RawExtension>()
  for (const record of before?.records ?? []) found.set(record.offset - start, record)
  return (at, type, length) => {
    const record = found.get(at)
    return record?.type === type && record.data.length === length ? record.padding : undefined
  }
}

/**
 * Writes records one after the other, padded with zeros, or with what `padding` gives. The last one
 * has no more padding than that: an area may end in the middle of it.
 *
 * @throws RangeError if a type is no unsigned 32-bit integer
 */
export function writeRecords(
  records: readonly { readonly type: number; readonly data: Uint8Array }[],
  shape: RecordShape,
  padding: RecordPadding = () => undefined,
): Uint8Array {
  const sizes = records.map(
    ({ data }) => shape.size + Math.ceil(data.length / shape.align) * shape.align,
  )
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0))
  const view = new DataView(bytes.buffer)
  let offset = 0
  let missing = 0
  for (const [index, { type, data }] of records.entries()) {
    const content = offset + shape.size
    view.setUint32(offset + shape.typeAt, uint32(type, 'extension type'), shape.littleEndian)
    view.setUint32(offset + shape.lengthAt, data.length, shape.littleEndian)
    bytes.set(data, content)
    const pad = padding(offset, type, data.length)
    const room = (sizes[index] ?? 0) - shape.size - data.length
    if (pad) bytes.set(pad.subarray(0, room), content + data.length)
    missing = pad ? Math.max(0, room - pad.length) : 0
    offset += sizes[index] ?? 0
  }
  return bytes.subarray(0, bytes.length - missing)
}

/**
 * The records of an area that could be read whole.
 *
 * @throws FormatError (out-of-bounds)
 */
export function requireRecords(read: RecordsRead | undefined): readonly RawExtension[] {
  if (read && !read.problem) return read.records
  const { offset = 0, message = 'the place of the extensions is unknown' } = read?.problem ?? {}
  throw new FormatError(`Cannot parse the header extensions: ${message}`, {
    code: 'out-of-bounds',
    field: 'extensions',
    offset,
  })
}

/** The rows of a table inside an extension. */
export function rowsOf<Row>(
  data: Uint8Array,
  size: number,
  parse: (bytes: Uint8Array, offset: number) => Row,
): readonly Row[] {
  return Array.from({ length: data.length / size }, (_, index) => parse(data, index * size))
}

/** The inverse of `rowsOf`. */
export function bytesOfRows<Row>(
  rows: readonly Row[],
  size: number,
  serialize: (row: Row) => Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(rows.length * size)
  for (const [index, row] of rows.entries()) bytes.set(serialize(row), index * size)
  return bytes
}
