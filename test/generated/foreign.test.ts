/** Signatures of formats that are only recognised: none hides one of ours, or another of them. */
import { describe, expect, it } from 'vitest'
import { foreignSignatures } from '../../generated/foreign.ts'
import { formats } from '../../generated/index.ts'
import type { Signature } from '../../src/binary/index.ts'
import { bytesOf, goodImages } from '../fixtures.ts'

/** Whether every file with the one signature has the other. */
function implies(one: Signature, other: Signature): boolean {
  return other.bytes.every((byte, index) => one.bytes[other.at + index - one.at] === byte)
}

/** Whether a file has a signature of a foreign format. */
function has(file: Uint8Array, { at, fromEnd, bytes }: (typeof foreignSignatures)[number]) {
  const start = fromEnd ? file.length - at : at
  return bytes.every((byte, index) => file[start + index] === byte)
}

describe('foreignSignatures', () => {
  it('are there', () => {
    const names = new Set(foreignSignatures.map(({ name }) => name))
    expect([...names].sort()).toEqual(
      [
        ...['VMDK', 'VDI', 'VHD', 'VHDX', 'QED', 'qcow', 'Parallels', 'Bochs', 'cloop', 'DMG'],
        ...['LUKS', 'ISO 9660', 'GPT', 'gzip', 'xz', 'zstd', 'bzip2', 'zip'],
      ].sort(),
    )
  })

  it('are no signature of a supported format', () => {
    const own = formats.flatMap(({ signatures }) => signatures)
    const hidden = foreignSignatures.filter(
      (one) => !one.fromEnd && own.some((other) => implies(one, other) || implies(other, one)),
    )
    expect(hidden).toEqual([])
  })

  it('do not imply each other', () => {
    const start = foreignSignatures.filter(({ fromEnd }) => !fromEnd)
    const pairs = start.flatMap((one) =>
      start.filter((other) => other !== one && implies(one, other)).map(() => one.name),
    )
    expect(pairs).toEqual([])
  })

  it('are in no undamaged image', () => {
    for (const fixture of goodImages) {
      const bytes = bytesOf(fixture)
      const found = foreignSignatures.filter((one) => has(bytes, one))
      expect(
        found.map(({ name }) => name),
        fixture.file,
      ).toEqual([])
    }
  })
})
