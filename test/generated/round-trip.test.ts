import { describe, expect, it } from 'vitest'
import {
  parseAddCowV18,
  patchAddCowV18Header,
  serializeAddCowV18,
} from '../../generated/add-cow-v18/index.ts'
import {
  COW_V2_HEADER_OFFSETS,
  type CowV2HeaderInit,
  parseCowV2,
  parseCowV2Header,
  patchCowV2Header,
  serializeCowV2,
  serializeCowV2Header,
} from '../../generated/cow-v2/index.ts'
import {
  checkQcow2,
  parseQcow2,
  parseQcow2Header,
  patchQcow2Header,
  QCOW2_HEADER_OFFSETS,
  serializeQcow2,
} from '../../generated/qcow2/index.ts'
import { type Finding, FormatError } from '../../src/binary/index.ts'
import { bytesOf, fixtureNamed, goodImages } from '../fixtures.ts'
import { prepared } from './formats.ts'

const isError = (finding: Finding) => finding.severity === 'error'
const named = goodImages.map((one) => [one.file, one] as const)
const differing = (a: Uint8Array, b: Uint8Array) =>
  Array.from(a.keys()).filter((at) => a[at] !== b[at])

describe('serialize(parse(bytes))', () => {
  // No exception: what old tools left behind, such as v3 fields in a v2 header, survives as slack.
  it.each(named)('gives the header area of %s back', (_, fixture) => {
    const { format, area } = prepared(fixture, bytesOf(fixture))
    const again = format.serialize(format.parse(area))
    expect(again.length).toBe(area.length)
    expect(differing(again, area)).toEqual([])
  })

  it('keeps the contents of holes', () => {
    const bytes = bytesOf(fixtureNamed('cow/hole_garbage.cow'))
    expect(bytes.subarray(1036, 1040).some((byte) => byte !== 0)).toBe(true)
    const again = serializeCowV2(parseCowV2(bytes))
    expect(again.subarray(1036, 1040)).toEqual(bytes.subarray(1036, 1040))
    expect(again.subarray(1052, 1056)).toEqual(bytes.subarray(1052, 1056))
  })

  it('writes zeros into holes without raw bytes', () => {
    const header = parseCowV2Header(bytesOf(fixtureNamed('cow/hole_garbage.cow')))
    const again = serializeCowV2Header({ ...header, raw: undefined })
    expect(again.subarray(1036, 1040)).toEqual(new Uint8Array(4))
  })

  it('keeps unknown header extensions', () => {
    const image = parseQcow2(bytesOf(fixtureNamed('qcow2/unk_ext.qcow2')))
    const types = image.extensions.map((one) => (one.kind === 'other' ? one.type : one.kind))
    expect(types).toEqual(['feature_name_table', 0xdeadbeef, 0x11223344, 'end'])
    const again = parseQcow2(
      serializeQcow2({ ...image, header: { ...image.header, raw: undefined } }),
    )
    expect(again.extensions).toEqual(image.extensions)
  })

  it('keeps names that are no UTF-8', () => {
    const bytes = bytesOf(fixtureNamed('cow/first_only.cow')).slice(0, 1056)
    bytes.set([0xff, 0xfe, 0x80], 8)
    expect(serializeCowV2Header({ ...parseCowV2Header(bytes), raw: undefined })).toEqual(bytes)
  })
})

