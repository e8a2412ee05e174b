import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import {
  type ReportPaint,
  summaryText,
  type Validation,
  type Verdict,
  validate,
  validationJson,
  validationText,
} from '../../../src/validate/index.ts'
import { cowImage } from '../formats/images.ts'

const plain = (text: string) => text
const paint: ReportPaint = {
  error: plain,
  warning: plain,
  notice: plain,
  good: plain,
  strong: plain,
  dim: plain,
}
const options = { paint, width: 100, specs: 'docs/specs' }

async function report(bytes: Uint8Array, filename = 'x.cow'): Promise<string> {
  const source = memorySource(bytes)
  return await validationText(await validate(source, { filename }), source, options)
}

describe('validationText()', () => {
  it('is one line for a good image', async () => {
    expect(await report(cowImage())).toBe(
      'x.cow: cow-v2, valid (header and file map; tables and data are not followed)\n',
    )
    const source = memorySource(cowImage())
    const validation = await validate(source, { filename: 'x.cow' })
    expect(await validationText(validation, source, { ...options, hasScope: false })).toBe(
      'x.cow: cow-v2, valid\n',
    )
    expect(await report(cowImage(), 'a'.repeat(60))).toMatch(/valid\n {2}\(header and .+\)\n$/)
  })

  it('marks the bytes, and says what is found and expected and where to read on', async () => {
    expect(await report(cowImage({ 1050: '04' }))).toBe(`x.cow: cow-v2, readable: 1 warning

  warning  the sector size is not 512
           header.sectorsize, bytes 1048–1051
               1040  00 00 00 00 00 10 00 00 00 00 04 00 00 00 00 00  ................
                                             ^^ ^^ ^^ ^^
           found 1024, expected 512
           cow-v2.sectorsize, see docs/specs/cow-v2.md#rule-sectorsize
`)
  })

  it('shows a near miss', async () => {
    expect(await report(cowImage({ 7: '03' }))).toBe(`x.cow: unreadable: 1 error

  error    the file looks like cow-v2, but bytes 4–7 are 00 00 00 03, not 00 00 00 02
           signature, bytes 0–7
                  0  4f 4f 4f 4d 00 00 00 03 62 61 73 65 2e 72 61 77  OOOM....base.raw
                     ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^
           found 4f 4f 4f 4d 00 00 00 03, expected 4f 4f 4f 4d 00 00 00 02
           format.unknown, see docs/specs/index.md#detection
`)
  })

  it('shows no bytes of an empty file', async () => {
    expect(await report(new Uint8Array(0))).toContain(
      'the file is empty\n           file at byte 0',
    )
  })

  it('says when the place is past the end of the file', async () => {
    const text = await report(cowImage().subarray(0, 1200))
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
    expect(rows.filter((row) => row.includes('aaaaaaaa'))).toHaveLength(2)
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
    verdict: 'invalid',
    findings: [{ ...one, actual, expected: 'printable text', spec: 's' }],
  }

  it('is cut in the middle, with its length', async () => {
    const text = await validationText(validation, memorySource(cowImage()), options)
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

describe('summaryText()', () => {
  const outcome = (verdict: Verdict): Validation => {
    return { filename: 'x', format: null, schema: null, verdict, findings: [] }
  }

  it('counts each outcome that there is, and says what valid means', () => {
    const verdicts = ['valid', 'valid', 'warnings', 'invalid', 'unreadable'] as const
    expect(summaryText(verdicts.map(outcome), { paint, failures: 1 })).toBe(
      `valid: header and file map; tables and data are not followed
6 files: 2 valid, 1 with warnings, 1 invalid, 1 unreadable, 1 not checked
`,
    )
    const invalid = [outcome('invalid'), outcome('invalid')]
    expect(summaryText(invalid, { paint, failures: 0 })).toBe('2 files: 2 invalid\n')
  })
})

describe('validationJson()', () => {
  it('writes exact offsets, and one object for one file', () => {
    const validation: Validation = {
      filename: 'x',
      format: 'cow',
      schema: 'cow-v2',
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
  })
})
