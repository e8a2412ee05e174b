import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/binary/finding.ts'
import { memorySource } from '../../../src/source/index.ts'
import { sortFindings, validate } from '../../../src/validate/index.ts'
import { addCowV18Image, cowImage, images } from '../formats/images.ts'

const filename = 'x'

describe('validate()', () => {
  it.each(Object.entries(images))('finds no fault in a good %s', async (id, create) => {
    const validation = await validate(memorySource(create()), { filename })
    expect(validation).toMatchObject({ filename, schema: id, verdict: 'valid' })
    expect(validation.findings.filter(({ severity }) => severity !== 'notice')).toEqual([])
  })

  it('gives family and exact id', async () => {
    const validation = await validate(memorySource(addCowV18Image()), { filename })
    expect(validation).toMatchObject({ format: 'add-cow', schema: 'add-cow-v18' })
  })

  it('stays valid with notices alone', async () => {
    const image = cowImage({ 1036: 'de ad be ef' })
    const validation = await validate(memorySource(image), { filename })
    expect(validation.verdict).toBe('valid')
    expect(validation.findings).toMatchObject([{ severity: 'notice', offset: 1036, length: 4 }])
  })

  it('tells warnings from errors', async () => {
    const warned = await validate(memorySource(cowImage({ 1050: '04' })), { filename })
    expect(warned.verdict).toBe('warnings')
    const wrong = await validate(memorySource(cowImage().subarray(0, 1200)), { filename })
    expect(wrong.verdict).toBe('invalid')
  })

  it('reports an empty file', async () => {
    const validation = await validate(memorySource(new Uint8Array(0)), { filename })
    expect(validation).toMatchObject({
      format: null,
      schema: null,
      verdict: 'unreadable',
      findings: [
        {
          rule: 'format.empty',
          severity: 'error',
          message: 'the file is empty',
          offset: 0,
          length: 0,
          actual: '0 bytes',
          spec: 'index.md#detection',
        },
      ],
    })
  })

  it('reports a file of no known format, with its first bytes', async () => {
    const noise = Uint8Array.from({ length: 600 }, (_, at) => at + 1)
    const { verdict, findings } = await validate(memorySource(noise), { filename })
    expect(verdict).toBe('unreadable')
    expect(findings).toMatchObject([
      { rule: 'format.unknown', offset: 0, length: 8, actual: '01 02 03 04 05 06 07 08' },
    ])
  })

  it('reports a near miss with both signatures', async () => {
    const image = cowImage({ 7: '03' })
    const { verdict, findings } = await validate(memorySource(image), { filename })
    expect(verdict).toBe('unreadable')
    expect(findings).toMatchObject([
      {
        rule: 'format.unknown',
        message: 'the file looks like cow-v2, but bytes 4–7 are 00 00 00 03, not 00 00 00 02',
        offset: 0,
        length: 8,
        actual: '4f 4f 4f 4d 00 00 00 03',
        expected: '4f 4f 4f 4d 00 00 00 02',
        spec: 'index.md#detection',
      },
    ])
  })

  it('checks against the format that the caller names', async () => {
    const source = memorySource(cowImage({ 7: '03' }))
    const validation = await validate(source, { filename, format: 'cow' })
    expect(validation).toMatchObject({ schema: 'cow-v2', verdict: 'invalid' })
    expect(validation.findings).toMatchObject([{ offset: 4, actual: '3', expected: '2' }])
    await expect(validate(source, { filename, format: 'vmdk' })).rejects.toThrow('"vmdk"')
  })

  it('asks for inputs, and uses them', async () => {
    const source = memorySource(addCowV18Image().subarray(0, 65537))
    const asked: unknown[] = []
    const { findings } = await validate(source, {
      filename,
      inputs: async ({ imageFile, imageSizeInput }) => {
        asked.push(imageFile, imageSizeInput)
        return { image_file_size: 1 << 20 }
      },
    })
    expect(asked).toEqual(['disk.img', 'image_file_size'])
    expect(findings.map(({ rule }) => rule)).toContain('add-cow-v18.allocation_bitmap.beyond_file')
  })
})

describe('sortFindings()', () => {
  it('sorts by offset, exactly, then by rule', () => {
    const at = (offset: number | bigint, rule: string): Finding => ({
      rule,
      severity: 'error',
      message: '',
      field: '',
      offset,
      length: 1,
      actual: '',
      expected: '',
      spec: '',
    })
    const big = 2n ** 60n
    const sorted = sortFindings([at(big + 1n, 'a'), at(big, 'b'), at(8, 'b'), at(8n, 'a')])
    expect(sorted.map(({ offset, rule }) => `${offset} ${rule}`)).toEqual([
      '8 a',
      '8 b',
      `${big} b`,
      `${big + 1n} a`,
    ])
  })
})