describe('serialize()', () => {
  it('makes a header from values alone', () => {
    const bytes = serializeCowV2Header({ backingFile: 'base.raw', mtime: 0, size: 1n << 20n })
    expect(parseCowV2Header(bytes)).toMatchObject({ backingFile: 'base.raw', size: 1n << 20n })
    expect(parseCowV2Header(bytes).sectorsize).toBe(512)
  })

  it('places names that have no place yet', () => {
    const image = {
      header: { clusterBits: 16, headerSize: 65536 },
      backingFile: 'base.raw',
      imageFile: 'disk.img',
    }
    const bytes = serializeAddCowV18({
      ...image,
      header: { ...image.header, backingFileFormat: 'raw', imageFileFormat: 'raw' },
    })
    const again = parseAddCowV18(bytes)
    expect(again).toMatchObject({ backingFile: 'base.raw', imageFile: 'disk.img' })
    expect(again.header).toMatchObject({ backingFileOffset: 76, imageFileOffset: 84 })
    expect(bytes.length).toBe(65536)
  })

  it('gives a longer name its new length', () => {
    const image = parseQcow2(bytesOf(fixtureNamed('qcow2/v2_backed.qcow2')))
    const again = parseQcow2(serializeQcow2({ ...image, backingFile: 'a/longer/name.raw' }))
    expect(again.backingFile).toBe('a/longer/name.raw')
    expect(again.header.backingFileSize).toBe(17)
  })

  it('moves a name that extensions run into', () => {
    const image = parseQcow2(bytesOf(fixtureNamed('qcow2/v2_backed.qcow2')))
    const more = { kind: 'other', type: 1, data: new Uint8Array(64) } as const
    const grown = serializeQcow2({ ...image, extensions: [more, ...image.extensions] })
    const again = parseQcow2(grown)
    expect(again.backingFile).toBe('base2m.raw')
    expect(again.extensions).toEqual([more, ...image.extensions])
    expect(checkQcow2(grown, { fileSize: 851968 }).filter(isError)).toEqual([])
  })

  it('moves a name that outgrows its place beside another', () => {
    const image = parseAddCowV18(bytesOf(fixtureNamed('add-cow-v18/w.acow')))
    const again = parseAddCowV18(serializeAddCowV18({ ...image, backingFile: 'a/longer/base.raw' }))
    expect(again).toMatchObject({ backingFile: 'a/longer/base.raw', imageFile: 'w.img' })
  })

  it('places a name behind others that have a place', () => {
    const image = parseAddCowV18(bytesOf(fixtureNamed('add-cow-v18/w.acow')))
    const header = { ...image.header, imageFileOffset: 0 }
    const again = parseAddCowV18(serializeAddCowV18({ ...image, header, imageFile: 'x.img' }))
    expect(again).toMatchObject({ backingFile: 'base2m.raw', imageFile: 'x.img' })
  })

  it.each(['qcow2/v2_backed.qcow2', 'qcow2-old/q015_fmt.qcow2', 'qcow2-old/q010_backed.qcow2'])(
    'removes the name of %s that is left out',
    (file) => {
      const bytes = bytesOf(fixtureNamed(file))
      const { backingFile, ...image } = parseQcow2(bytes)
      expect(backingFile).toBe('base2m.raw')
      const written = serializeQcow2(image)
      const again = parseQcow2(written)
      expect(again.backingFile).toBeUndefined()
      expect(again.header).toMatchObject({ backingFileOffset: 0n, backingFileSize: 0 })
      expect(Buffer.from(written).includes('base2m.raw')).toBe(false)
      expect(checkQcow2(written, { fileSize: bytes.length }).filter(isError)).toEqual([])
    },
  )

  it('keeps padding between extensions and slack after them', () => {
    const bytes = bytesOf(fixtureNamed('qcow2/unk_ext.qcow2')).slice(0, 65536)
    bytes[504 + 8 + 13] = 7
    bytes.fill(0xee, 4096, 5000)
    expect(serializeQcow2(parseQcow2(bytes))).toEqual(bytes)
  })

  it('makes room for the fields of a later version', () => {
    const image = parseQcow2(bytesOf(fixtureNamed('qcow2/v2_backed.qcow2')))
    const header = { ...image.header, version: 3, headerLength: 112 }
    const written = serializeQcow2({ ...image, header })
    expect(parseQcow2(written)).toMatchObject({ backingFile: 'base2m.raw' })
    expect(written.subarray(105, 112)).toEqual(new Uint8Array(7))
    expect(checkQcow2(written, { fileSize: 851968 }).filter(isError)).toEqual([])
  })

  it.each([
    ['cluster_bits', { clusterBits: 99 }],
    ['header_length', { headerLength: 96 }],
    ['l1_size', { l1Size: 4194305 }],
  ])('refuses a value of %s that parse would refuse', (field, change) => {
    const image = parseQcow2(bytesOf(fixtureNamed('qcow2/v3_w.qcow2')))
    const header = { ...image.header, ...change }
    expect(() => serializeQcow2({ ...image, header })).toThrow(`Cannot write header.${field}`)
  })

  it.each([
    ['a name that is too long', { backingFile: 'x'.repeat(1024) }],
    ['a name with a NUL', { backingFile: 'a\0b' }],
    ['a negative size', { size: -1n }],
    ['a size of 65 bits', { size: 1n << 64n }],
    ['a sector size that is no integer', { sectorsize: 0.5 }],
    ['a time of 33 bits', { mtime: 2 ** 32 }],
  ] satisfies [string, Partial<CowV2HeaderInit>][])('refuses %s', (_, change) => {
    expect(() => serializeCowV2Header({ size: 512n, ...change })).toThrow(RangeError)
  })
})

