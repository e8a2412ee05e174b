import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainName, nameTraits, protocolOf } from '../../../src/validate/names.ts'

describe('nameTraits()', () => {
  it.each([
    ['base.raw', []],
    ['sub/base.raw', []],
    ['sub/../base.raw', []],
    ['./a:b', []],
    ['..hidden/x', []],
    ['nbd://host/x', ['protocol', 'absolute']],
    ['json:{"driver":"file"}', ['protocol']],
    ['file:base.raw', ['protocol']],
    ['file:/dev/sda', ['protocol', 'absolute', 'device']],
    ['/images/base.raw', ['absolute']],
    ['//images//base.raw', ['absolute']],
    ['C:\\images\\base.raw', ['absolute']],
    ['../base.raw', ['parent']],
    ['sub/../../base.raw', ['parent']],
    ['/dev/sda', ['absolute', 'device']],
    ['//dev/./sda', ['absolute', 'device']],
    ['/images/../proc/self/mem', ['absolute', 'device']],
    ['../../../../dev/sda', ['parent', 'device']],
    ['/device/x', ['absolute']],
    ['dev/x', []],
  ])('sees in %j %j', (name, traits) => {
    expect(nameTraits(name)).toEqual(traits)
  })

  const part = fc.stringMatching(/^[a-z]{1,8}$/)

  it('sees nothing in a name below the folder', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        expect(nameTraits(parts.join('/'))).toEqual([])
      }),
    )
  })

  it('sees every way up, however it is hidden between other parts', () => {
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (down, rest) => {
        const ups = Array.from({ length: down.length + 1 }, () => '..')
        const name = [...down, '.', '', ...ups, ...rest].join('/')
        // With no part before, the empty one in front makes the name absolute.
        expect(nameTraits(`./${name}`)).toContain('parent')
      }),
    )
  })

  it('never throws, and takes linear time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => void nameTraits(name)))
    expect(nameTraits('../'.repeat(200_000))).toEqual(['parent'])
  })
})

describe('protocolOf()', () => {
  it.each([
    ['nbd+unix:///x', 'nbd+unix:'],
    ['C:\\x', undefined],
    ['c:x', 'c:'],
    ['a/b:c', undefined],
    ['1:x', undefined],
  ])('of %j is %j', (name, protocol) => {
    expect(protocolOf(name)).toBe(protocol)
  })
})

describe('isPlainName()', () => {
  it.each(['', 'a\0b', 'C:\\x', 'nbd:x', '/dev/sda', '../../proc/1'])('is not so of %j', (name) => {
    expect(isPlainName(name)).toBe(false)
  })

  it.each(['a', '../a', '/a', './nbd:x'])('is so of %j', (name) => {
    expect(isPlainName(name)).toBe(true)
  })
})
