import { describe, expect, it } from 'vitest'
import { tableLines, wrapText } from '../../../src/layout/index.ts'

describe('wrapText()', () => {
  it('breaks at spaces, and inside a word that is too long', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrapText('', 4)).toEqual([''])
    expect(wrapText('0x4 (long_name)', 12)).toEqual(['0x4', '(long_name)'])
    expect(wrapText('0x4 (very_long_name)', 12)).toEqual(['0x4 (very_lo', 'ng_name)'])
  })
})

describe('tableLines()', () => {
  it('makes columns as wide as their longest cell', () => {
    expect(
      tableLines([
        ['a', 'bb', 'c'],
        ['long', 'b', ''],
      ]),
    ).toEqual(['a     bb  c', 'long  b'])
  })
})
