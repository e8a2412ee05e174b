import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import {
  createInspector,
  inspectStream,
  TRUSTED,
  UNTRUSTED,
  validate,
} from '../../../src/validate/index.ts'
import { bytesOf, damagedImages, type Fixture, goodImages, schemaOf } from '../../fixtures.ts'
import { addCowV18Image, cowImage, qcow2Image, images as sampleImages } from '../formats/images.ts'

const LIMIT = 1 << 20
const filename = 'x'

/** Inspects bytes in pieces; the largest buffer it held meanwhile. */
function inspected(
  bytes: Uint8Array,
  step: number,
  options: Omit<Parameters<typeof createInspector>[0], 'filename'>,
) {
  const inspector = createInspector({ filename, ...options })
  let peak = inspector.bufferSize
  for (let at = 0; at < bytes.length; at += step) {
    inspector.push(bytes.subarray(at, at + step))
    peak = Math.max(peak, inspector.bufferSize)
  }
  return { validation: inspector.finish(), peak }
}

/** Odd sizes of chunks; single bytes for small files alone. */
const stepsFor = (bytes: Uint8Array) => [bytes.length > 10_000 ? 4093 : 1, 65_536, LIMIT]

const nameOf = (fixture: Fixture) => fixture.file.replace(/\.gz$/, '')
const all = [...goodImages, ...damagedImages]

describe('createInspector()', () => {
  it.each(all.map((one) => [nameOf(one), one] as const))(
    'agrees with seeking on %s',
    async (_, one) => {
      const bytes = bytesOf(one)
      for (const policy of [TRUSTED, UNTRUSTED]) {
        for (const format of [undefined, schemaOf(one)]) {
          const seen = await validate(memorySource(bytes), { filename, policy, format })
          for (const step of stepsFor(bytes)) {
            const { validation, peak } = inspected(bytes, step, { policy, format })
            expect(validation).toEqual(seen)
            expect(peak).toBeLessThan(LIMIT)
          }
        }
      }
    },
  )

  it('agrees with seeking on damaged headers, and never throws', async () => {
    const created = Object.values(sampleImages).map((create) => create())
    const edits = fc.array(
      fc.record({
        // Most of what is decided stands in the first bytes.
        at: fc.oneof(fc.nat(127), fc.nat(70_000)),
        bytes: fc.oneof(
          fc.constantFrom([0], [0xff], [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0, 0, 1]),
          fc.array(fc.nat(255), { minLength: 1, maxLength: 8 }),
        ),
      }),
      { maxLength: 6 },
    )
    const cases = fc.record({
      which: fc.nat(created.length - 1),
      edits,
      length: fc.oneof(fc.constant(300_000), fc.nat(70_000)),
      step: fc.constantFrom(777, 65_536, 300_000),
      policy: fc.constantFrom(TRUSTED, UNTRUSTED, { ...TRUSTED, maxBytesRead: 1000 }),
      isNamed: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ which, edits, length, step, policy, isNamed }) => {
        const bytes = created[which]?.slice(0, length) ?? new Uint8Array(0)
        for (const { at, bytes: changed } of edits) {
          if (at + changed.length <= bytes.length) bytes.set(changed, at)
        }
        const format = isNamed ? Object.keys(sampleImages)[which] : undefined
        const seen = await validate(memorySource(bytes), { filename, policy, format })
        expect(inspected(bytes, step, { policy, format }).validation).toEqual(seen)
      }),
      { numRuns: 400 },
    )
  })

  it('holds less than 1 MiB of an image with the longest header', () => {
    const image = addCowV18Image({ 20: '15 00 00 00', 40: '00 00 20 00' })
    const { validation, peak } = inspected(image, 1000, {})
    expect(validation.schema).toBe('add-cow-v18')
    expect(peak).toBeGreaterThan(512 * 1024)
    expect(peak).toBeLessThan(LIMIT)
  })

  it('is done with a file of no known format, and of a foreign one', () => {
    for (const [text, rule] of [
      ['nothing like an image', 'format.unknown'],
      ['KDMV', 'format.foreign'],
    ] as const) {
      const bytes = new Uint8Array(100_000)
      bytes.set(new TextEncoder().encode(text))
      const inspector = createInspector({ filename })
      expect(inspector.push(bytes)).toBe('done')
      expect(inspector.finish()).toMatchObject({ verdict: 'unreadable', findings: [{ rule }] })
    }
  })

  it('is done with the first error if that is enough', () => {
    const bad = cowImage({ 4: '00 00 00 02', 1040: 'ff ff ff ff ff ff fe 00' })
    const image = new Uint8Array(1 << 20)
    image.set(bad)
    const patient = createInspector({ filename })
    expect(patient.push(image)).toBe('more')
    const hasty = createInspector({ filename, stopAtError: true })
    expect(hasty.push(image.subarray(0, 60_000))).toBe('done')
    expect(hasty.finish()).toMatchObject({ schema: 'cow-v2', verdict: 'invalid' })
    const good = createInspector({ filename, stopAtError: true })
    expect(good.push(cowImage())).toBe('more')
    expect(good.finish().verdict).toBe('valid')
  })

  it('takes no file for short before its end', () => {
    const inspector = createInspector({ filename, stopAtError: true })
    expect(inspector.push(qcow2Image().subarray(0, 100_000))).toBe('more')
    inspector.push(qcow2Image().subarray(100_000))
    expect(inspector.finish().verdict).toBe('valid')
  })

  it('finishes twice with the same', () => {
    const inspector = createInspector({ filename })
    inspector.push(cowImage())
    expect(inspector.finish()).toBe(inspector.finish())
    expect(inspector.push(cowImage())).toBe('done')
  })

  it('reports an empty file, and takes raw at the word of the caller', () => {
    const empty = createInspector({ filename }).finish()
    expect(empty.findings).toMatchObject([{ rule: 'format.empty' }])
    const { validation } = inspected(new Uint8Array(70_000), 999, { format: 'raw' })
    expect(validation).toMatchObject({ format: 'raw', verdict: 'valid', findings: [] })
  })

  it('throws for a format that nobody knows', () => {
    expect(() => createInspector({ filename, format: 'nbd' }).finish()).toThrow('"nbd"')
  })
})

