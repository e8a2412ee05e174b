/** The interpreter and the generated code read the same layouts: they must agree. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Format } from '../../../src/binary/format.ts'
import { formats } from '../../../src/formats/index.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import { evaluate, type Layout, lookupFor, owners } from '../../../src/layout/index.ts'
import { images } from '../formats/images.ts'

/** Zeros with a signature. */
function plainHeader({ headerSize, signatures }: Format): Uint8Array {
  const header = new Uint8Array(headerSize)
  for (const { at, bytes } of signatures) header.set(bytes, at)
  return header
}

/** Bytes of the header area, some of them changed, perhaps cut short. */
function damaged(format: Format): fc.Arbitrary<Uint8Array> {
  const image = images[format.id]?.() ?? plainHeader(format)
  const header = image.subarray(0, format.area(image))
  const interesting = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255))
  const change = fc.tuple(fc.nat(Math.min(header.length, format.headerSize + 64) - 1), interesting)
  return fc
    .tuple(fc.array(change, { maxLength: 4 }), fc.option(fc.nat(header.length), { freq: 4 }))
    .map(([changes, length]) => {
      const bytes = header.slice()
      for (const [at, value] of changes) bytes[at] = value
      return bytes.slice(0, length ?? bytes.length)
    })
}

describe.each(formats.map((format) => [format.id, format] as const))('%s', (id, format) => {
  const layout = findLayout(id) as Layout
  const contexts = fc.record({
    fileSize: fc.constantFrom(0, 100, 131072, 2 ** 40),
    inputs: fc.record({ image_file_size: fc.constantFrom(undefined, 0, 1 << 20) }),
  })

  it('places the regions where the generated code does', () => {
    fc.assert(
      fc.property(damaged(format), contexts, (bytes, context) => {
        const lookup = lookupFor(layout, bytes, context)
        const interpreted = layout.regions
          .filter(({ when }) => when === undefined || evaluate(when, lookup) !== false)
          .map(({ name, at, size, when }) => ({
            name,
            offset: evaluate(at, lookup),
            size: evaluate(size, lookup),
            isSure: when === undefined,
          }))
          // Of a conditional region something must be known.
          .filter(({ offset, size, isSure }) => isSure || (offset ?? size) !== undefined)
          .map(({ name, offset, size }) => ({ name, offset, size }))
        const generated = format
          .regions(bytes, context)
          .map(({ name, offset, size }) => ({ name, offset, size }))
        expect(interpreted).toEqual(generated)
      }),
      { numRuns: 300 },
    )
  })

  it('owns the area that the generated code gives, each byte once', () => {
    fc.assert(
      fc.property(damaged(format), contexts, (bytes, context) => {
        let at = 0
        for (const { offset, length } of owners(layout, bytes, context)) {
          expect(offset).toBe(at)
          at += length
        }
        expect(at).toBe(Math.min(format.area(bytes), bytes.length))
      }),
      { numRuns: 300 },
    )
  })
})
