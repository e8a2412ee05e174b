import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import {
  createInspector,
  type Policy,
  TRUSTED,
  UNTRUSTED,
  validate,
} from '../../../src/validate/index.ts'
import { addCowV18Image, cowImage, hexOf, images, qcow2Image } from '../formats/images.ts'
import { nameField } from './chains.ts'

/** The findings of both ways, which are the same. */
async function check(bytes: Uint8Array, policy: Policy = TRUSTED, clock = () => 0) {
  const options = { filename: 'x', policy, clock }
  const seen = await validate(memorySource(bytes), options)
  const inspector = createInspector(options)
  inspector.push(bytes)
  expect(inspector.finish()).toEqual(seen)
  return seen.findings
}

const rulesOf = async (bytes: Uint8Array, policy?: Policy) =>
  (await check(bytes, policy)).map(({ rule }) => rule.replace(/^(?!limits)[^.]*\./, ''))

describe('names', () => {
  it.each([
    ['protocol', 'nbd:x', 'warning', 'error'],
    ['absolute', '/images/x', 'notice', 'error'],
    ['parent', '../x', 'notice', 'error'],
    ['device', '/dev/sda', 'warning', 'error'],
  ])('are reported for %s, under each policy', async (what, name, trusted, untrusted) => {
    const image = cowImage({ 8: nameField(name) })
    for (const [policy, severity] of [
      [TRUSTED, trusted],
      [UNTRUSTED, untrusted],
    ] as const) {
      const found = (await check(image, policy)).find(({ rule }) => rule.endsWith(`.${what}`))
      expect(found).toMatchObject({
        rule: `cow-v2.backing_file.${what}`,
        severity,
        offset: 8,
        actual: name,
      })
    }
    expect(await rulesOf(cowImage())).not.toContain(`backing_file.${what}`)
  })

  it('are errors by themselves under the untrusted policy alone', async () => {
    const ofNames = (rules: readonly string[]) => rules.filter((rule) => rule.endsWith('.named'))
    for (const create of Object.values(images)) {
      expect(ofNames(await rulesOf(create()))).toEqual([])
      expect(ofNames(await rulesOf(create(), UNTRUSTED))).toContain('backing_file.named')
    }
    expect(ofNames(await rulesOf(addCowV18Image(), UNTRUSTED))).toContain('image_file.named')
    expect(ofNames(await rulesOf(cowImage({ 8: nameField('') }), UNTRUSTED))).toEqual([])
  })

  it('are found in an extension', async () => {
    const bytes = qcow2Image({
      72: '00 00 00 00 00 00 00 04',
      112: `44 41 54 41 00 00 00 08 ${hexOf('data.raw')}`,
    })
    expect(await check(bytes, UNTRUSTED)).toContainEqual(
      expect.objectContaining({
        rule: 'qcow2.external_data_file.named',
        field: 'extensions.external_data_file',
        offset: 120,
        length: 8,
      }),
    )
  })

  it('of an unrecorded format are a notice', async () => {
    expect(await rulesOf(cowImage())).toContain('backing_file.unprobed')
    expect(await rulesOf(cowImage({ 8: nameField('') }))).toEqual([])
  })
})

describe('bitmaps and unused space', () => {
  it('are looked at', async () => {
    // 2047 sectors: the last bit of the bitmap is past the end.
    const odd = { 1040: '00 00 00 00 00 0f fe 00', 8: nameField('') }
    expect(await rulesOf(cowImage(odd))).toEqual([])
    expect(await rulesOf(cowImage({ ...odd, 1311: '80' }))).toEqual(['allocation_bitmap.past_end'])
    expect(await rulesOf(cowImage({ 8: nameField(''), 1311: '80' }))).toEqual([
      'allocation_bitmap.no_data',
    ])
    const gap = new Uint8Array(2048)
    gap.set(cowImage({ 8: nameField('') }))
    expect(await rulesOf(gap)).toEqual([])
    gap[1400] = 1
    expect(await check(gap)).toMatchObject([
      { rule: 'cow-v2.gap.not_zero', offset: 1400, length: 1, severity: 'notice' },
    ])
  })
})

