import { describe, expect, it } from 'vitest'
import { PASSES, resolve } from '../../../codegen/resolve/index.ts'
import { goodSchema } from './bad.ts'

describe('PASSES', () => {
  it('lists every pass in the order in which it runs', () => {
    expect(PASSES).toEqual([
      'summaries',
      'sources',
      'names',
      'lineage',
      'sizes',
      'ledger',
      'references',
      'bits',
      'enums',
      'c-layout',
      'link',
      'circles',
      'widths',
      'divisions',
      'limits',
      'region-order',
    ])
  })
})

describe('resolve()', () => {
  it('reports the problems of all schema passes, in the order of the passes', () => {
    const schema = goodSchema() as { summary?: string; sources?: unknown; structs: never }
    delete schema.summary
    delete schema.sources
    const { header } = schema.structs as { header: { size: number } }
    header.size = 84
    const resolved = resolve(schema, 'test.json')
    expect(resolved.kind === 'problems' && resolved.problems.map((one) => one.path)).toEqual([
      'good-v1',
      'good-v1',
      'header',
    ])
  })

  it('covers every byte of every struct, header first', () => {
    const resolved = resolve(goodSchema(), 'test.json')
    if (resolved.kind === 'problems') throw new Error('The good schema is bad')
    expect(resolved.format.structs.map((struct) => struct.names.spec)).toEqual([
      'header',
      'entry',
      'record',
    ])
    for (const struct of resolved.format.structs) {
      let end = 0
      for (const item of struct.items) {
        expect(item.offset).toBe(end)
        end += item.size
      }
      expect(end).toBe(struct.size)
    }
  })

  it.each([[null], [[]], ['text'], [42], [{}]])('takes %j for no schema, and says so', (schema) => {
    const resolved = resolve(schema, 'test.json')
    expect(resolved.kind).toBe('problems')
    if (resolved.kind === 'problems') expect(resolved.problems[0]?.message).toMatch(/^(is|lacks) /)
  })
})
