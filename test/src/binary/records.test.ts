import { describe, expect, it } from 'vitest'
import {
  keptPadding,
  type RecordShape,
  readRecords,
  writeRecords,
} from '../../../src/binary/index.ts'

const shape: RecordShape = {
  size: 8,
  typeAt: 0,
  lengthAt: 4,
  littleEndian: false,
  align: 8,
  endType: 0,
  maxCount: 10,
}

/** Two records of one byte, each with padding that is not zero. */
const bytes = Uint8Array.from(
  [1, 2].flatMap((type) => [0, 0, 0, type, 0, 0, 0, 1, 0xaa, 1, 2, 3, 4, 5, 6, 7]),
)
const readUpTo = (end: number) => readRecords(bytes, { start: 0, end }, shape)

describe('writeRecords()', () => {
  it('pads with zeros', () => {
    const records = [{ type: 9, data: Uint8Array.of(1, 2, 3) }]
    const expected = [0, 0, 0, 9, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0]
    expect([...writeRecords(records, shape)]).toEqual(expected)
  })

  it('pads with what stood there', () => {
    const read = readUpTo(bytes.length)
    expect(writeRecords(read.records, shape, keptPadding(read, 0))).toEqual(bytes)
  })

  it.each([25, 28, 31])('ends at %i if the area ended there', (end) => {
    const read = readUpTo(end)
    const written = writeRecords(read.records, shape, keptPadding(read, 0))
    expect(written).toEqual(bytes.subarray(0, end))
  })

  it('pads a record in full when another follows that did not', () => {
    const read = readUpTo(25)
    const more = [...read.records, { type: 3, data: new Uint8Array(0) }]
    const written = writeRecords(more, shape, keptPadding(read, 0))
    expect([...written.subarray(24)]).toEqual([0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0])
  })
})

describe('keptPadding()', () => {
  it('is that of a record at the same place, of the same type and length', () => {
    const padding = keptPadding(readUpTo(bytes.length), 0)
    expect(padding(16, 2, 1)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7))
    expect(padding(16, 2, 2)).toBeUndefined()
    expect(padding(16, 3, 1)).toBeUndefined()
    expect(padding(8, 2, 1)).toBeUndefined()
    expect(keptPadding(undefined, 0)(0, 1, 1)).toBeUndefined()
  })
})
