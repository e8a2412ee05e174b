/** Header extensions, walked through their layout. */
import { evaluate, type Lookup } from './evaluate.ts'
import type { ExtensionsLayout, Layout, StructLayout } from './layout.ts'
import { structNamed } from './located.ts'
import { readStruct } from './struct.ts'

/** A record of the header extension area. */
export interface ExtensionRecord {
  readonly type: number
  /** What the layout says of this type; undefined for an unknown type and for the end marker. */
  readonly known: ExtensionsLayout['types'][number] | undefined
  readonly isEnd: boolean
  /** Of the record, in the file, bytes. */
  readonly offset: number
  /** Of the content, in the file, bytes. */
  readonly dataOffset: number
  /** Length of the content that the record states, bytes. */
  readonly statedLength: number
  /** Length of the content that lies inside the area and the bytes at hand. */
  readonly length: number
  /** Where padding ends and the next record would stand, at most the end of the area. */
  readonly end: number
}

/** The records of an extension area. */
export interface ExtensionArea {
  /** In order, with the end marker if there is one; the last one may be cut off. */
  readonly records: readonly ExtensionRecord[]
  /** All were read: up to the end marker, or to the end of the area. */
  readonly isWhole: boolean
}

/**
 * Reads the extension area. Stops at the end marker, at a record that does not fit into the area or
 * the bytes, and after `maxCount` records.
 */
export function readExtensions(layout: Layout, bytes: Uint8Array, lookup: Lookup): ExtensionArea {
  const { extensions } = layout
  if (extensions === undefined) return { records: [], isWhole: true }
  const struct = structNamed(layout, extensions.record)
  const at = evaluate(extensions.at, lookup)
  const end = evaluate(extensions.end, lookup)
  if (struct === undefined || typeof at !== 'bigint' || typeof end !== 'bigint' || at < 0n) {
    return { records: [], isWhole: false }
  }
  const records: ExtensionRecord[] = []
  let position = at
  while (position + BigInt(struct.size) <= end) {
    if (records.length === extensions.maxCount || position > bytes.length) {
      return { records, isWhole: false }
    }
    const limit = Number(end < BigInt(bytes.length) ? end : BigInt(bytes.length))
    const record = readRecord({ extensions, struct, bytes, position: Number(position), limit })
    if (record === undefined) return { records, isWhole: false }
    records.push(record)
    if (isCut(record)) return { records, isWhole: false }
    if (record.isEnd) break
    position = BigInt(record.end)
  }
  return { records, isWhole: true }
}

/** Whether the area or the bytes end before the content of a record does. */
export function isCut({ statedLength, length }: ExtensionRecord): boolean {
  return statedLength > length
}

function readRecord(at: {
  extensions: ExtensionsLayout
  struct: StructLayout
  bytes: Uint8Array
  position: number
  limit: number
}): ExtensionRecord | undefined {
  const { extensions, struct, limit } = at
  const values = readStruct(struct, at.bytes, at.position)
  const type = values.get(extensions.type)
  const statedLength = values.get(extensions.length)
  if (typeof type !== 'number' || typeof statedLength !== 'number') return undefined
  const isEnd = BigInt(type) === extensions.endType
  const dataOffset = at.position + struct.size
  const length = Math.min(statedLength, limit - dataOffset)
  const padded = Math.ceil(length / extensions.align) * extensions.align
  return {
    type,
    known: isEnd ? undefined : extensions.types.find((known) => known.type === BigInt(type)),
    isEnd,
    offset: at.position,
    dataOffset,
    statedLength,
    length,
    end: Math.min(dataOffset + padded, limit),
  }
}
