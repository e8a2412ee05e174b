import { describe, expect, it } from 'vitest'
import {
  cutEnd,
  findRule,
  firstSentences,
  plainText,
  ruleIndex,
} from '../../../src/validate/report-rules.ts'

describe('findRule()', () => {
  it('finds the rules of a format and those of every file', () => {
    expect(findRule('cow-v2.sectorsize')?.severity).toBe('warning')
    expect(findRule('format.empty')?.severity).toBe('error')
    expect(findRule('cow-v2.none')).toBeUndefined()
  })
})

describe('ruleIndex()', () => {
  it('has something to do about every rule', () => {
    const silent = [...ruleIndex().values()].filter(({ advice }) => advice.trim() === '')
    expect(silent.map(({ id }) => id)).toEqual([])
    expect(ruleIndex().size).toBeGreaterThan(100)
  })
})

describe('plainText()', () => {
  it('takes the marks of Markdown away', () => {
    expect(plainText('see [the `size`](x.md#size)\nof *it*')).toBe('see the size of it')
  })
})

describe('firstSentences()', () => {
  it('takes what fits, and the first one at least', () => {
    expect(firstSentences('One is here. Two is there. Three.', 26)).toBe(
      'One is here. Two is there.',
    )
    expect(firstSentences('One is here. Two.', 3)).toBe('One is here.')
    expect(firstSentences('', 3)).toBe('')
  })

  it('does not take a dot inside a sentence for its end', () => {
    expect(firstSentences('Up to 2.5 times, e.g. more. Two.', 10)).toBe(
      'Up to 2.5 times, e.g. more.',
    )
  })
})

describe('cutEnd()', () => {
  it('cuts what is longer than the limit', () => {
    expect(cutEnd('abc', 3)).toBe('abc')
    expect(cutEnd('ab cd', 4)).toBe('ab…')
  })
})
