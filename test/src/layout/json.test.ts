import { describe, expect, it } from 'vitest'
import { jsonText } from '../../../src/layout/index.ts'

describe('jsonText()', () => {
  it('writes exact integers: numbers while safe, else decimal text', () => {
    const values = [1n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n)]
    expect(JSON.parse(jsonText(values))).toEqual([
      1,
      Number.MAX_SAFE_INTEGER,
      '9007199254740992',
      '-9223372036854775808',
    ])
  })

  it('writes bytes as hex, and leaves out what is undefined', () => {
    expect(JSON.parse(jsonText({ a: Uint8Array.of(0, 255), b: undefined }))).toEqual({ a: '00ff' })
  })
})
