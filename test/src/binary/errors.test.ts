import { describe, expect, it } from 'vitest'
import {
  FormatError,
  notConstant,
  outOfRange,
  truncated,
  UnsupportedError,
} from '../../../src/binary/errors.ts'

describe('FormatError', () => {
  it('says what, where and why', () => {
    const cause = new Error('below')
    const details = { code: 'out-of-bounds', field: 'header.x', offset: 8, cause } as const
    const error = new FormatError('Cannot parse header.x: is far away', details)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'FormatError', ...details })
  })

  it('has no cause where none is given', () => {
    const error = new FormatError('x', { code: 'truncated', field: 'x', offset: 0 })
    expect('cause' in error).toBe(false)
  })
})

describe('UnsupportedError', () => {
  it('names the feature', () => {
    const error = new UnsupportedError('Cannot open it: is encrypted', {
      code: 'feature',
      feature: 'encryption',
    })
    expect(error).toMatchObject({
      name: 'UnsupportedError',
      code: 'feature',
      feature: 'encryption',
    })
  })
})

describe('truncated()', () => {
  it('says how many bytes there are', () => {
    expect(truncated('the header', 1056, 100)).toMatchObject({
      message: 'Cannot parse the header: needs 1056 bytes, has 100',
      code: 'truncated',
      field: 'the header',
      offset: 100,
    })
  })
})

describe('notConstant()', () => {
  it('calls the first field of a file its magic', () => {
    expect(notConstant('header.magic', 0, { actual: 0, expected: 0x4f4f4f4d })).toMatchObject({
      message: 'Cannot parse header.magic: is 0x0, not 0x4f4f4f4d, at byte 0',
      code: 'bad-magic',
      offset: 0,
    })
    expect(notConstant('header.version', 4, { actual: 3n, expected: 2n })).toMatchObject({
      code: 'bad-constant',
      offset: 4,
    })
  })

  it('quotes text', () => {
    const { message } = notConstant('header.magic', 0, { actual: 'A\n', expected: 'ACOW' })
    expect(message).toBe('Cannot parse header.magic: is "A\\n", not "ACOW", at byte 0')
  })
})

describe('outOfRange()', () => {
  it('says what is allowed', () => {
    const error = outOfRange('header.cluster_bits', 20, { actual: 30, min: 9, max: 21 })
    expect(error).toMatchObject({
      message: 'Cannot use header.cluster_bits: is 30, not 9 to 21, at byte 20',
      code: 'out-of-range',
      field: 'header.cluster_bits',
      offset: 20,
    })
  })
})
