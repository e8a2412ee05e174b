/** Where a header says that its names and its extensions are. */
import { toIndex } from '../binary/facts.ts'
import { type RecordShape, type RecordsRead, readRecords } from '../binary/records.ts'
import { type Located, type Location, locate } from '../binary/strings.ts'
import { evaluate, type Lookup } from './evaluate.ts'
import type { Expr, Layout, StringLayout, StructLayout } from './layout.ts'

/** The struct of that name. */
export function structNamed(layout: Layout, name: string | undefined): StructLayout | undefined {
  return layout.structs.find((struct) => struct.name === name)
}

/** The value of an expression, if it is an integer that is known. */
export function integerOf(expr: Expr | undefined, lookup: Lookup): bigint | undefined {
  const value = expr && evaluate(expr, lookup)
  return typeof value === 'bigint' ? value : undefined
}

/** Whether a condition holds; it does where there is none. */
export function conditionOf(expr: Expr | undefined, lookup: Lookup): boolean | undefined {
  if (expr === undefined) return true
  const value = evaluate(expr, lookup)
  return typeof value === 'boolean' ? value : undefined
}

/** Where the header says that a name stands, and where it may. */
export function locationOf(string: StringLayout, lookup: Lookup): Location {
  const field = (name: string) => integerOf({ kind: 'name', name: `header.${name}` }, lookup)
  return {
    present: conditionOf(string.when, lookup),
    offset: field(string.offset),
    size: field(string.size),
    min: integerOf(string.min, lookup),
    end: integerOf(string.end, lookup),
    minSize: string.minSize,
    maxSize: string.maxSize,
  }
}

/** A name, as far as it can be read. */
export function locateString(string: StringLayout, bytes: Uint8Array, lookup: Lookup): Located {
  return locate(bytes, string.name, locationOf(string, lookup))
}

/** How the header extensions look; undefined for a format without any. */
export function recordShapeOf(layout: Layout): RecordShape | undefined {
  const { extensions } = layout
  const struct = structNamed(layout, extensions?.record)
  const type = struct?.items.find(({ name }) => name === extensions?.type)
  const length = struct?.items.find(({ name }) => name === extensions?.length)
  if (!extensions || !struct || type?.kind !== 'field' || length?.kind !== 'field') return undefined
  return {
    size: struct.size,
    typeAt: type.offset,
    lengthAt: length.offset,
    littleEndian: type.endian === 'little',
    align: extensions.align,
    endType: Number(extensions.endType),
    maxCount: extensions.maxCount,
  }
}

/** The header extensions; undefined if there are none, or their place is not known. */
export function readRecordsOf(
  layout: Layout,
  bytes: Uint8Array,
  lookup: Lookup,
): RecordsRead | undefined {
  const shape = recordShapeOf(layout)
  const start = integerOf(layout.extensions?.at, lookup)
  const end = integerOf(layout.extensions?.end, lookup)
  if (shape === undefined || start === undefined || end === undefined || start < 0n) {
    return undefined
  }
  return readRecords(bytes, { start: toIndex(start), end: toIndex(end) }, shape)
}
