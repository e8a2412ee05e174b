import { describe, expect, it } from 'vitest'
import { findLayout } from '../../../src/formats/layouts.ts'
import type { StructLayout } from '../../../src/layout/layout.ts'
import { abiVerdict, totalsOf, viewStruct } from '../../../src/layout/struct-view.ts'
import { field } from './sample.ts'

/** `{ u8, hole 7, u64 big, u16 little, hole 6 }`; on i386 the last two members stand elsewhere. */
const struct: StructLayout = {
  name: 'record',
  summary: 'A record.',
  size: 24,
  minSize: 24,
  items: [
    field(0, 'a', 'u8'),
    { kind: 'hole', name: 'hole_1', summary: 'Left.', offset: 1, size: 7, inTail: false },
    field(8, 'b', 'u64'),
    field(16, 'c', 'i16', { endian: 'little' }),
    { kind: 'hole', name: 'hole_18', summary: 'Fills up.', offset: 18, size: 6, inTail: false },
  ],
  c: {
    name: 'rec',
    abi: 'x86_64',
    packed: false,
    layouts: [
      {
        abi: 'x86_64',
        size: 24,
        moved: {},
        holes: [
          { at: 1, size: 7 },
          { at: 18, size: 6 },
        ],
      },
      {
        abi: 'i386',
        size: 16,
        moved: { b: 4, c: 12 },
        holes: [
          { at: 1, size: 3 },
          { at: 14, size: 2 },
        ],
      },
    ],
  },
}

const rowsOf = (abi?: string) =>
  viewStruct(struct, abi).rows.map((row) =>
    row.kind === 'member'
      ? `${row.offset} ${row.type} ${row.declarator}${row.isMoved ? ' moved' : ''}`
      : `${row.offset} ${row.isPadding ? 'padding' : 'hole'} ${row.size}`,
  )

describe('viewStruct()', () => {
  it('gives the rows of the file in order', () => {
    expect(rowsOf()).toEqual([
      '0 uint8_t a',
      '1 hole 7',
      '8 uint64_t b',
      '16 int16_t c',
      '18 padding 6',
    ])
    expect(rowsOf('x86_64')).toEqual(rowsOf())
  })

  it('gives those of an ABI, and marks what has moved', () => {
    expect(rowsOf('i386')).toEqual([
      ...['0 uint8_t a', '1 hole 3', '4 uint64_t b moved', '12 int16_t c moved', '14 padding 2'],
    ])
    expect(viewStruct(struct, 'i386')).toMatchObject({ abi: 'i386', size: 16, name: 'rec' })
  })

  it('knows one byte order, or none', () => {
    expect(viewStruct(struct).endian).toBeUndefined()
    const items = struct.items.filter(({ name }) => name !== 'c')
    expect(viewStruct({ ...struct, items }).endian).toBe('big')
  })

  it('takes a struct without a C struct as packed', () => {
    const { c, ...plain } = struct
    expect(viewStruct(plain, 'i386')).toMatchObject({ isPacked: true, name: 'record', size: 24 })
    expect(viewStruct(plain, 'i386').abi).toBeUndefined()
  })
})

describe('totalsOf()', () => {
  it('counts as pahole does', () => {
    const totals = { members: 3, memberBytes: 11, holes: 1, holeBytes: 7, padding: 6 }
    expect(totalsOf(viewStruct(struct))).toEqual(totals)
  })
})

describe('abiVerdict()', () => {
  it('names the ABIs that agree, and what differs on the others', () => {
    expect(abiVerdict(struct)).toBe('same on x86_64; differs on i386: b at 4, c at 12, 16 bytes')
    const [header] = findLayout('qcow2')?.structs ?? []
    expect(header && abiVerdict(header)).toBe('same on x86_64, i386, arm, aarch64')
  })

  it('counts the members that it does not name', () => {
    const moved = { a: 1, b: 2, c: 3, d: 4, e: 5 }
    const layouts = [{ abi: 'i386', size: 24, moved, holes: [] }]
    const c = { name: 'rec', abi: 'x86_64', packed: false, layouts }
    expect(abiVerdict({ ...struct, c })).toContain(
      'differs on i386: a at 1, b at 2, c at 3, 2 more',
    )
  })
})
