/** A small made-up layout that has one of everything; built by hand, not generated. */
import type { Expr, FieldLayout, Layout } from '../../../src/layout/layout.ts'

export const int = (value: number): Expr => ({ kind: 'int', value: BigInt(value) })
export const name = (text: string): Expr => ({ kind: 'name', name: text })
export const binary = (operator: string, left: Expr, right: Expr): Expr => ({
  kind: 'binary',
  operator,
  left,
  right,
})

/** A field with the usual answers filled in. */
export function field(
  at: number,
  fieldName: string,
  type: FieldLayout['type'],
  more: Partial<FieldLayout> = {},
): FieldLayout {
  const sizes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, u64: 8, i64: 8, char: 0, bytes: 0 }
  return {
    kind: 'field',
    name: fieldName,
    summary: `About ${fieldName}.`,
    offset: at,
    size: sizes[type],
    type,
    endian: 'big',
    display: 'decimal',
    inTail: false,
    ...more,
  }
}

const V2 = binary('>=', name('version'), int(2))

/**
 * | at | size | name                                     |
 * |----|------|------------------------------------------|
 * | 0  | 4    | magic                                    |
 * | 4  | 2    | version                                  |
 * | 6  | 2    | hole                                     |
 * | 8  | 4    | name_offset                              |
 * | 12 | 4    | name_size, 0 to 64                       |
 * | 16 | 4    | length, version 2; else 16               |
 * | 20 | 4    | reserved, version 2                      |
 * | 24 | 8    | size, version 2, only if length says so  |
 *
 * Extensions from `length` to `name_offset`, or to the end of the area, which is 128 bytes.
 */
export const sample: Layout = {
  id: 'sample-v2',
  family: 'sample',
  title: 'A sample',
  status: 'example',
  summary: 'It has one of everything.',
  signatures: [{ at: 0, bytes: '53 41 4d 50' }],
  structs: [
    {
      name: 'header',
      summary: 'The header.',
      size: 32,
      minSize: 16,
      lengthField: 'length',
      items: [
        field(0, 'magic', 'u32', { constant: 0x53414d50n, display: 'hex' }),
        field(4, 'version', 'u16', { range: [1n, 2n] }),
        {
          kind: 'hole',
          name: 'hole_6',
          summary: 'Left by the compiler.',
          offset: 6,
          size: 2,
          inTail: false,
        },
        field(8, 'name_offset', 'u32', { unit: 'bytes' }),
        field(12, 'name_size', 'u32', { range: [0n, 64n], unit: 'bytes' }),
        field(16, 'length', 'u32', { when: V2, inTail: true, fallback: 16n }),
        {
          kind: 'reserved',
          name: 'reserved_20',
          summary: 'Kept for later.',
          offset: 20,
          size: 4,
          when: V2,
          inTail: true,
        },
        field(24, 'size', 'u64', { when: V2, inTail: true, fallback: 512n, unit: 'bytes' }),
      ],
    },
    {
      name: 'record',
      summary: 'A record.',
      size: 8,
      minSize: 8,
      items: [field(0, 'type', 'u32', { display: 'hex' }), field(4, 'size', 'u32')],
    },
    {
      name: 'point',
      summary: 'A point.',
      size: 3,
      minSize: 3,
      items: [field(0, 'x', 'u8'), field(1, 'y', 'u16', { range: [0n, 1000n] })],
    },
  ],
  area: int(128),
  areaLimit: 128,
  strings: [
    {
      name: 'file_name',
      summary: 'A name.',
      offset: 'name_offset',
      size: 'name_size',
      when: binary('!=', name('header.name_offset'), int(0)),
      min: name('header.length'),
      end: int(128),
      minSize: 1,
    },
  ],
  extensions: {
    at: name('header.length'),
    end: {
      kind: 'conditional',
      test: binary('==', name('header.name_offset'), int(0)),
      // biome-ignore lint/suspicious/noThenProperty: the layout names it so
      then: int(128),
      else: name('header.name_offset'),
    },
    record: 'record',
    type: 'type',
    length: 'size',
    align: 8,
    endType: 0n,
    maxCount: 5,
    types: [
      { type: 1n, name: 'note', summary: 'A note.', content: 'text' },
      { type: 2n, name: 'origin', summary: 'A point.', content: 'struct', struct: 'point' },
      { type: 3n, name: 'path', summary: 'Points.', content: 'rows', struct: 'point' },
    ],
  },
  inputs: ['outer_size'],
  values: [
    { name: 'doubled', value: binary('*', name('header.size'), int(2)) },
    { name: 'halved', value: binary('/', name('doubled'), name('outer_size')) },
    { name: 'loop', value: binary('+', name('loop'), int(1)) },
  ],
  regions: [],
  rules: [],
  info: { virtualSize: name('header.size'), clusterSize: int(512), specific: [] },
}

/** Bytes of hex pairs at offsets; the rest is zero. */
export function bytesOf(size: number, parts: Readonly<Record<number, string>>): Uint8Array {
  const bytes = new Uint8Array(size)
  for (const [at, hex] of Object.entries(parts)) {
    bytes.set(
      Uint8Array.from(hex.trim().split(/\s+/), (pair) => Number.parseInt(pair, 16)),
      +at,
    )
  }
  return bytes
}

/** A whole version-2 file: header of 32 bytes, three extensions, an end marker, a name, slack. */
export function sampleBytes(): Uint8Array {
  return bytesOf(160, {
    0: '53 41 4d 50  00 02 ff ff  00 00 00 64  00 00 00 05',
    16: '00 00 00 20  00 00 00 00  00 00 00 01 00 00 00 00',
    32: '00 00 00 01  00 00 00 02  68 69 00 00 00 00 00 00',
    48: '00 00 00 03  00 00 00 07  01 00 02 03 00 04 05 00',
    64: '00 00 00 09  00 00 00 00',
    72: '00 00 00 00  00 00 00 00',
    100: '61 00 62 ff 63',
    110: '07',
  })
}
