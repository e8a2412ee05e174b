import { describe, expect, it } from 'vitest'
import { countText, plural, sizeText } from '../../../src/layout/index.ts'

describe('sizeText()', () => {
  it('counts bytes below 1 KiB', () => {
    expect([0n, 1n, 1023n, 1024n].map(sizeText)).toEqual([
      '0 bytes',
      '1 byte',
      '1023 bytes',
      '1 KiB',
    ])
  })
})

describe('countText()', () => {
  it('sets thousands apart', () => {
    expect([0, 999, 1000, 1234567].map(countText)).toEqual(['0', '999', '1,000', '1,234,567'])
  })
})

describe('plural()', () => {
  it('adds an s to all but one', () => {
    expect([0, 1, 2000].map((count) => plural(count, 'file'))).toEqual([
      '0 files',
      '1 file',
      '2,000 files',
    ])
  })
})
