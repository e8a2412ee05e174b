import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import {
  type ReportPaint,
  type Validation,
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
    expect(await report(cowImage())).toBe('x.cow: cow-v2, valid\n')
  })

  it('marks the bytes, and says what is found and expected and where to read on', async () => {
    expect(await report(cowImage({ 1050: '04' }))).toBe(`x.cow: cow-v2, readable: 1 warning

  warning  the sector size is not 512
           header.sectorsize, bytes 1048–1051
               1040  00 00 00 00 00 10 00 00 00 00 04 00 00 00 00 00  ................
                                             ^^ ^^ ^^ ^^
           found 1024, expected header.sectorsize == 512
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
