import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/binary/finding.ts'
import { memorySource } from '../../../src/source/index.ts'
import {
  type ReportPaint,
  type Validation,
  validate,
  validationJson,
  validationText,
} from '../../../src/validate/index.ts'
import { findRule, plainText } from '../../../src/validate/report-rules.ts'
import { cowImage, qcow2Image } from '../formats/images.ts'

const plain = (text: string) => text
const paint: ReportPaint = {
  error: plain,
  warning: plain,
  notice: plain,
  good: plain,
  strong: plain,
  dim: plain,
}
/** No backing file: nothing else is found. */
const ALONE = { 8: '00 00 00 00 00 00 00 00' }
const options = { paint, width: 100, specs: 'docs/specs' }

async function report(bytes: Uint8Array, filename = 'x.cow'): Promise<string> {
  const source = memorySource(bytes)
  return await validationText(await validate(source, { filename }), source, options)
}

async function reportOf(findings: readonly Finding[]): Promise<string> {
  const found = { format: 'cow', schema: 'cow-v2', policy: 'trusted', verdict: 'warnings' } as const
  const validation = { filename: 'x.cow', ...found, findings }
  return await validationText(validation, memorySource(cowImage(ALONE)), options)
}

describe('validationText()', () => {
  it('is one line for a good image', async () => {
    expect(await report(cowImage(ALONE))).toBe(
      'x.cow: cow-v2, valid (header, bitmaps and names; cluster tables and data are not read)\n',
    )
    const source = memorySource(cowImage(ALONE))
    const validation = await validate(source, { filename: 'x.cow' })
    expect(await validationText(validation, source, { ...options, hasScope: false })).toBe(
      'x.cow: cow-v2, valid\n',
    )
    expect(await report(cowImage(ALONE), 'a'.repeat(60))).toMatch(/valid\n {2}\(header, .+\)\n$/)
  })

  it('marks the bytes, and says what is found and expected and where to read on', async () => {
    const text = await report(cowImage({ ...ALONE, 1050: '04' }))
    expect(text).toMatch(/^x\.cow: cow-v2, readable: 1 warning/)
    expect(text).toContain(`
  warning  the sector size is not 512
           header.sectorsize, bytes 1048–1051
               1040  00 00 00 00 00 10 00 00 00 00 04 00 00 00 00 00  ................
                                             ^^ ^^ ^^ ^^
           found 1024, expected 512
`)
    expect(
      text.endsWith(`
           cow-v2.sectorsize, see docs/specs/cow-v2.md#rule-sectorsize
`),
    ).toBe(true)
  })

  it('says what a finding means, and what to do about it', async () => {
    const text = await report(cowImage({ ...ALONE, 1050: '04' }))
    const { details = '', advice = '' } = findRule('cow-v2.sectorsize') ?? {}
    expect(details).not.toBe('')
    const [meaning] = plainText(details).split('. ')
    const words = text.replace(/\s+/g, ' ')
    expect(words).toContain(` found 1024, expected 512 ${meaning}. `)
    expect(words).toContain(` What to do: ${advice} cow-v2.sectorsize, see `)
  })

  it.each([60, 80, 120])('fits into %i columns', async (width) => {
    const bytes = cowImage({ 7: '02', 1036: 'ff', 1040: 'ff', 1050: '04' })
    const source = memorySource(bytes)
    const validation = await validate(source, { filename: 'x.cow' })
    expect(validation.findings.length).toBeGreaterThan(3)
    const text = await validationText(validation, source, { ...options, width })
    const long = text.split('\n').filter((line) => line.length > width && !/^ +see /.test(line))
    expect(long).toEqual([])
  })

  it('explains a rule and shows bytes once', async () => {
    const base = { rule: 'cow-v2.sectorsize', severity: 'warning', message: 'm' } as const
    const place = { field: 'header.sectorsize', offset: 1048, length: 4 }
    const one = { ...base, ...place, actual: 'a', expected: 'e', spec: 's' }
    const text = await reportOf([one, one, { ...one, offset: 1040 }])
    expect(text.match(/What to do: /g)).toHaveLength(1)
    expect(text.match(/\^\^/g)).toHaveLength(8)
    expect(text.match(/cow-v2\.sectorsize, see/g)).toHaveLength(3)
  })

  it('shows fifty findings and counts the others', async () => {
    const base = { rule: 'r', severity: 'notice', message: 'm', field: 'f' } as const
    const one = { ...base, offset: 0, length: 1, actual: 'a', expected: 'e', spec: 's' }
    const text = await reportOf(Array.from({ length: 1050 }, () => one))
    expect(text.match(/^ {2}notice/gm)).toHaveLength(50)
    expect(text).toMatch(/\n\n {2}… and 1,000 more findings: --output json has all\n$/)
  })

  it('shows a near miss', async () => {
    const text = await report(qcow2Image({ 7: '09' }))
    expect(text).toContain(`x.cow: unreadable: 1 error

  error    the file looks like qcow2, but bytes 4–7 are 00 00 00 09, not 00 00 00 02 or 00 00 00 03
           signature, bytes 0–7
                  0  51 46 49 fb 00 00 00 09 00 00 00 00 00 00 00 a0  QFI.............
                     ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^
           found 51 46 49 fb 00 00 00 09, expected 51 46 49 fb 00 00 00 02 or 51 46 49 fb 00 00 00
           03
`)
  })

  it('shows no bytes of an empty file', async () => {
    expect(await report(new Uint8Array(0))).toContain(
      'the file is empty\n           file at byte 0',
    )
  })

  it('says when the place is past the end of the file', async () => {
    const text = await report(cowImage(ALONE).subarray(0, 1200))
    expect(text).toContain('allocation_bitmap, bytes 1200–1311')
    expect(text).toContain('past the end of the file, at 1200')
  })

  it('escapes control characters of names', async () => {
    const text = await report(cowImage({ 8: '1b 5b 32 4a' }), 'a\u001b[2Jb')
    expect(text).toContain('a\\x1b[2Jb: cow-v2')
    expect(text).not.toContain('\u001b')
  })

  it('shows two rows of a long place, in the width asked for', async () => {
    const noise = cowImage(
      Object.fromEntries(Array.from({ length: 1024 }, (_, at) => [8 + at, '61'])),
    )
    const text = await report(noise)
    const rows = text.split('\n')
    const shown = rows.slice(
      0,
      rows.findIndex((row) => row.includes('found')),
    )
    expect(shown.filter((row) => row.includes('aaaaaaaa'))).toHaveLength(2)
    expect(rows.every((row) => row.length <= 100)).toBe(true)
  })
})

