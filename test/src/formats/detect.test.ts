import { describe, expect, it } from 'vitest'
import type { Format } from '../../../src/binary/format.ts'
import { detectAmong, foreignAmong, mismatchText } from '../../../src/formats/detect.ts'
import { bytesOf } from '../layout/sample.ts'

function format(id: string, ...signatures: string[]): Format {
  const unused = () => {
    throw new Error('detection reads signatures alone')
  }
  return {
    id,
    family: id,
    title: id,
    status: 'example',
    summary: '',
    signatures: signatures.map((hex) => ({ at: 0, bytes: bytes(hex) })),
    headerSize: 0,
    areaLimit: 0,
    area: unused,
    parse: unused,
    serialize: unused,
    check: unused,
    regions: unused,
    facts: unused,
  }
}

function bytes(hex: string): Uint8Array {
  return bytesOf(hex.trim().split(/\s+/).length, { 0: hex })
}

const qcow2 = format('qcow2', '51 46 49 fb 00 00 00 02', '51 46 49 fb 00 00 00 03')
const big = format('big-v1', '41 44 44 5f 43 4f 57 ff 00 00 00 01')
const little = format('little-v1', '41 44 44 5f 43 4f 57 ff 01 00 00 00')
const known = [qcow2, big, little]

function mismatch(hex: string): string {
  const first = bytes(hex)
  const detection = detectAmong(known, first)
  if (detection.kind === 'known') throw new Error(`is known: ${detection.format.id}`)
  return mismatchText(first, detection.candidates)
}

describe('detectAmong()', () => {
  it('finds the format whose signature matches', () => {
    const first = bytes('51 46 49 fb 00 00 00 03 ff ff')
    expect(detectAmong(known, first)).toEqual({ kind: 'known', format: qcow2 })
    const other = bytes('41 44 44 5f 43 4f 57 ff 01 00 00 00')
    expect(detectAmong(known, other)).toEqual({ kind: 'known', format: little })
  })

  it('prefers the longer of two signatures that match', () => {
    const short = format('short', '51 46 49 fb')
    const first = bytes('51 46 49 fb 00 00 00 02')
    expect(detectAmong([short, ...known], first)).toEqual({ kind: 'known', format: qcow2 })
  })

  it('finds signatures away from the start', () => {
    const late = { ...format('late'), signatures: [{ at: 3, bytes: bytes('aa bb cc') }] }
    expect(detectAmong([late], bytes('00 01 02 aa bb cc'))).toMatchObject({ kind: 'known' })
    expect(detectAmong([late], bytes('aa bb cc 00 00 00'))).toEqual({
      kind: 'unknown',
      candidates: [],
    })
  })
})

describe('mismatchText()', () => {
  it('shows the word that differs, and every right one', () => {
    expect(mismatch('51 46 49 fb 00 00 00 04 00')).toBe(
      'looks like qcow2, but bytes 4–7 are 00 00 00 04, not 00 00 00 02 or 00 00 00 03',
    )
    expect(mismatch('51 46 49 fa 00 00 00 03')).toBe(
      'looks like qcow2, but bytes 0–3 are 51 46 49 fa, not 51 46 49 fb',
    )
  })

  it('names every format that comes as near', () => {
    expect(mismatch('41 44 44 5f 43 4f 57 ff 02 00 00 00')).toBe(
      'looks like big-v1 or little-v1, but bytes 8–11 are 02 00 00 00, not 00 00 00 01 or 01 00 00 00',
    )
    expect(mismatch('41 44 44 5f 43 4f 57 ff 00 00 00 02')).toBe(
      'looks like big-v1, but bytes 8–11 are 00 00 00 02, not 00 00 00 01',
    )
  })

  it('says where a file ends that is too short', () => {
    expect(mismatch('51 46 49 fb 00')).toBe('looks like qcow2, but ends after 5 bytes')
  })

  it('takes fewer than 3 bytes for chance', () => {
    expect(mismatch('51 46 00 00 11 22 33 44 55')).toBe(
      'is of no known format: it starts with 51 46 00 00 11 22 33 44',
    )
  })

  it('says that there is nothing', () => {
    expect(mismatchText(new Uint8Array(0), [])).toBe('is empty')
  })
})

describe('foreignAmong()', () => {
  const names = (first: Uint8Array, tail?: Uint8Array) =>
    foreignAmong({ first, tail }).map(({ name }) => name)

  it('finds signatures at the start and at the end', () => {
    expect(names(new TextEncoder().encode('KDMV'))).toEqual(['VMDK'])
    const trailer = new Uint8Array(512)
    trailer.set(new TextEncoder().encode('koly'))
    expect(names(new Uint8Array(4), trailer)).toEqual(['DMG'])
  })

  it('finds nothing in other bytes, and at no end that it does not see', () => {
    expect(names(new Uint8Array(40_000), new Uint8Array(512))).toEqual([])
    expect(names(new Uint8Array(0), new TextEncoder().encode('koly'))).toEqual([])
  })
})

describe('mismatchText() of a foreign format', () => {
  it('names it', () => {
    expect(mismatchText(new TextEncoder().encode('KDMV'), [])).toBe(
      'is of a format that is not supported: VMDK, VMware virtual disk',
    )
  })
})
