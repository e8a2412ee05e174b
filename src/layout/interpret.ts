/**
 * Reads the header of any format through its layout, without the generated codecs.
 *
 * For tools that look at whatever file they are given, and as a second opinion on the codecs in
 * tests. Nothing here throws on hostile bytes.
 */
import { findExtension, hasExtension, locatedText } from '../binary/facts.ts'
import type { Context } from '../binary/format.ts'
import type { RecordsRead } from '../binary/records.ts'
import { locate } from '../binary/strings.ts'
import { evaluate, type Lookup, type Result } from './evaluate.ts'
import { exactNumber } from './json.ts'
import type { Layout, StringLayout, StructLayout } from './layout.ts'
import { locateString, locationOf, readRecordsOf, structNamed } from './located.ts'
import { type ExtensionArea, readExtensions } from './records.ts'
import { type FieldValue, type PlacedItem, placeItems, readStruct, resultOf } from './struct.ts'

/** A string of the header area, where the header says that it is. */
export interface LocatedText {
  readonly name: string
  readonly summary: string
  /** In the file, bytes. Exact: hostile headers place names beyond 2^53. */
  readonly offset: number | bigint
  readonly size: number | bigint
  /** Undefined if the place is out of bounds or past the bytes at hand. */
  readonly text: string | undefined
}

/** All that a layout tells about the header of one file. */
export interface Interpretation {
  /** The items of the header, in order. */
  readonly items: readonly PlacedItem[]
  /** Header fields that this file has, by the specification's names. */
  readonly header: ReadonlyMap<string, FieldValue>
  /** Strings that this file has. */
  readonly strings: readonly LocatedText[]
  readonly extensions: ExtensionArea
  readonly lookup: Lookup
}

/** Interprets the first bytes of a file. */
export function interpret(
  layout: Layout,
  bytes: Uint8Array,
  context: Context = {},
): Interpretation {
  const { items, lookup } = placeHeader(layout, bytes, context)
  const struct = headerOf(layout)
  return {
    items,
    header: struct === undefined ? new Map() : readStruct(struct, bytes),
    strings: layout.strings.flatMap((string) => placeString(string, bytes, lookup) ?? []),
    extensions: readExtensions(layout, bytes, lookup),
    lookup,
  }
}

/** The items of the header, and what expressions see of them. */
export function placeHeader(
  layout: Layout,
  bytes: Uint8Array,
  context: Context = {},
): Pick<Interpretation, 'items' | 'lookup'> {
  const struct = headerOf(layout)
  const items = struct === undefined ? [] : placeItems(struct, bytes)
  return { items, lookup: createLookup({ layout, bytes, context, items }) }
}

/** The struct at the start of the file. */
export function headerOf(layout: Layout): StructLayout | undefined {
  return structNamed(layout, 'header') ?? layout.structs[0]
}

/**
 * What the names in a format's expressions stand for in one file: `header.x`, values, inputs,
 * strings, `fileSize`, `has(extensions.x)`, `extensions.x.y`. Unknown names yield undefined.
 */
export function lookupFor(layout: Layout, bytes: Uint8Array, context: Context = {}): Lookup {
  return placeHeader(layout, bytes, context).lookup
}

interface Known {
  readonly layout: Layout
  readonly bytes: Uint8Array
  readonly context: Context
  readonly items: readonly PlacedItem[]
  /** The extensions, once they are read. */
  records?: { readonly read: RecordsRead | undefined }
}

function createLookup(known: Known): Lookup {
  const results = new Map<string, Result>()
  const lookup: Lookup = (name) => {
    if (!results.has(name)) {
      // A name that needs itself is unknown.
      results.set(name, undefined)
      results.set(name, resolve(known, name, lookup))
    }
    return results.get(name)
  }
  return lookup
}

function resolve(known: Known, name: string, lookup: Lookup): Result {
  const { layout, bytes, context } = known
  if (name === 'fileSize') return BigInt(context.fileSize ?? bytes.length)
  if (name.startsWith('header.')) {
    return resultOf(known.items.find(({ item }) => `header.${item.name}` === name))
  }
  const has = /^has\(extensions\.(.+)\)$/.exec(name)
  if (has !== null) return extensionIsThere(known, has[1], lookup)
  const field = /^extensions\.([^.]+)\.([^.]+)$/.exec(name)
  if (field !== null) return extensionField(known, { extension: field[1], field: field[2] }, lookup)
  const value = layout.values.find((candidate) => candidate.name === name)
  if (value !== undefined) return evaluate(value.value, lookup)
  const string = layout.strings.find((candidate) => candidate.name === name)
  if (string !== undefined) return locatedText(locateString(string, bytes, lookup))
  return inputValue(known, name)
}

function inputValue({ layout, context }: Known, name: string): Result {
  const value = layout.inputs.includes(name) ? context.inputs?.[name] : undefined
  return value === undefined ? undefined : BigInt(value)
}

/** Whether an extension is there; unknown if it was not seen, and not all could be read. */
function extensionIsThere(known: Known, name: string | undefined, lookup: Lookup): Result {
  const type = extensionType(known, name)
  return type && hasExtension(recordsOf(known, lookup), Number(type.type))
}

function extensionField(
  known: Known,
  name: { extension: string | undefined; field: string | undefined },
  lookup: Lookup,
): Result {
  const type = extensionType(known, name.extension)
  const struct = structNamed(known.layout, type?.struct)
  if (type === undefined || struct === undefined) return undefined
  const found = findExtension(recordsOf(known, lookup), Number(type.type), struct.size)
  if (found === undefined) return undefined
  return resultOf(placeItems(struct, found.data).find(({ item }) => item.name === name.field))
}

const extensionType = ({ layout }: Known, name: string | undefined) =>
  layout.extensions?.types.find((candidate) => candidate.name === name)

function recordsOf(known: Known, lookup: Lookup): RecordsRead | undefined {
  known.records ??= { read: readRecordsOf(known.layout, known.bytes, lookup) }
  return known.records.read
}

/** Where a string is, if the file has it and says where; its text whatever its length may be. */
function placeString(
  string: StringLayout,
  bytes: Uint8Array,
  lookup: Lookup,
): LocatedText | undefined {
  const location = locationOf(string, lookup)
  const { present, offset, size, end = BigInt(bytes.length) } = location
  if (present !== true || offset === undefined || size === undefined) return undefined
  const anySize = { minSize: 0, maxSize: undefined }
  return {
    name: string.name,
    summary: string.summary,
    offset: exactNumber(offset),
    size: exactNumber(size),
    text: locatedText(locate(bytes, string.name, { ...location, end, ...anySize })),
  }
}
