/**
 * Reads the header of any format through its layout, without the generated codecs.
 *
 * For tools that look at whatever file they are given, and as a second opinion on the codecs in
 * tests. Nothing here throws on hostile bytes.
 */
import type { Context } from '../binary/format.ts'
import { decodeText } from '../binary/text.ts'
import { evaluate, type Lookup, type Result } from './evaluate.ts'
import { exactNumber } from './json.ts'
import type { Layout, StringLayout } from './layout.ts'
import { type ExtensionArea, isCut, readExtensions, structNamed } from './records.ts'
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
  const struct = structNamed(layout, 'header') ?? layout.structs[0]
  const items = struct === undefined ? [] : placeItems(struct, bytes)
  const lookup = createLookup({ layout, bytes, context, items })
  return {
    items,
    header: struct === undefined ? new Map() : readStruct(struct, bytes),
    strings: layout.strings.flatMap((string) => placeString(string, bytes, lookup) ?? []),
    extensions: readExtensions(layout, bytes, lookup),
    lookup,
  }
}

/**
 * What the names in a format's expressions stand for in one file: `header.x`, values, inputs,
 * strings, `fileSize`, `has(extensions.x)`, `extensions.x.y`. Unknown names yield undefined.
 */
export function lookupFor(layout: Layout, bytes: Uint8Array, context: Context = {}): Lookup {
  return interpret(layout, bytes, context).lookup
}

interface Known {
  readonly layout: Layout
  readonly bytes: Uint8Array
  readonly context: Context
  readonly items: readonly PlacedItem[]
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
  if (has !== null) return hasExtension(known, has[1], lookup)
  const field = /^extensions\.([^.]+)\.([^.]+)$/.exec(name)
  if (field !== null) return extensionField(known, { extension: field[1], field: field[2] }, lookup)
  const value = layout.values.find((candidate) => candidate.name === name)
  if (value !== undefined) return evaluate(value.value, lookup)
  const string = layout.strings.find((candidate) => candidate.name === name)
  if (string !== undefined) return placeString(string, bytes, lookup)?.text
  return inputValue(known, name)
}

function inputValue({ layout, context }: Known, name: string): Result {
  const value = layout.inputs.includes(name) ? context.inputs?.[name] : undefined
  return value === undefined ? undefined : BigInt(value)
}

/** Unknown if the extension was not seen, and not all could be read. */
function hasExtension({ layout, bytes }: Known, name: string | undefined, lookup: Lookup): Result {
  const { records, isWhole } = readExtensions(layout, bytes, lookup)
  if (records.some((record) => record.known?.name === name && !isCut(record))) return true
  return isWhole ? false : undefined
}

function extensionField(
  { layout, bytes }: Known,
  name: { extension: string | undefined; field: string | undefined },
  lookup: Lookup,
): Result {
  const type = layout.extensions?.types.find((candidate) => candidate.name === name.extension)
  const struct = structNamed(layout, type?.struct)
  if (type === undefined || struct === undefined) return undefined
  const record = readExtensions(layout, bytes, lookup).records.find(
    (candidate) => candidate.known === type && !isCut(candidate) && candidate.length >= struct.size,
  )
  if (record === undefined) return undefined
  const content = bytes.subarray(record.dataOffset, record.dataOffset + record.length)
  return resultOf(placeItems(struct, content).find(({ item }) => item.name === name.field))
}

/** Where a string is, if the file has it and says where. */
function placeString(
  string: StringLayout,
  bytes: Uint8Array,
  lookup: Lookup,
): LocatedText | undefined {
  if (string.when !== undefined && evaluate(string.when, lookup) !== true) return undefined
  const offset = lookup(`header.${string.offset}`)
  const size = lookup(`header.${string.size}`)
  if (typeof offset !== 'bigint' || typeof size !== 'bigint') return undefined
  const min = evaluate(string.min, lookup)
  const end = evaluate(string.end, lookup)
  const limit = BigInt(bytes.length)
  const last = typeof end === 'bigint' && end < limit ? end : limit
  const isInside = offset + size <= last && !(typeof min === 'bigint' && offset < min)
  return {
    name: string.name,
    summary: string.summary,
    offset: exactNumber(offset),
    size: exactNumber(size),
    text: isInside ? decodeText(bytes, Number(offset), Number(offset + size)) : undefined,
  }
}
