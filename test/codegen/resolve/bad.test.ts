import { describe, expect, it } from 'vitest'
import { problemText } from '../../../codegen/problems.ts'
import { resolve } from '../../../codegen/resolve/index.ts'
import { badCase, badNames, goodSchema } from './bad.ts'

function problemsOf(schema: unknown, file: string): string {
  const resolved = resolve(schema, file)
  return resolved.kind === 'format' ? '' : `${resolved.problems.map(problemText).join('\n')}\n`
}

describe('resolve()', () => {
  it('takes the good schema', () => {
    expect(problemsOf(goodSchema(), 'good.json')).toBe('')
  })

  it.each(badNames())('rejects %s', (name) => {
    const { schema, expected } = badCase(name)
    expect(problemsOf(schema, `${name}.json`)).toBe(expected)
  })
})
