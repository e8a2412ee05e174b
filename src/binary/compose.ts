/**
 * Puts a header area together: the struct, its extensions and its names, each at its place.
 *
 * What was parsed comes out byte for byte. Bytes that a part owned and gives up are zeroed; bytes
 * that nobody owned are kept. A name stays where it is while it fits there, and moves behind the
 * others when it does not.
 */
import { keptPadding, type RecordShape, type RecordsRead, writeRecords } from './records.ts'
import type { Located } from './strings.ts'
import { encodeText } from './text.ts'

/** A name to write: `offset` 0 asks for a place. */
export interface StringToPlace {
  readonly name: string
  readonly text: string | undefined
  readonly offset: number | bigint
  /** The name as it stood in the bytes that the image was parsed from. */
  readonly before: Located | undefined
}

/** Where a name goes; offset and size are 0 for one that is no longer there. */
export interface PlacedString {
  readonly name: string
  readonly offset: number
  readonly bytes: Uint8Array
}

interface Span {
  readonly start: number
  readonly end: number
}

const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end

/** Gives every name its place, none before `free`; those that stay as they are come first. */
export function placeStrings(
  strings: readonly StringToPlace[],
  free: number,
): ReadonlyMap<string, PlacedString> {
  const placed = new Map<string, PlacedString>()
  const taken: Span[] = []
  const put = (name: string, offset: number, bytes: Uint8Array) => {
    placed.set(name, { name, offset, bytes })
    taken.push({ start: offset, end: offset + bytes.length })
  }
  const moving: { name: string; offset: number; bytes: Uint8Array }[] = []
  for (const { name, text, offset, before } of strings) {
    if (text === undefined) {
      if (before?.kind === 'text') placed.set(name, { name, offset: 0, bytes: new Uint8Array() })
      continue
    }
    const bytes = encodeText(text)
    const same = before?.kind === 'text' && before.text === text && before.offset === Number(offset)
    if (same && before.offset >= free) put(name, before.offset, bytes)
    else moving.push({ name, offset: Number(offset), bytes })
  }
  for (const { name, offset, bytes } of moving) {
    const span = { start: offset, end: offset + bytes.length }
    const fits = offset >= free && !taken.some((other) => overlap(span, other))
    const next = taken.reduce((end, other) => Math.max(end, other.end), free)
    put(name, fits ? offset : next, bytes)
  }
  return placed
}

/** Parts of a header area, each with its place in the file. */
export interface HeaderParts {
  /** The struct. */
  readonly header: Uint8Array
  /** Size of the whole area. */
  readonly size: number
  readonly extensions?:
    | {
        readonly offset: number
        /** The area ends here. */
        readonly end: number
        readonly records: readonly { readonly type: number; readonly data: Uint8Array }[]
        readonly shape: RecordShape
      }
    | undefined
  readonly strings: ReadonlyMap<string, PlacedString>
  /** The bytes the image was parsed from, and what owned them. */
  readonly before?:
    | {
        readonly raw: Uint8Array
        readonly headerLength: number
        readonly records: RecordsRead | undefined
        readonly strings: readonly Located[]
      }
    | undefined
}

/** @throws RangeError if a part does not fit into the area */
export function composeHeader(parts: HeaderParts): Uint8Array {
  const bytes = new Uint8Array(parts.size)
  if (parts.before) {
    bytes.set(parts.before.raw.subarray(0, parts.size))
    for (const { start, end } of ownedBefore(parts.before)) bytes.fill(0, start, end)
  }
  put(bytes, 0, parts.header, 'the header')
  if (parts.extensions) putExtensions(bytes, parts.extensions, parts.before?.records)
  for (const { name, offset, bytes: text } of parts.strings.values()) put(bytes, offset, text, name)
  return bytes
}

function ownedBefore(before: NonNullable<HeaderParts['before']>): readonly Span[] {
  const spans = [{ start: 0, end: before.headerLength }]
  const [first] = before.records?.records ?? []
  if (first && before.records) spans.push({ start: first.offset, end: before.records.end })
  for (const string of before.strings) {
    if (string.kind === 'text') {
      spans.push({ start: string.offset, end: string.offset + string.size })
    }
  }
  return spans
}

function put(bytes: Uint8Array, offset: number, part: Uint8Array, name: string): void {
  const end = offset + part.length
  if (end > bytes.length) {
    throw new RangeError(`Cannot write ${name}: it ends at ${end}, past ${bytes.length}`)
  }
  bytes.set(part, offset)
}

function putExtensions(
  bytes: Uint8Array,
  extensions: NonNullable<HeaderParts['extensions']>,
  before: RecordsRead | undefined,
): void {
  const { offset, records, shape } = extensions
  const part = writeRecords(records, shape, keptPadding(before, offset))
  const end = offset + part.length
  const limit = Math.min(extensions.end, bytes.length)
  if (end > limit) {
    throw new RangeError(`Cannot write the extensions: they end at ${end}, past ${limit}`)
  }
  bytes.set(part, offset)
  // Without an end marker the reader goes on, where a record would fit: what follows must not look
  // like one.
  const isEnded = records.at(-1)?.type === shape.endType || end + shape.size > limit
  if (!isEnded) bytes.fill(0, end, end + shape.size)
}

/**
 * A zeroed struct of `size` bytes, with what `raw` holds beyond the fields. Of `raw`, only the first
 * `own` bytes were this struct.
 */
export function startStruct(raw: Uint8Array | undefined, size: number, own = size): Uint8Array {
  if (raw === undefined) return new Uint8Array(size)
  const length = own < size ? own : size
  if (raw.length >= size && length === size) return raw.slice(0, size)
  const bytes = new Uint8Array(size)
  bytes.set(raw.subarray(0, length))
  return bytes
}