describe('inspectStream()', () => {
  async function* chunks(bytes: Uint8Array, step: number, onRead: () => void = () => {}) {
    for (let at = 0; at < bytes.length; at += step) {
      onRead()
      yield bytes.subarray(at, at + step)
    }
  }

  it('checks what comes', async () => {
    const image = qcow2Image()
    const seen = await validate(memorySource(image), { filename })
    expect(await inspectStream(chunks(image, 1000), { filename })).toEqual(seen)
  })

  it('takes a stream of the web', async () => {
    const stream = new Blob([qcow2Image() as BlobPart]).stream()
    expect((await inspectStream(stream, { filename })).verdict).toBe('valid')
  })

  it('stops reading once it knows', async () => {
    let reads = 0
    const noise = new Uint8Array(1 << 20).fill(7)
    const { verdict } = await inspectStream(
      chunks(noise, 1024, () => {
        reads += 1
      }),
      { filename },
    )
    expect(verdict).toBe('unreadable')
    expect(reads).toBeLessThan(40)
  })

  it('gives up on a stream without an end, with the verdict of a file as long', async () => {
    const policy = { ...TRUSTED, maxFileSize: 1 << 20 }
    async function* endless(start: Uint8Array) {
      yield start
      for (;;) yield new Uint8Array(1 << 16)
    }
    for (const [start, format] of [
      [qcow2Image(), undefined],
      [new Uint8Array(10), 'raw'],
    ] as const) {
      const long = new Uint8Array(2 << 20)
      long.set(start)
      const seen = await validate(memorySource(long), { filename, policy, format })
      expect(seen.findings.map(({ rule }) => rule)).toContain('limits.file_size')
      expect(await inspectStream(endless(start), { filename, policy, format })).toEqual(seen)
    }
  })

  it('stops at an error in a table that went by, if that is enough', async () => {
    const image = new Uint8Array(8 << 20)
    // One snapshot, whose L1 table is too large.
    image.set(qcow2Image({ 60: '00 00 00 01 00 00 00 00 00 04 00 00' }))
    image.set([0xff, 0xff, 0xff, 0xff], 0x40008)
    let reads = 0
    const count = () => {
      reads += 1
    }
    const options = { filename, stopAtError: true }
    const { verdict } = await inspectStream(chunks(image, 1 << 16, count), options)
    expect(verdict).toBe('invalid')
    expect(reads).toBeLessThan(100)
    expect((await validate(memorySource(image), { filename })).verdict).toBe('invalid')
  })

  it('throws what the stream throws, and what the signal does', async () => {
    async function* broken() {
      yield cowImage().subarray(0, 10)
      throw new Error('the line is down')
    }
    await expect(inspectStream(broken(), { filename })).rejects.toThrow('the line is down')
    const signal = AbortSignal.abort()
    await expect(inspectStream(chunks(cowImage(), 10), { filename, signal })).rejects.toThrow()
  })
})
