/** Formats with one signature: what `validate` says of the reading it took. */
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { createInspector } from '../../../src/validate/index.ts'
import { validate } from '../../../src/validate/validate.ts'
import { bytesOf, fixtureNamed } from '../../fixtures.ts'

const image = (name: string) => bytesOf(fixtureNamed(name))

async function about(bytes: Uint8Array, format?: string) {
  const options = { filename: 'x', format }
  const validation = await validate(memorySource(bytes), options)
  const inspector = createInspector(options)
  inspector.push(bytes)
  expect(inspector.finish().findings).toEqual(validation.findings)
  const found = validation.findings.filter(({ rule }) => rule.startsWith('format.'))
  return { schema: validation.schema, found }
}

describe('format.choice', () => {
  it('tells of an unusual format, what speaks against the others, and how to name one', async () => {
    const { schema, found } = await about(image('cow/i386_backed_w.cow'))
    expect(schema).toBe('cow-v2-i386')
    expect(found).toMatchObject([
      {
        rule: 'format.choice',
        severity: 'notice',
        expected: '-f cow-v2 or -f uml-cow-v2, if it is not cow-v2-i386',
      },
    ])
    expect(found[0]?.message).toContain('as cow-v2 it would be wrong that the sector size is 512')
  })

  it('tells of a near thing', async () => {
    const { schema, found } = await about(image('cow/one_sector.cow'))
    expect(schema).toBe('cow-v2')
    expect(found).toMatchObject([{ rule: 'format.choice' }])
  })

  it('is not found where the bytes are clear, or the format is named', async () => {
    for (const name of ['cow/backed_w.cow', 'uml-cow/v3_w.cow', 'uml-cow/v1_le.cow']) {
      expect((await about(image(name))).found).toEqual([])
    }
    expect((await about(image('cow/one_sector.cow'), 'cow-v2')).found).toEqual([])
    expect((await about(image('uml-cow/v2.cow'), 'uml-cow-v2')).found).toEqual([])
  })
})

describe('format.ambiguous_reading', () => {
  it('is a warning where nothing decides', async () => {
    const bytes = image('cow/first_only.cow')
    bytes.set([0, 0, 4, 0, 0, 0, 2, 0], 1040)
    const { schema, found } = await about(bytes)
    expect(schema).toBe('cow-v2')
    expect(found).toMatchObject([{ rule: 'format.ambiguous_reading', severity: 'warning' }])
    expect(found[0]?.message).toContain('it makes sense as cow-v2-i386 too')
  })

  it('is a warning where the bytes speak against the format that is named', async () => {
    const { schema, found } = await about(image('cow/i386_backed_w.cow'), 'cow-v2')
    expect(schema).toBe('cow-v2')
    expect(found).toMatchObject([{ rule: 'format.ambiguous_reading', expected: 'cow-v2-i386' }])
  })
})