describe('a long value', () => {
  const actual = `${'a'.repeat(2000)}\u0007`
  const one = {
    rule: 'r',
    severity: 'error',
    message: 'm',
    field: 'f',
    offset: 0,
    length: 8,
  } as const
  const validation: Validation = {
    filename: 'x',
    format: 'cow',
    schema: 'cow-v2',
    policy: 'trusted',
    verdict: 'invalid',
    findings: [{ ...one, actual, expected: 'printable text', spec: 's' }],
  }

  it('is cut in the middle, with its length', async () => {
    const text = await validationText(validation, memorySource(cowImage(ALONE)), options)
    expect(text).toMatch(
      /found a{40,}[\s\S]+…[\s\S]+a\\x07 \(2,001 bytes\), expected printable text\n/,
    )
    expect(text.split('\n').length).toBeLessThan(12)
    expect(text.split('\n').every((row) => row.length <= 100)).toBe(true)
  })

  it('is whole in JSON, unless it is longer than any name', () => {
    expect(JSON.parse(validationJson(validation)).findings[0].actual).toBe(actual)
    const endless = { ...one, actual: 'a'.repeat(2_000_000), expected: '', spec: 's' }
    const json = validationJson({ ...validation, findings: [endless] })
    expect(json.length).toBeLessThan(5000)
    expect(json).toContain('a (2,000,000 bytes)"')
  })
})

describe('validationJson()', () => {
  it('writes exact offsets, and one object for one file', () => {
    const validation: Validation = {
      filename: 'x',
      format: 'cow',
      schema: 'cow-v2',
      policy: 'trusted',
      verdict: 'invalid',
      findings: [
        {
          rule: 'r',
          severity: 'error',
          message: 'm',
          field: 'f',
          offset: 2n ** 63n,
          length: 8n,
          actual: 'a',
          expected: 'e',
          spec: 's',
        },
      ],
    }
    const one = JSON.parse(validationJson(validation))
    expect(one.findings[0]).toMatchObject({ offset: '9223372036854775808', length: 8 })
    expect(JSON.parse(validationJson([validation, validation]))).toHaveLength(2)
    const line = validationJson(validation, 'line')
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual(one)
  })
})
