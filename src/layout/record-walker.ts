/**
 * Walks a table whose entries vary in length: a struct, then a tail whose length the struct tells.
 *
 * The walker is fed the file in order and looks at structs alone: it holds at most one of them, and
 * tails are left out by arithmetic. So neither a count nor a length costs anything before the bytes
 * for it are there. It ends in one of these ways:
 *
 * | end    | when                                                                            |
 * |--------|---------------------------------------------------------------------------------|
 * | whole  | every entry was there, and they fill the table if they have to                  |
 * | cut    | an entry runs past the end of the table or of the file                          |
 * | length | every entry was there, and the table goes on behind them                        |
 * | long   | an entry ends past the largest size that a reader accepts                       |
 * | lost   | the length of an entry cannot be told, and so not where the next one begins     |
 */
import { alignUp } from '../binary/integers.ts'
import { evaluate, type Lookup } from './evaluate.ts'
import type { Layout, RecordsLayout, RegionLayout, StructLayout } from './layout.ts'
import { structNamed } from './located.ts'
import { lookupWithin } from './record-names.ts'
import { type PlacedItem, placeItems, rawResultOf } from './struct.ts'

/** An entry of a table. */
export interface TableRecord {
  readonly index: number
  /** In the file, bytes. */
  readonly offset: number
  /** The items of its struct, in order. */
  readonly items: readonly PlacedItem[]
  /** Of struct and tail, without padding, bytes; undefined if its fields do not tell. */
  readonly length: bigint | undefined
}

/** An entry in the file, bytes. */
interface Entry {
  readonly index: number
  readonly offset: bigint
  readonly length: bigint
}

/** How a walk ended; a part of `Entry` is the entry that ended it. */
export type WalkEnd =
  | { readonly kind: 'whole' }
  | ({ readonly kind: 'cut' } & Entry)
  | ({ readonly kind: 'long' } & Entry)
  | { readonly kind: 'length'; readonly end: bigint; readonly expected: bigint }
  | { readonly kind: 'lost'; readonly index: number; readonly offset: bigint }

/** A walk along one table. */
export interface RecordWalker {
  /** The next byte that it wants to see; undefined once nothing more matters. */
  readonly next: bigint | undefined
  /**
   * Takes a piece of the file and gives the entries whose structs it completes. Pieces come in
   * order; bytes before `next` may be left out.
   */
  feed(bytes: Uint8Array, at: number): readonly TableRecord[]
  /** How it ended, in a file of that length. */
  finish(fileSize: number): WalkEnd
}

/** Where a table is, and what the names in its expressions stand for. */
export interface TablePlace {
  readonly offset: bigint
  readonly size: bigint
  readonly lookup: Lookup
}

/** A walk along a region with records; undefined if the header does not tell how many there are. */
export function walkRecords(
  layout: Layout,
  region: RegionLayout,
  place: TablePlace,
): RecordWalker | undefined {
  const { records } = region
  const struct = structNamed(layout, records?.struct)
  const count = records && evaluate(records.count, place.lookup)
  if (!records || !struct || typeof count !== 'bigint' || count < 0n) return undefined
  const limit = BigInt(records.maxCount)
  return walk({ records, struct, place, count: Number(count < limit ? count : limit) })
}

interface Walk {
  readonly records: RecordsLayout
  readonly struct: StructLayout
  readonly place: TablePlace
  readonly count: number
}

function walk({ records, struct, place, count }: Walk): RecordWalker {
  const held = new Uint8Array(struct.size)
  const size = BigInt(struct.size)
  const end = records.fills ? place.offset + place.size : undefined
  const namesOf = lookupWithin(struct, place.lookup, rawResultOf)
  let filled = 0
  let index = 0
  let offset = place.offset
  let stopped: WalkEnd | undefined
  /** End of the last entry, without its padding. */
  let last: Entry | undefined

  const isDone = () => stopped !== undefined || index === count
  const stop = (kind: 'cut' | 'long', length: bigint) => {
    stopped = { kind, index, offset, length }
  }
  /** Whether the entry that begins here can be: within the table, and within what is accepted. */
  const accept = (length: bigint) => {
    if (end !== undefined && offset + length > end) stop('cut', length)
    else if (isLong(records, offset + length - place.offset)) stop('long', length)
    return stopped === undefined
  }
  const take = (): TableRecord => {
    const items = placeItems(struct, held.slice())
    const tail = evaluate(records.tail, namesOf(items))
    const length = typeof tail === 'bigint' && tail >= 0n ? size + tail : undefined
    const record = { index, offset: Number(offset), items, length }
    filled = 0
    if (length === undefined) stopped = { kind: 'lost', index, offset }
    else if (accept(length)) {
      last = { index, offset, length }
      index += 1
      offset += alignUp(length, BigInt(records.align))
    }
    return record
  }
  return {
    get next() {
      return isDone() ? undefined : offset + BigInt(filled)
    },
    feed: (bytes, at) => {
      const found: TableRecord[] = []
      const pieceEnd = BigInt(at + bytes.length)
      while (!isDone() && offset + BigInt(filled) < pieceEnd) {
        if (filled === 0 && !accept(size)) break
        const from = Number(offset) + filled - at
        if (from < 0) break
        const part = bytes.subarray(from, from + struct.size - filled)
        held.set(part, filled)
        filled += part.length
        if (filled === struct.size) found.push(take())
      }
      return found
    },
    finish: (fileSize) => {
      if (stopped) return stopped
      if (last && last.offset + last.length > BigInt(fileSize)) return { kind: 'cut', ...last }
      if (index < count) return { kind: 'cut', index, offset, length: size }
      if (end === undefined || offset === end) return { kind: 'whole' }
      return { kind: 'length', end: offset, expected: end }
    },
  }
}

function isLong({ maxSize }: RecordsLayout, size: bigint): boolean {
  return maxSize !== undefined && size > BigInt(maxSize)
}
