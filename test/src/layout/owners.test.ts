import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { owners, type Span, withShortLists } from '../../../src/layout/index.ts'
import { sample, sampleBytes } from './sample.ts'

const line = ({ offset, length, kind, section, name }: Span) =>
  `${offset}+${length} ${kind} ${section.name}${name === '' ? '' : `.${name}`}`

/** Every byte exactly once, in order. */
function expectLedger(spans: readonly Span[], end: number): void {
  let at = 0
  for (const span of spans) {
    expect(span.offset).toBe(at)
    expect(span.length).toBeGreaterThan(0)
    at += span.length
  }
  expect(at).toBe(end)
}

describe('owners()', () => {
  it('gives each byte of the area its owner', () => {
    const spans = owners(sample, sampleBytes())
    expectLedger(spans, 128)
    expect(spans.map(line)).toEqual([
      '0+4 field header.magic',
      '4+2 field header.version',
      '6+2 hole header.hole_6',
      '8+4 field header.name_offset',
      '12+4 field header.name_size',
      '16+4 field header.length',
      '20+4 reserved header.reserved_20',
      '24+8 field header.size',
      '32+4 extension extensions.note.type',
      '36+4 field extensions.note.size',
      '40+2 extension extensions.note.data',
      '42+6 padding extensions.note.padding',
      '48+4 extension extensions.path.type',
      '52+4 field extensions.path.size',
      '56+1 field extensions.path.[0].x',
      '57+2 field extensions.path.[0].y',
      '59+1 field extensions.path.[1].x',
      '60+2 field extensions.path.[1].y',
      '62+1 extension extensions.path.rest',
      '63+1 padding extensions.path.padding',
      '64+4 extension extensions.unknown.type',
      '68+4 field extensions.unknown.size',
      '72+4 extension extensions.end.type',
      '76+4 field extensions.end.size',
      '80+20 slack slack',
      '100+5 string file_name',
      '105+23 slack slack',
    ])
  })

  it('says values in words', () => {
    const texts = new Map(owners(sample, sampleBytes()).map((span) => [line(span), span.text]))
    expect(texts.get('0+4 field header.magic')).toBe('0x53414d50')
    expect(texts.get('24+8 field header.size')).toBe('4294967296 (4 GiB)')
    expect(texts.get('40+2 extension extensions.note.data')).toBe('"hi"')
    expect(texts.get('64+4 extension extensions.unknown.type')).toBe('0x9 unknown')
    expect(texts.get('100+5 string file_name')).toBe('"a\\x00b\\xffc"')
  })

  it('tells slack that is zero from slack that is not', () => {
    const summaries = owners(sample, sampleBytes())
      .filter(({ kind }) => kind === 'slack')
      .map(({ summary }) => summary)
    expect(summaries).toEqual(['Unused, all zero.', 'Unused by the format, and not zero.'])
  })

  it('shows what a longer header holds past the known fields', () => {
    const bytes = sampleBytes()
    bytes[19] = 40
    const spans = owners(sample, bytes)
    expectLedger(spans, 128)
    expect(spans.map(line)).toContain('32+8 unknown tail header.unknown tail')
  })

  it('never lets a string hide a field', () => {
    const bytes = sampleBytes()
    bytes[11] = 2
    const spans = owners(sample, bytes)
    expectLedger(spans, 128)
    expect(spans[0]).toMatchObject({ name: 'magic', isPart: false })
    expect(spans.some(({ kind }) => kind === 'string')).toBe(false)
  })

  it('shows the part of a field that a short file has', () => {
    const spans = owners(sample, sampleBytes().subarray(0, 10))
    expectLedger(spans, 10)
    expect(spans.at(-1)).toMatchObject({ name: 'name_offset', length: 2, isPart: true })
    expect(spans.at(-1)?.text).toBeUndefined()
    expect(owners(sample, new Uint8Array(0))).toEqual([])
  })

  it('owns every byte exactly once, whatever the bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { maxLength: 12 })
    fc.assert(
      fc.property(damage, fc.nat(160), (changes, size) => {
        const bytes = sampleBytes()
        for (const [at, value] of changes) bytes[at] = value
        expectLedger(owners(sample, bytes.subarray(0, size)), Math.min(size, 128))
      }),
      { numRuns: 500 },
    )
  })

  it('owns every byte of noise exactly once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectLedger(owners(sample, bytes), Math.min(bytes.length, 128))
      }),
      { numRuns: 500 },
    )
  })
})

describe('withShortLists()', () => {
  const spans = owners(sample, sampleBytes())

  it('leaves short sections as they are', () => {
    expect(withShortLists(spans, 100)).toEqual(spans)
  })

  it('replaces the rest of a long section by its extent, from the start of a row', () => {
    const shown = withShortLists(spans, 3)
    expect(shown.slice(0, 4)).toEqual([
      ...spans.slice(0, 3),
      { kind: 'left out', section: spans[0]?.section, offset: 8, length: 24, count: 5 },
    ])
    const path = shown.filter(({ section }) => section.name === 'extensions.path')
    expect(path.map((span) => (span.kind === 'left out' ? span.count : span.name))).toEqual([
      'type',
      'size',
      '[0].x',
      '[0].y',
      4,
    ])
    expect(path.at(-1)).toMatchObject({ offset: 59, length: 5 })
    let at = 0
    for (const { offset, length } of shown) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(128)
  })
})
