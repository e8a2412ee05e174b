import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/binary/finding.ts'
import { formats } from '../../../src/formats/index.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import type { Layout } from '../../../src/layout/index.ts'
import { memorySource } from '../../../src/source/index.ts'
import { imageFileFinding, sortFindings, validate } from '../../../src/validate/index.ts'
import { unknownFinding } from '../../../src/validate/validate.ts'
import { addCowV18Image, cowImage, hexOf, images, qcow2Image } from '../formats/images.ts'

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

  it('says first that the bytes are of another format than the one named', async () => {
    const source = memorySource(qcow2Image())
    const validation = await validate(source, { filename, format: 'cow' })
    expect(validation).toMatchObject({ schema: 'cow-v2', verdict: 'invalid' })
    expect(validation.findings[0]).toEqual({
      rule: 'format.mismatch',
      severity: 'error',
      message: 'these bytes are qcow2, not cow-v2',
      field: 'signature',
      offset: 0,
      length: 8,
      actual: '51 46 49 fb 00 00 00 03',
      expected: '4f 4f 4f 4d 00 00 00 02',
      spec: 'index.md#detection',
    })
    for (const format of ['qcow2', undefined]) {
      expect((await validate(source, { filename, format })).verdict).toBe('valid')
    }
  })

  it('takes findings of its caller, in their order', async () => {
    const source = memorySource(addCowV18Image({ 24: '00 00 00 00 00 00 00 80' }))
    const { verdict, findings } = await validate(source, {
      filename,
      findings: async (header) => {
        expect(header.facts.imageFile).toBe('disk.img')
        return [imageFileFinding(findLayout(header.format.id) as Layout, header, 'does not exist')]
      },
    })
    expect(verdict).toBe('invalid')
    expect(findings.at(-1)).toEqual({
      rule: 'format.image_file_missing',
      severity: 'warning',
      message: 'the image file does not exist',
      field: 'image_file',
      offset: 84,
      length: 8,
      actual: 'disk.img',
      expected: 'the name of a file that exists',
      spec: 'add-cow-v18.md#string-image_file',
    })
    expect(findings.map(({ offset }) => Number(offset))).toEqual([24, 84])
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

describe('imageFileFinding()', () => {
  it.each([
    ['add-cow-v4', 'header.image_file', 1036, 'header-image_file'],
    ['add-cow-v10', 'image_file', 44, 'string-image_file'],
  ])('points at the name in a %s', (id, field, offset, anchor) => {
    const format = formats.find((one) => one.id === id)
    const layout = findLayout(id)
    if (format === undefined || layout === undefined) throw new Error(`no ${id}`)
    const bytes = images[id]?.() ?? new Uint8Array(0)
    const header = { format, bytes, context: {}, facts: format.facts(bytes) }
    const found = imageFileFinding(layout, header, 'does not exist')
    expect(found).toMatchObject({ field, offset, spec: `${id}.md#${anchor}` })
    const page = readFileSync(`docs/specs/${id}.md`, 'utf8')
    expect(page).toContain(`<a id="${anchor}">`)
  })

  it('points at the name in an extension', () => {
    const bytes = qcow2Image({
      72: '00 00 00 00 00 00 00 04',
      112: `44 41 54 41 00 00 00 08 ${hexOf('data.raw')}`,
    })
    const format = formats.find(({ id }) => id === 'qcow2')
    if (format === undefined) throw new Error('no qcow2')
    const header = { format, bytes, context: {}, facts: format.facts(bytes) }
    expect(imageFileFinding(findLayout('qcow2') as Layout, header, 'is a folder')).toMatchObject({
      message: 'the image file is a folder',
      field: 'extensions.external_data_file',
      offset: 120,
      length: 8,
      spec: 'qcow2.md#extension-external_data_file',
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

  it('hints at other byte orders and at the predecessor of qcow2', async () => {
    const hint = async (image: Uint8Array) =>
      (await validate(memorySource(image), { filename })).findings[0]?.message
    expect(await hint(cowImage({ 0: '4d 4f 4f 4f 02 00 00 00' }))).toBe(
      'the file looks like cow-v2, but bytes 0–3 are 4d 4f 4f 4f, not 4f 4f 4f 4d: the bytes of the magic are in reverse order',
    )
    expect(await hint(qcow2Image({ 7: '01' }))).toMatch(/this is qcow version 1, /)
    expect(await hint(qcow2Image({ 7: '04' }))).toMatch(/or 00 00 00 03$/)
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
