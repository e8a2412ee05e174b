import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonErrorAt } from '../../codegen/json-error.ts'

describe('jsonErrorAt()', () => {
  it.each([
    ['', 0],
    ['[1,]', 3],
    ['{ "a": }', 7],
    ['{ "a" 1 }', 6],
    ['{ a: 1 }', 2],
    ['[1 2]', 3],
    ['[01]', 1],
    ['["a\n"]', 1],
    ['{} x', 3],
    ['{ "a": [tru] }', 8],
    ['{ "a": 1', 8],
    ["{ 'a': 1 }", 2],
  ])('finds where %j goes wrong', (text, at) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(jsonErrorAt(text)).toBe(at)
  })

  it('reads all that is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonErrorAt(text)).toBe(text.length)
      }),
    )
  })
})
