/** Everyone who reads an L2 table: for each entry the offset and the three flags. */
import { createRequire } from 'node:module'
import type { Parser as BinaryParser } from 'binary-parser/dist/binary_parser.js'
import {
  readQcow2L2EntryCompressed,
  readQcow2L2EntryCopied,
  readQcow2L2EntryOffset,
  readQcow2L2EntryZero,
} from '../../generated/qcow2/structs.ts'
import { L2_ENTRIES, type L2Table } from './headers.ts'
import type { KaitaiParsers } from './kaitai.ts'
import type { RatedPeer } from './report.ts'

const require = createRequire(import.meta.url)
const { Parser }: { Parser: typeof BinaryParser } = require('binary-parser')

/** What a peer makes of a table; small enough to be exact as numbers. */
export interface L2Summary {
  /** Sum of the offsets, bytes; below 2^53 for the tables used here. */
  readonly offsets: number
  readonly zero: number
  readonly compressed: number
  readonly copied: number
}

const FOUR_GIB = 0x1_0000_0000
const OFFSET_HIGH = 0xffffff
const OFFSET_LOW = 0xfffffe00
const OFFSET = 0xff_ffff_ffff_fe00n

/** With the accessors of the generated code. */
function generated({ view }: L2Table): L2Summary {
  let offsets = 0
  let zero = 0
  let compressed = 0
  let copied = 0
  for (let index = 0; index < L2_ENTRIES; index++) {
    offsets += readQcow2L2EntryOffset(view, index)
    if (readQcow2L2EntryZero(view, index)) zero++
    if (readQcow2L2EntryCompressed(view, index)) compressed++
    if (readQcow2L2EntryCopied(view, index)) copied++
  }
  return { offsets, zero, compressed, copied }
}

/** On halves, each read once. */
function halves({ view }: L2Table): L2Summary {
  let offsets = 0
  let zero = 0
  let compressed = 0
  let copied = 0
  for (let index = 0; index < L2_ENTRIES; index++) {
    const high = view.getUint32(index * 8)
    const low = view.getUint32(index * 8 + 4)
    offsets += (high & OFFSET_HIGH) * FOUR_GIB + ((low & OFFSET_LOW) >>> 0)
    if ((low & 1) !== 0) zero++
    if ((high & 0x40000000) !== 0) compressed++
    if ((high & 0x80000000) !== 0) copied++
  }
  return { offsets, zero, compressed, copied }
}

/** The offset alone, with the accessor. */
function generatedOffset({ view }: L2Table): number {
  let offsets = 0
  for (let index = 0; index < L2_ENTRIES; index++) offsets += readQcow2L2EntryOffset(view, index)
  return offsets
}

/** The offset alone, on halves. */
function halvesOffset({ view }: L2Table): number {
  let offsets = 0
  for (let index = 0; index < L2_ENTRIES; index++) {
    const high = view.getUint32(index * 8)
    const low = view.getUint32(index * 8 + 4)
    offsets += (high & OFFSET_HIGH) * FOUR_GIB + ((low & OFFSET_LOW) >>> 0)
  }
  return offsets
}

/** On 64-bit words, with masks. */
function bigints({ view }: L2Table): L2Summary {
  return summaryOf(L2_ENTRIES, (index) => view.getBigUint64(index * 8))
}

function summaryOf(count: number, word: (index: number) => bigint): L2Summary {
  let offsets = 0
  let zero = 0
  let compressed = 0
  let copied = 0
  for (let index = 0; index < count; index++) {
    const entry = word(index)
    offsets += Number(entry & OFFSET)
    if ((entry & 1n) !== 0n) zero++
    if ((entry & (1n << 62n)) !== 0n) compressed++
    if ((entry & (1n << 63n)) !== 0n) copied++
  }
  return { offsets, zero, compressed, copied }
}

/** As objects, one per entry, the way that an array of a schema's struct comes out. */
function objects({ view }: L2Table): L2Summary {
  const entries: { offset: bigint; zero: boolean; compressed: boolean; copied: boolean }[] = []
  for (let index = 0; index < L2_ENTRIES; index++) {
    const entry = view.getBigUint64(index * 8)
    entries.push({
      offset: entry & OFFSET,
      zero: (entry & 1n) !== 0n,
      compressed: (entry & (1n << 62n)) !== 0n,
      copied: (entry & (1n << 63n)) !== 0n,
    })
  }
  let offsets = 0
  let zero = 0
  let compressed = 0
  let copied = 0
  for (const entry of entries) {
    offsets += Number(entry.offset)
    if (entry.zero) zero++
    if (entry.compressed) compressed++
    if (entry.copied) copied++
  }
  return { offsets, zero, compressed, copied }
}

const tableParser = new Parser().array('entries', { type: 'uint64be', length: L2_ENTRIES })

/** binary-parser's array of words. */
function binaryParser({ bytes }: L2Table): L2Summary {
  const { entries }: { entries: readonly bigint[] } = tableParser.parse(bytes)
  return summaryOf(entries.length, (index) => entries[index] ?? 0n)
}

/** Kaitai's array of two halves; a `u8` would lose the low bits. */
function kaitaiHalves(kaitai: KaitaiParsers, { bytes }: L2Table): L2Summary {
  let offsets = 0
  let zero = 0
  let compressed = 0
  let copied = 0
  for (const { high, low } of kaitai.l2Table(bytes.buffer).entries) {
    offsets += (high & OFFSET_HIGH) * FOUR_GIB + ((low & OFFSET_LOW) >>> 0)
    if ((low & 1) !== 0) zero++
    if ((high & 0x40000000) !== 0) compressed++
    if ((high & 0x80000000) !== 0) copied++
  }
  return { offsets, zero, compressed, copied }
}

/** Peers that read the offsets alone. */
export const l2OffsetReaders: readonly RatedPeer<L2Table>[] = [
  { name: 'generated accessor', call: generatedOffset },
  {
    name: 'hand-written halves',
    call: halvesOffset,
    demand: { kind: 'share', aim: 1, limit: 1.1 },
  },
]

/**
 * Peers that read offset and flags. Code by hand reads each half once, while every accessor reads
 * its own; that price has no limit, it buys names instead of masks.
 */
export function l2Readers(kaitai: KaitaiParsers): readonly RatedPeer<L2Table>[] {
  return [
    { name: 'generated accessors', call: generated },
    { name: 'hand-written halves', call: halves, demand: { kind: 'share' } },
    { name: 'bigints and masks', call: bigints, demand: { kind: 'faster', aim: 2, limit: 1 } },
    { name: 'objects of bigints', call: objects, demand: { kind: 'faster', aim: 10, limit: 5 } },
    { name: 'binary-parser', call: binaryParser, demand: { kind: 'faster', aim: 4, limit: 3 } },
    {
      name: 'Kaitai, halves',
      call: (table) => kaitaiHalves(kaitai, table),
      demand: { kind: 'faster', aim: 1, limit: 1 },
    },
  ]
}
