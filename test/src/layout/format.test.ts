/** Formats run through their layouts do what the generated code does. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRules } from '../../../generated/rules.ts'
import type { Context, Format } from '../../../src/binary/index.ts'
import { formats } from '../../../src/formats/index.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import { interpretedFormat, type Layout } from '../../../src/layout/index.ts'
import { bytesOf, damagedImages, goodImages, schemaOf } from '../../fixtures.ts'
import { prepared } from '../../generated/formats.ts'

const CONTEXTS: readonly Context[] = [
  {},
  { fileSize: 100, inputs: { image_file_size: 0 } },
  { fileSize: 131_072, inputs: { image_file_size: 1_048_577 } },
  { fileSize: 2 ** 40, inputs: { image_file_size: 1 << 20 } },
]

/** What a new or changed header is to say. */
const CHANGES = { size: 3n << 32n, backingFile: 'other/base.raw', backingMtime: 1n, imageFile: 'd' }

/** What a call gives, or the error that it throws. */
function outcome(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { name, message, ...details } = error
    return { threw: name, message, ...details }
  }
}

/** Both formats make the same of the first bytes of a file. */
function expectSame(
  [interpreted, generated]: readonly [Format, Format],
  bytes: Uint8Array,
  context: Context,
) {
  const image = outcome(() => generated.parse(bytes))
  const isParsed = typeof image === 'object' && image !== null && 'header' in image
  const allOf = (format: Format) => ({
    area: format.area(bytes),
    findings: format.check(bytes, context),
    regions: format.regions(bytes, context),
    facts: format.facts(bytes, context),
    evidence: format.evidence?.(bytes, context),
    resized: outcome(() => format.writing?.setHeader(bytes, CHANGES)),
    image: outcome(() => format.parse(bytes)),
    written: isParsed && outcome(() => format.serialize(image)),
  })
  const [own, other] = [allOf(interpreted), allOf(generated)]
  // The comparison of the test runner is slow for long arrays of bytes.
  if (!isDeepStrictEqual(own, other)) expect(own).toStrictEqual(other)
}

/** Changes of a header area: bytes, and perhaps its length. */
function damages(count: number, headerSize: number) {
  const value = fc.oneof(fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff), fc.nat(255))
  const at = fc.nat(headerSize + 600)
  const change = fc.record({ at, values: fc.array(value, { minLength: 1, maxLength: 8 }) })
  return fc.record({
    image: fc.nat(count - 1),
    changes: fc.array(change, { maxLength: 4 }),
    length: fc.option(fc.nat(headerSize + 600), { freq: 5 }),
  })
}

/** A header of zeros with a signature, for formats of which there is no fixture. */
function plain({ signatures, headerSize }: Format) {
  const area = new Uint8Array(headerSize)
  for (const { at, bytes } of signatures) area.set(bytes, at)
  return { area, context: {} }
}

describe.each(formats.map((format) => [format.id, format] as const))(
  'interpretedFormat() of %s',
  (id, generated) => {
    const layout = findLayout(id) as Layout
    const interpreted = interpretedFormat(layout, formatRules[id] ?? [])
    const both = [interpreted, generated] as const
    const images = [...goodImages, ...damagedImages].filter((one) => schemaOf(one) === id)
    const headers = [plain(generated), ...images.map((one) => prepared(one, bytesOf(one)))]

    it('says the same of itself', () => {
      const { id, family, title, status, summary, signatures, headerSize, areaLimit } = generated
      expect(interpreted).toMatchObject({
        ...{ id, family, title, status, summary, signatures, headerSize, areaLimit },
      })
      const { variantOf, unusual, changedBacking } = generated
      const own = [interpreted.variantOf, interpreted.unusual, interpreted.changedBacking]
      expect(own).toEqual([variantOf, unusual, changedBacking])
    })

    it('makes the same of new headers', () => {
      const { setHeader: other, ...theirs } = generated.writing ?? {}
      const { setHeader: own, ...ours } = interpreted.writing ?? {}
      expect(ours).toEqual(theirs)
      for (const facts of [{}, CHANGES, { backingFile: 'x'.repeat(5000) }]) {
        expect(outcome(() => own?.(undefined, facts))).toEqual(
          outcome(() => other?.(undefined, facts)),
        )
      }
    })

    it('makes the same of every fixture', () => {
      for (const { area, context } of headers) expectSame(both, area, context)
    })

    it('makes the same of damaged headers', () => {
      const short = headers.map(({ area }) => area.slice(0, generated.headerSize + 4096))
      fc.assert(
        fc.property(
          damages(short.length, generated.headerSize),
          fc.constantFrom(...CONTEXTS),
          ({ image, changes, length }, context) => {
            const bytes = short[image]?.slice() ?? new Uint8Array(0)
            for (const { at, values } of changes) {
              const start = Math.min(at, bytes.length)
              bytes.set(values.slice(0, bytes.length - start), start)
            }
            expectSame(both, bytes.subarray(0, length ?? undefined), context)
          },
        ),
        { numRuns: 2000 },
      )
    })

    it('makes the same of any bytes', () => {
      const bytes = fc.uint8Array({ maxLength: generated.headerSize + 64 })
      fc.assert(
        fc.property(bytes, (one) => expectSame(both, one, {})),
        { numRuns: 300 },
      )
    })
  },
)
