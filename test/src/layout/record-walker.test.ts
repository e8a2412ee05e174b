import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expr, FieldLayout, Layout, RegionLayout } from '../../../src/layout/index.ts'
import {
  type RecordWalker,
  type TableRecord,
  walkRecords,
} from '../../../src/layout/record-walker.ts'

const int = (value: number): Expr => ({ kind: 'int', value: BigInt(value) })

function field(name: string, offset: number): FieldLayout {
  return {
    kind: 'field',
    name,
    summary: name,
    offset,
    size: 4,
    type: 'u32',
    endian: 'big',
    display: 'decimal',
    inTail: false,
  }
}

const NOTE = {
  name: 'note',
  summary: 'A note.',
  size: 8,
  minSize: 8,
  items: [field('value', 0), field('length', 4)],
}

/** A table of notes: a value, the length of a text, the text, padding to 4. */
function region(records: Partial<RegionLayout['records']> = {}): RegionLayout {
  return {
    name: 'notes',
    summary: 'Notes.',
    kind: 'table',
    at: int(0),
    size: int(0),
    records: {
      struct: 'note',
      count: { kind: 'name', name: 'header.count' },
      tail: { kind: 'name', name: 'note.length' },
      align: 4,
      maxCount: 1000,
      fills: false,
      ...records,
    },
  }
}

const LAYOUT: Layout = {
  id: 'notes-v1',
  family: 'notes',
  title: 'Notes',
  status: 'example',
  summary: 'Notes.',
  signatures: [],
  structs: [NOTE],
  area: int(0),
  areaLimit: 0,
  strings: [],
  inputs: [],
  values: [],
  regions: [],
  rules: [],
  info: { virtualSize: int(0), clusterSize: int(0), specific: [] },
}

interface Start {
  readonly count: bigint
  readonly offset?: bigint
  readonly size?: bigint
  readonly records?: Partial<RegionLayout['records']>
}

function start({ count, offset = 0n, size = 0n, records }: Start): RecordWalker {
  const lookup = (name: string) => (name === 'header.count' ? count : undefined)
  const walker = walkRecords(LAYOUT, region(records), { offset, size, lookup })
  if (!walker) throw new Error('no walker')
  return walker
}

/** The bytes of notes with texts of these lengths. */
function notes(lengths: readonly number[]): Uint8Array {
  const sizes = lengths.map((length) => 8 + Math.ceil(length / 4) * 4)
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0)).fill(0xff)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [index, length] of lengths.entries()) {
    view.setUint32(at, index)
    view.setUint32(at + 4, length)
    at += sizes[index] ?? 0
  }
  return bytes
}

const placesOf = (records: readonly TableRecord[]) =>
  records.map(({ index, offset, length }) => ({ index, offset, length }))

describe('walkRecords()', () => {
  it('gives each entry with its place and its length, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { maxLength: 20 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(9),
        (lengths, piece, before) => {
          const table = notes(lengths)
          const bytes = new Uint8Array(before + table.length)
          bytes.set(table, before)
          const count = BigInt(lengths.length)
          const size = BigInt(table.length)
          const walker = start({ count, offset: BigInt(before), size, records: { fills: true } })
          const found: TableRecord[] = []
          for (let at = 0; at < bytes.length; at += piece) {
            found.push(...walker.feed(bytes.subarray(at, at + piece), at))
          }
          expect(found.map(({ length }) => length)).toEqual(lengths.map((one) => BigInt(8 + one)))
          expect(placesOf(found)).toEqual(
            placesOf(start({ count }).feed(table, 0)).map((one) => ({
              ...one,
              offset: one.offset + before,
            })),
          )
          expect(walker.next).toBeUndefined()
          expect(walker.finish(bytes.length)).toEqual({ kind: 'whole' })
        },
      ),
    )
  })

  it('wants no byte of a tail', () => {
    const walker = start({ count: 2n })
    expect(walker.next).toBe(0n)
    walker.feed(notes([1_000_000]).subarray(0, 8), 0)
    expect(walker.next).toBe(1_000_008n)
    expect(walker.feed(notes([3]), 1_000_008)).toHaveLength(1)
    expect(walker.finish(2_000_000)).toEqual({ kind: 'whole' })
  })

  it('says which entry the end of the file cuts off', () => {
    const bytes = notes([4, 40])
    const cut = (length: number) => {
      const walker = start({ count: 2n })
      walker.feed(bytes.subarray(0, length), 0)
      return walker.finish(length)
    }
    expect(cut(15)).toEqual({ kind: 'cut', index: 1, offset: 12n, length: 8n })
    expect(cut(30)).toEqual({ kind: 'cut', index: 1, offset: 12n, length: 48n })
    expect(cut(0)).toEqual({ kind: 'cut', index: 0, offset: 0n, length: 8n })
    expect(cut(60)).toEqual({ kind: 'whole' })
  })

  it('holds entries to a table that they have to fill', () => {
    const bytes = notes([4, 4])
    const end = (size: bigint) => {
      const walker = start({ count: 2n, size, records: { fills: true } })
      walker.feed(bytes, 0)
      return walker.finish(bytes.length)
    }
    expect(end(24n)).toEqual({ kind: 'whole' })
    expect(end(20n)).toEqual({ kind: 'cut', index: 1, offset: 12n, length: 12n })
    expect(end(16n)).toEqual({ kind: 'cut', index: 1, offset: 12n, length: 8n })
    expect(end(32n)).toEqual({ kind: 'length', end: 24n, expected: 32n })
  })

  it('stops at the largest size and at the largest count', () => {
    const long = start({ count: 2n, records: { maxSize: 100 } })
    long.feed(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff), 0)
    expect(long.next).toBeUndefined()
    expect(long.finish(8)).toMatchObject({ kind: 'long', index: 0 })
    const many = start({ count: 1n << 60n, records: { maxCount: 2 } })
    expect(many.feed(notes([0, 0, 0, 0]), 0)).toHaveLength(2)
    expect(many.next).toBeUndefined()
  })

  it('gives up where the length of an entry cannot be told', () => {
    const walker = start({ count: 2n, records: { tail: { kind: 'name', name: 'note.nothing' } } })
    expect(placesOf(walker.feed(notes([0, 0]), 0))).toEqual([
      { index: 0, offset: 0, length: undefined },
    ])
    expect(walker.finish(16)).toEqual({ kind: 'lost', index: 0, offset: 0n })
  })

  it('is at its end at once without entries, and at places that no file has', () => {
    expect(start({ count: 0n }).next).toBeUndefined()
    const far = start({ count: 3n, offset: 1n << 63n })
    expect(far.feed(notes([0]), 0)).toEqual([])
    expect(far.finish(8)).toMatchObject({ kind: 'cut', index: 0, offset: 1n << 63n })
  })

  it('does not begin if the header does not say how many there are', () => {
    const place = { offset: 0n, size: 0n, lookup: () => undefined }
    expect(walkRecords(LAYOUT, region(), place)).toBeUndefined()
  })
})
