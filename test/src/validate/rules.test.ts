import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/binary/finding.ts'
import { TRUSTED, UNTRUSTED } from '../../../src/validate/policy.ts'
import { ruleOf, ruleWithId, thingsWith, underPolicy } from '../../../src/validate/rules.ts'

const found = (rule: string): Finding => ({
  rule,
  severity: 'notice',
  message: '',
  field: '',
  offset: 0,
  length: 0,
  actual: '',
  expected: '',
  spec: '',
})

describe('ruleOf() and ruleWithId()', () => {
  it('find rules of formats and of every file', () => {
    expect(ruleOf('cow-v2', 'backing_file.missing')?.id).toBe('cow-v2.backing_file.missing')
    expect(ruleOf('cow-v2', 'nothing')).toBeUndefined()
    expect(ruleWithId('format.empty')?.severity).toBe('error')
  })
})

describe('thingsWith()', () => {
  it('names what a rule of that kind is about', () => {
    expect(thingsWith('add-cow-v18', 'missing')).toEqual(['backing_file', 'image_file'])
    expect(thingsWith('add-cow-v18', 'depth')).toEqual(['backing_file'])
    expect(thingsWith('nothing', 'depth')).toEqual([])
  })
})

describe('underPolicy()', () => {
  const all = ['cow-v2.backing_file.named', 'cow-v2.backing_file.absolute', 'x.y'].map(found)
  const shown = (policy: typeof TRUSTED) =>
    underPolicy(all, policy).map(({ rule, severity }) => `${severity} ${rule}`)

  it('leaves out what only strangers are asked', () => {
    expect(shown(TRUSTED)).toEqual(['notice cow-v2.backing_file.absolute', 'notice x.y'])
  })

  it('is more severe with strangers', () => {
    expect(shown(UNTRUSTED)).toEqual([
      'notice cow-v2.backing_file.named',
      'error cow-v2.backing_file.absolute',
      'notice x.y',
    ])
  })
})
