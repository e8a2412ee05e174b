import { describe, expect, it } from 'vitest'
import { foreignSignatures } from '../../../generated/foreign.ts'
import { formats } from '../../../src/formats/index.ts'
import { memorySource } from '../../../src/source/index.ts'
import { unknownFinding } from '../../../src/validate/detection.ts'
import { validate } from '../../../src/validate/index.ts'
import { cowImage, images, qcow2Image } from '../formats/images.ts'

const check = (bytes: Uint8Array, format?: string) =>
  validate(memorySource(bytes), { filename: 'x', format })
const rulesOf = async (bytes: Uint8Array, format?: string) =>
  (await check(bytes, format)).findings.map(({ rule }) => rule)

/** A file of zeros with one signature. */
function withSignature({ at, fromEnd, bytes }: (typeof foreignSignatures)[number], size = 40_000) {
  const file = new Uint8Array(size)
  file.set(bytes, fromEnd ? size - at : at)
  return file
}

describe('format.foreign', () => {
  it.each(foreignSignatures.map((one, index) => [one.name, index, one] as const))(
    'is found for %s (%i)',
    async (name, _, signature) => {
      const { verdict, format, findings } = await check(withSignature(signature))
      expect({ verdict, format }).toEqual({ verdict: 'unreadable', format: null })
      expect(findings).toMatchObject([{ rule: 'format.foreign', severity: 'error' }])
      const [found] = findings
      const size = 40_000
      expect(found?.message).toContain(name)
      expect(found?.offset).toBe(signature.fromEnd ? size - signature.at : signature.at)
      expect(found?.length).toBe(signature.bytes.length)
    },
  )

  it('is not found in our own formats', async () => {
    for (const create of Object.values(images)) {
      expect(await rulesOf(create())).not.toContain('format.foreign')
    }
  })
})

describe('format.ambiguous', () => {
  it('is found for a file that is two things', async () => {
    const image = new Uint8Array(64 * 1024)
    image.set(cowImage())
    image.set(new TextEncoder().encode('CD001'), 32_769)
    const { verdict, findings } = await check(image)
    expect(verdict).toBe('invalid')
    expect(findings[0]).toMatchObject({
      rule: 'format.ambiguous',
      offset: 32_769,
      length: 5,
      message: 'the file is cow-v2 by its signature, and ISO 9660 by these bytes',
    })
  })

  it('is found at the end of the file', async () => {
    const image = new Uint8Array(4096)
    image.set(cowImage())
    image.set(new TextEncoder().encode('conectix'), 4096 - 512)
    expect((await check(image)).findings[0]).toMatchObject({
      rule: 'format.ambiguous',
      offset: 3584,
    })
  })

  it('is not found for one signature', async () => {
    expect(await rulesOf(cowImage())).not.toContain('format.ambiguous')
  })
})

describe('format.mismatch', () => {
  it.each([
    ['cow', qcow2Image(), 'these bytes are qcow2, not cow-v2'],
    ['raw', qcow2Image(), 'these bytes are qcow2, not raw'],
  ])('is found for what is called %s', async (format, bytes, message) => {
    const { verdict, findings } = await check(bytes, format)
    expect(verdict).toBe('invalid')
    expect(findings[0]).toMatchObject({ rule: 'format.mismatch', message, offset: 0 })
  })

  it('is found for a foreign image that is called raw, and not for what a raw disk may be', async () => {
    const verdicts = foreignSignatures.map(async (one) => [
      one.name,
      (await check(withSignature(one), 'raw')).verdict,
    ])
    const good = (await Promise.all(verdicts)).filter(([, verdict]) => verdict === 'valid')
    expect(new Set(good.map(([name]) => name))).toEqual(new Set(['LUKS', 'ISO 9660', 'GPT']))
  })

  it('is found for a family that the file is not of, and unreadable if it has several formats', async () => {
    const { verdict, findings } = await check(cowImage(), 'add-cow')
    expect(verdict).toBe('unreadable')
    expect(findings).toMatchObject([
      { rule: 'format.mismatch', message: 'these bytes are cow-v2, not add-cow' },
    ])
  })

  it('is not found for the right name', async () => {
    expect(await rulesOf(qcow2Image(), 'qcow2')).not.toContain('format.mismatch')
    expect(await check(new Uint8Array(512), 'raw')).toMatchObject({
      format: 'raw',
      schema: 'raw',
      verdict: 'valid',
      findings: [],
    })
  })
})

describe('unknownFinding()', () => {
  it('shows the bytes where the signature would be', () => {
    const [format] = formats
    if (format === undefined) throw new Error('no formats')
    const first = Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 5, 9, 9)
    const signature = { at: 4, bytes: Uint8Array.of(1, 2, 3, 4) }
    expect(unknownFinding(first, [{ format, signature, matched: 3 }])).toMatchObject({
      offset: 4,
      length: 4,
      actual: '01 02 03 05',
      expected: '01 02 03 04',
    })
  })

  it('hints at other byte orders and versions', async () => {
    const hint = async (image: Uint8Array) => (await check(image)).findings[0]?.message
    expect(await hint(qcow2Image({ 0: 'fb 49 46 51 03 00 00 00' }))).toBe(
      'the file looks like qcow2, but bytes 0–3 are fb 49 46 51, not 51 46 49 fb: the bytes of the magic are in reverse order',
    )
    expect(await hint(qcow2Image({ 7: '01' }))).toMatch(/not supported: qcow, /)
    expect(await hint(qcow2Image({ 7: '04' }))).toMatch(/or 00 00 00 03$/)
  })
})
