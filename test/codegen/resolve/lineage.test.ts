import { describe, expect, it } from 'vitest'
import { problemText } from '../../../codegen/problems.ts'
import { checkLineages } from '../../../codegen/resolve/lineage.ts'
import { item, variant } from '../diff/variants.ts'

const continuing = (id: string, from: string, renamed: Record<string, string> = {}) =>
  variant((schema) => {
    schema.lineage = { from, renamed }
  }, id)

const problems = (...formats: Parameters<typeof checkLineages>[0]) =>
  checkLineages(formats).map(problemText)

describe('checkLineages()', () => {
  const first = variant((schema) => {
    Object.assign(item(schema, 'tail'), { name: 'last' })
  }, 'good-v1')

  it('takes a name of the earlier format, and an earlier format that is not there', () => {
    expect(
      problems(first, continuing('good-v2', 'good-v1', { 'header.last': 'header.tail' })),
    ).toEqual([])
    expect(problems(continuing('good-v2', 'gone-v1', { 'header.x': 'header.tail' }))).toEqual([])
  })

  it('refuses what the earlier format does not have', () => {
    expect(
      problems(first, continuing('good-v2', 'good-v1', { 'header.lost': 'header.tail' })),
    ).toEqual([
      'schemas/good-v2.json: lineage.renamed.header.lost: is no name of good-v1; did you mean "header.last"?',
    ])
  })

  it('refuses formats that come from each other', () => {
    expect(problems(continuing('good-v2', 'good-v3'), continuing('good-v3', 'good-v2'))).toEqual([
      'schemas/good-v2.json: lineage.from: leads from good-v3 back to good-v2; name an earlier format',
      'schemas/good-v3.json: lineage.from: leads from good-v2 back to good-v3; name an earlier format',
    ])
  })
})
