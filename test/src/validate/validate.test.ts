import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/binary/finding.ts'
import { memorySource } from '../../../src/source/index.ts'
import { sortFindings, TRUSTED, UNTRUSTED, validate } from '../../../src/validate/index.ts'
import { addCowV18Image, cowImage, images, qcow2Image } from '../formats/images.ts'

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
    expect(validation.findings).toMatchObject([
      { severity: 'notice', offset: 8 },
      { severity: 'notice', offset: 1036, length: 4 },
    ])
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
          spec: 'index.md#rule-format.empty',
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
    const image = qcow2Image({ 7: '04' })
    const { verdict, findings } = await validate(memorySource(image), { filename })
    expect(verdict).toBe('unreadable')
    expect(findings).toMatchObject([
      {
        rule: 'format.near_miss',
        message:
          'the file looks like qcow2, but bytes 4–7 are 00 00 00 04, not 00 00 00 02 or 00 00 00 03',
        offset: 0,
        length: 8,
        actual: '51 46 49 fb 00 00 00 04',
        expected: '51 46 49 fb 00 00 00 02 or 51 46 49 fb 00 00 00 03',
        spec: 'index.md#rule-format.near_miss',
      },
    ])
  })

  it('checks against the format that the caller names', async () => {
    const source = memorySource(cowImage({ 7: '04' }))
    const validation = await validate(source, { filename, format: 'cow' })
    expect(validation).toMatchObject({ schema: 'cow-v2', verdict: 'invalid' })
    expect(validation.findings[0]).toMatchObject({ offset: 4, actual: '4', expected: '2' })
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
      spec: 'index.md#rule-format.mismatch',
    })
    for (const format of ['qcow2', undefined]) {
      expect((await validate(source, { filename, format })).verdict).toBe('valid')
    }
  })

  it('throws for a format that nobody knows, and for nothing that the bytes say', async () => {
    const source = memorySource(Uint8Array.from({ length: 64 }, (_, at) => at + 1))
    await expect(validate(source, { filename, format: 'nbd' })).rejects.toThrow('"nbd"')
    const { verdict, findings } = await validate(source, { filename, format: 'add-cow' })
    expect(verdict).toBe('unreadable')
    expect(findings).toMatchObject([{ rule: 'format.unknown' }])
  })

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort()
    await expect(validate(memorySource(cowImage()), { filename, signal })).rejects.toThrow()
  })

  it('refuses a file that is longer than the policy allows', async () => {
    const source = memorySource(qcow2Image())
    const check = async (maxFileSize: number) => {
      const policy = { ...TRUSTED, maxFileSize }
      const { findings } = await validate(source, { filename, policy })
      return findings.filter(({ severity }) => severity === 'error')
    }
    expect(await check(source.size)).toEqual([])
    expect(await check(source.size - 1)).toMatchObject([
      { rule: 'limits.file_size', offset: source.size - 1, length: 0 },
    ])
  })

  it('says which policy it checked under', async () => {
    const source = memorySource(cowImage())
    expect((await validate(source, { filename })).policy).toBe('trusted')
    expect((await validate(source, { filename, policy: UNTRUSTED })).policy).toBe('untrusted')
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
