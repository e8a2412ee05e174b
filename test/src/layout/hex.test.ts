import { describe, expect, it } from 'vitest'
import {
  asciiColumn,
  byteRange,
  hexDigits,
  hexPairs,
  hexWord,
  zerosEnd,
} from '../../../src/layout/index.ts'

describe('hexPairs(), hexDigits(), asciiColumn()', () => {
  it('show bytes', () => {
    const bytes = Uint8Array.of(0x51, 0x46, 0x20, 0x7f, 0xfb, 0)
    expect(hexPairs(bytes)).toBe('51 46 20 7f fb 00')
    expect(hexDigits(bytes)).toBe('5146207ffb00')
    expect(asciiColumn(bytes)).toBe('QF ...')
  })
})

describe('hexWord()', () => {
  it('has all the digits of its size, and none more', () => {
    expect(hexWord(0x1fn, 4)).toBe('0x0000001f')
    expect(hexWord(-1n, 2)).toBe('0xffff')
  })
})

describe('byteRange()', () => {
  it('names a byte or a range, exactly', () => {
    expect(byteRange(104, 1)).toBe('byte 104')
    expect(byteRange(8, 1024)).toBe('bytes 8–1031')
    expect(byteRange(1n << 63n, 2)).toBe('bytes 9223372036854775808–9223372036854775809')
  })
})

describe('zerosEnd()', () => {
  it('finds the end of a run of zeros', () => {
    const bytes = Uint8Array.of(1, 0, 0, 2)
    expect(zerosEnd(bytes, 1, 4)).toBe(3)
    expect(zerosEnd(bytes, 0, 4)).toBe(0)
    expect(zerosEnd(bytes, 1, 2)).toBe(2)
  })
})
