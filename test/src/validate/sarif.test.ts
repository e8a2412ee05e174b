import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../src/source/index.ts'
import { sarifText, type Validation, validate } from '../../../src/validate/index.ts'
import { bytesOf, damagedImages, goodImages } from '../../fixtures.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../fixtures/schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
)
const ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }))
const isSarif = ajv.compile(schema)

/** Faults that the schema finds. */
function problems(text: string): unknown {
  isSarif(JSON.parse(text))
  return isSarif.errors ?? []
}

const run = { version: '1.2.3', specs: 'file:///package/docs/specs' }

const one: Validation = {
  filename: 'images/a b.cow',
  format: 'cow',
  schema: 'cow-v2',
  policy: 'trusted',
  verdict: 'warnings',
  findings: [
    {
      rule: 'cow-v2.sectorsize',
      severity: 'warning',
      message: 'the sector size is not 512',
      field: 'header.sectorsize',
      offset: 1048,
      length: 4,
      actual: '1024',
      expected: '512',
      spec: 'cow-v2.md#rule-sectorsize',
    },
  ],
}

const [finding] = one.findings

describe('sarifText()', () => {
  it('is SARIF 2.1.0 for all fixtures', async () => {
    const validations: Validation[] = []
    for (const fixture of [...goodImages, ...damagedImages]) {
      const source = memorySource(bytesOf(fixture))
      validations.push(await validate(source, { filename: fixture.file }))
    }
    const text = sarifText(validations, run)
    expect(problems(text)).toEqual([])
    const count = validations.reduce((sum, { findings }) => sum + findings.length, 0)
    expect(JSON.parse(text).runs[0].results).toHaveLength(count)
  })

  it('is SARIF without findings and with files that could not be read', () => {
    const text = sarifText([], { ...run, failures: ['Cannot open "x": no such file'] })
    expect(problems(text)).toEqual([])
    expect(JSON.parse(text).runs[0]).toMatchObject({
      results: [],
      invocations: [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [{ message: { text: 'Cannot open "x": no such file' } }],
        },
      ],
    })
  })

  it('would not pass with a level of its own', () => {
    const text = sarifText([one], run).replace('"level":"warning"', '"level":"bad"')
    expect(problems(text)).not.toEqual([])
  })

  it('says where, what and which rule', () => {
    const [result] = JSON.parse(sarifText([one], run)).runs[0].results
    expect(result).toMatchObject({
      ruleId: 'cow-v2.sectorsize',
      level: 'warning',
      message: { text: 'the sector size is not 512: found 1024, expected 512.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'images/a%20b.cow' },
            region: { byteOffset: 1048, byteLength: 4 },
          },
          logicalLocations: [{ fullyQualifiedName: 'header.sectorsize' }],
        },
      ],
      partialFingerprints: { 'finding/v1': 'cow-v2.sectorsize header.sectorsize 1048' },
    })
  })

  it('describes each broken rule once', () => {
    const { driver } = JSON.parse(sarifText([one, one], run)).runs[0].tool
    expect(driver).toMatchObject({ name: 'cowtools', semanticVersion: '1.2.3' })
    expect(driver.rules).toHaveLength(1)
    expect(driver.rules[0]).toMatchObject({
      id: 'cow-v2.sectorsize',
      shortDescription: { text: 'The sector size is 512.' },
      defaultConfiguration: { level: 'warning' },
      helpUri: 'file:///package/docs/specs/cow-v2.md#rule-sectorsize',
    })
    expect(driver.rules[0].help.text).not.toBe('')
  })

  it('leaves the region out where no number can name it', () => {
    const far = finding && { ...finding, offset: 2n ** 63n, length: 8n }
    const text = sarifText([{ ...one, findings: far ? [far] : [] }], run)
    expect(problems(text)).toEqual([])
    expect(JSON.parse(text).runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'images/a%20b.cow' },
    })
  })

  it.each([
    ['/var/ö#1.cow', 'file:///var/%C3%B6%231.cow'],
    ['c:d.cow', 'c%3Ad.cow'],
    ['a\udcff.cow', 'a%FF.cow'],
    ['100%?.cow', '100%25%3F.cow'],
  ])('writes the name %j as a URI', (filename, uri) => {
    const text = sarifText([{ ...one, filename }], run)
    expect(problems(text)).toEqual([])
    const [result] = JSON.parse(text).runs[0].results
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(uri)
  })

  it('escapes what a terminal would obey', () => {
    const loud = finding && { ...finding, message: 'a\u001b[2Jb', actual: '\u0007' }
    const text = sarifText([{ ...one, findings: loud ? [loud] : [] }], run)
    expect(JSON.parse(text).runs[0].results[0].message.text).toContain('a\\x1b[2Jb: found \\x07')
  })
})