describe('limits', () => {
  const size16TiB = '00 00 10 00 00 00 00 00'

  it('virtual_size: is that of the policy', async () => {
    const of = (size: string) => qcow2Image({ 24: size, 20: '00 00 00 15', 36: '00 00 00 20' })
    expect(await rulesOf(of(size16TiB), UNTRUSTED)).not.toContain('limits.virtual_size')
    const found = await check(of('00 00 10 00 00 00 02 00'), UNTRUSTED)
    expect(found).toContainEqual(
      expect.objectContaining({
        rule: 'limits.virtual_size',
        severity: 'error',
        field: 'header.size',
        offset: 24,
        length: 8,
      }),
    )
    expect(await rulesOf(of('00 00 10 00 00 00 02 00'))).not.toContain('limits.virtual_size')
    const small = { ...TRUSTED, maxVirtualSize: 511n }
    const raw = await validate(memorySource(new Uint8Array(512)), {
      filename: 'x',
      format: 'raw',
      policy: small,
    })
    expect(raw.findings).toMatchObject([{ rule: 'limits.virtual_size', offset: 0, length: 512 }])
  })

  it('bytes_read: ends the check where the budget does', async () => {
    const image = cowImage({ 1311: '80' })
    const policy = { ...TRUSTED, maxBytesRead: 100 }
    const found = await check(image, policy)
    expect(found.map(({ rule }) => rule)).not.toContain('cow-v2.allocation_bitmap.no_data')
    expect(found).toContainEqual(
      expect.objectContaining({ rule: 'limits.bytes_read', offset: 1156, length: 0 }),
    )
    expect(await rulesOf(image, { ...TRUSTED, maxBytesRead: 480 })).not.toContain(
      'limits.bytes_read',
    )
  })

  it('time: ends the check when it is up', async () => {
    let now = 0
    const clock = () => {
      now += 11_000
      return now
    }
    const source = memorySource(cowImage())
    const { findings } = await validate(source, { filename: 'x', policy: UNTRUSTED, clock })
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'limits.time', severity: 'error', offset: 1056 }),
    )
    const { findings: trusted } = await validate(source, { filename: 'x', clock })
    expect(trusted.map(({ rule }) => rule)).not.toContain('limits.time')
  })

  it('time: counts the work on a stream, and not the waiting', () => {
    let now = 0
    const inspector = createInspector({ filename: 'x', policy: UNTRUSTED, clock: () => now })
    for (const byte of cowImage()) {
      inspector.push(Uint8Array.of(byte))
      now += 1_000
    }
    expect(inspector.finish().findings.map(({ rule }) => rule)).not.toContain('limits.time')
  })

  it('header_area: is about what lies behind it, not about slack', async () => {
    const MIB = 1 << 20
    const clusters = new Uint8Array(4 * MIB)
    const header = {
      20: '00 00 00 15',
      40: '00 00 00 00 00 20 00 00',
      48: '00 00 00 00 00 20 00 00',
    }
    clusters.set(qcow2Image(header).subarray(0, 65_536))
    expect(await rulesOf(clusters)).not.toContain('limits.header_area')

    const far = clusters.slice()
    const name = MIB + 8
    far.set(new TextEncoder().encode('far.raw!'), name)
    new DataView(far.buffer).setBigUint64(8, BigInt(name))
    const found = await check(far)
    expect(found.filter(({ rule }) => !rule.startsWith('qcow2.regions'))).toContainEqual(
      expect.objectContaining({
        rule: 'limits.header_area',
        field: 'backing_file',
        offset: name,
        length: 8,
      }),
    )
    expect(found.map(({ rule }) => rule)).not.toContain('qcow2.backing_file.bounds')
  })
})
