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

  it('cuts what is longer than its limit, and says how long it is', () => {
    const long = { text: 'a'.repeat(5000), bytes: new Uint8Array(3000) }
    const cut = JSON.parse(jsonText(long, 100))
    expect(cut.text).toMatch(/^a+…a+ \(5,000 bytes\)$/)
    expect(cut.text).toHaveLength(100)
    expect(cut.bytes).toMatch(/^0+…0+ \(6,000 bytes\)$/)
    expect(JSON.parse(jsonText(long)).text).toBe(long.text)
  })

  it('writes bytes as hex, and leaves out what is undefined', () => {
    expect(JSON.parse(jsonText({ a: Uint8Array.of(0, 255), b: undefined }))).toEqual({ a: '00ff' })
  })
})