describe('patch()', () => {
  it('changes the bytes of one field alone', () => {
    const before = bytesOf(fixtureNamed('cow/hole_garbage.cow')).slice(0, 1056)
    const after = before.slice()
    patchCowV2Header(after, { size: 0x1122334455667788n })
    const at = COW_V2_HEADER_OFFSETS.size
    expect(differing(before, after).every((one) => one >= at && one < at + 8)).toBe(true)
    expect(parseCowV2Header(after).size).toBe(0x1122334455667788n)
  })

  it.each(named)('changes nothing but one field of %s', (_, fixture) => {
    const bytes = bytesOf(fixture)
    const { format, area } = prepared(fixture, bytes)
    const after = area.slice()
    if (format.id === 'qcow2') {
      patchQcow2Header(after, { nbSnapshots: 0x01020304 })
      const at = QCOW2_HEADER_OFFSETS.nbSnapshots
      expect(differing(area, after).every((one) => one >= at && one < at + 4)).toBe(true)
      expect(parseQcow2Header(after).nbSnapshots).toBe(0x01020304)
    } else if (format.id === 'add-cow-v18') {
      patchAddCowV18Header(after, { compatibleFeatures: 0xffn })
      expect(differing(area, after).every((one) => one >= 32 && one < 40)).toBe(true)
    } else {
      expect(format.serialize(format.parse(after))).toEqual(area)
    }
  })

  it('checks every value before it writes any', () => {
    const bytes = bytesOf(fixtureNamed('cow/first_only.cow')).slice(0, 1056)
    const before = bytes.slice()
    expect(() => patchCowV2Header(bytes, { mtime: 1, size: -1n })).toThrow(RangeError)
    expect(bytes).toEqual(before)
  })

  it('refuses a field that the header does not have', () => {
    const bytes = bytesOf(fixtureNamed('qcow2/v2_backed.qcow2')).slice(0, 72)
    expect(() => patchQcow2Header(bytes, { incompatibleFeatures: 1n })).toThrow(RangeError)
  })
})

describe('parse()', () => {
  const code = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      if (error instanceof FormatError) return error.code
      throw error
    }
    return undefined
  }

  it.each(named)('refuses every shorter start of %s with FormatError', (_, fixture) => {
    const { format, area } = prepared(fixture, bytesOf(fixture))
    for (let length = 0; length < Math.min(format.headerSize, 72); length++) {
      expect(code(() => format.parse(area.subarray(0, length)))).toBe('truncated')
    }
    for (let length = 72; length < Math.min(area.length, 2100); length += 7) {
      const found = code(() => format.parse(area.subarray(0, length)))
      expect([undefined, 'truncated', 'out-of-bounds']).toContain(found)
    }
  })

  it('names the code of each fault', () => {
    const bytes = bytesOf(fixtureNamed('qcow2/v2_backed.qcow2'))
    const broken = (at: number, ...values: number[]) => {
      const copy = bytes.slice()
      copy.set(values, at)
      return copy
    }
    expect(code(() => parseQcow2(broken(0, 0)))).toBe('bad-magic')
    expect(code(() => parseQcow2(broken(7, 4)))).toBe('bad-magic')
    expect(code(() => parseQcow2(broken(20, 0, 0, 0, 63)))).toBe('out-of-range')
    expect(code(() => parseQcow2(broken(16, 0xff, 0xff, 0xff, 0xff)))).toBe('out-of-bounds')
    const cow = bytesOf(fixtureNamed('cow/first_only.cow'))
    cow[7] = 3
    expect(code(() => parseCowV2(cow))).toBe('bad-constant')
  })
})
