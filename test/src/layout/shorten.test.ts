import { describe, expect, it } from 'vitest'
import { quotedText, shortened, shortPrintable } from '../../../src/layout/index.ts'
import { cutMiddle } from '../../../src/layout/shorten.ts'

describe('cutMiddle()', () => {
  it('leaves what fits, and keeps start and end of the rest', () => {
    expect(cutMiddle('abcdef', 6)).toBe('abcdef')
    expect(cutMiddle('abcdefgh', 6)).toBe('abc…gh')
  })

  it('never halves a character', () => {
    for (let limit = 1; limit < 12; limit++) {
      expect(cutMiddle('😀😀😀😀😀😀', limit)).toMatch(/^(😀)*…(😀)*$/u)
    }
  })
})

describe('shortened()', () => {
  it('says how many bytes there are in all', () => {
    const text = shortened('é'.repeat(1000), 40)
    expect(text).toMatch(/^é+…é+ \(2,000 bytes\)$/)
    expect(text).toHaveLength(40)
    expect(shortened('short', 40)).toBe('short')
  })
})

describe('shortPrintable()', () => {
  it('escapes, and fits', () => {
    const text = shortPrintable('\u001b'.repeat(100), 40)
    expect(text).toMatch(/^[\\x1b]+…[\\x1b]+ \(100 bytes\)$/)
    expect(text).toHaveLength(40)
    expect(shortPrintable('a\u0007', 40)).toBe('a\\x07')
  })
})

describe('quotedText()', () => {
  it('says the length after the quotes', () => {
    expect(quotedText('a"b')).toBe('"a\\"b"')
    expect(quotedText('a'.repeat(100), 30)).toBe(`"${'a'.repeat(8)}…${'a'.repeat(7)}" (100 bytes)`)
  })
})
