import { describe, expect, it } from 'vitest'
import { cLayout, cLayouts } from '../../../codegen/resolve/c-layout.ts'
import type { StructSchema } from '../../../codegen/resolve/draft.ts'
import cowV2 from '../../../schemas/cow/v2.ts'

/** A struct of fields of these types, each right after the one before it. */
function struct(types: readonly string[], packed = false): StructSchema {
  const c = { name: 'test', abi: 'x86_64', packed } as const
  const fields = types.map((type, at) => ({ at, name: `f${at}`, type }))
  return { size: 1, c, fields }
}

describe('cLayout()', () => {
  it('aligns a 64-bit integer to 8 bytes on x86_64, to 4 on i386', () => {
    const mixed = struct(['u32', 'u64', 'u8'])
    expect(cLayout(mixed, 'x86_64')).toMatchObject({
      size: 24,
      offsets: { f0: 0, f1: 8, f2: 16 },
      holes: [
        { at: 4, size: 4 },
        { at: 17, size: 7 },
      ],
    })
    expect(cLayout(mixed, 'i386')).toMatchObject({
      size: 16,
      offsets: { f0: 0, f1: 4, f2: 12 },
      holes: [{ at: 13, size: 3 }],
    })
  })

  it('leaves no hole in a packed struct', () => {
    const { size, holes } = cLayout(struct(['u8', 'u64', 'u16'], true), 'x86_64')
    expect({ size, holes }).toEqual({ size: 11, holes: [] })
  })

  it('does not align arrays of bytes and characters', () => {
    const { size, offsets } = cLayout(struct(['u8', 'char[3]', 'bytes[5]']), 'x86_64')
    expect({ size, offsets }).toEqual({ size: 9, offsets: { f0: 0, f1: 1, f2: 4 } })
  })

  it('finds the layouts of the cow header as the compilers made them', () => {
    const { header } = cowV2.structs as unknown as Record<string, StructSchema>
    if (!header) throw new Error('No header')
    const found = Object.fromEntries(cLayouts(header).map((one) => [one.abi, one]))
    expect(found.x86_64).toMatchObject({ same: true, size: 1056, offsets: { size: 1040 } })
    expect(found.aarch64).toMatchObject({ same: true, size: 1056 })
    expect(found.i386).toMatchObject({
      same: false,
      size: 1048,
      offsets: { size: 1036, sectorsize: 1044 },
      holes: [],
    })
  })
})
