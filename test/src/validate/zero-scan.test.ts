import { describe, expect, it } from 'vitest'
import { zeroScan } from '../../../src/validate/zero-scan.ts'

const rule = { id: 'x.gap.not_zero', severity: 'notice', message: 'gap', spec: '' } as const

function found(bytes: Uint8Array, step = bytes.length) {
  const scan = zeroScan({ name: 'gap', offset: 100, end: 100 + bytes.length, rule })
  for (let at = 0; at < bytes.length; at += step) {
    scan.feed(bytes.subarray(at, at + step), 100 + at)
  }
  return scan.finish(1000)
}

describe('zeroScan()', () => {
  it('finds nothing in zeros', () => {
    expect(found(new Uint8Array(5000))).toEqual([])
  })

  it.each([1, 7, 5000])('finds the first and the last other byte, in pieces of %i', (step) => {
    const bytes = new Uint8Array(5000)
    bytes.set([0xab, 0, 0xcd], 4990)
    expect(found(bytes, step)).toMatchObject([
      { rule: 'x.gap.not_zero', field: 'gap', offset: 5090, length: 3, expected: 'zero' },
    ])
  })

  it('shows the first bytes of many', () => {
    const [one] = found(new Uint8Array(40).fill(1))
    expect(one).toMatchObject({ offset: 100, length: 40, actual: `${'01 '.repeat(16)}…` })
  })
})
