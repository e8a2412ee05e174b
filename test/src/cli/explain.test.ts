import { describe, expect, it } from 'vitest'
import { ruleIndex } from '../../../src/validate/index.ts'
import { cowtools } from './run.ts'

describe('cowtools validate --explain', () => {
  it('shows what is written about a rule', async () => {
    const { code, out, err } = await cowtools('validate', '--explain', 'cow-v2.sectorsize')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^cow-v2\.sectorsize, warning\n\n {2}The sector size is 512\.\n/)
    expect(out).toContain('\n  Otherwise: the sector size is not 512\n')
    expect(out).toContain('\n  What to do: ')
    expect(out).toContain('\n  More: docs/specs/cow-v2.md#rule-sectorsize\n')
  })

  it('says which policy a severity is for', async () => {
    expect((await cowtools('validate', '--explain', 'cow-v2.backing_file.named')).out).toMatch(
      /^cow-v2\.backing_file\.named, error under --policy untrusted, else not reported\n/,
    )
    expect((await cowtools('validate', '--explain', 'cow-v2.backing_file.device')).out).toMatch(
      /^cow-v2\.backing_file\.device, warning \(error under --policy untrusted\)\n/,
    )
  })

  it('says what repair does', async () => {
    const { out } = await cowtools('validate', '--explain', 'cow-v2.hole_1036')
    expect(out).toContain('\n  Repair: --repair makes these bytes zero.\n')
  })

  it('fits into the width, whatever the rule', async () => {
    for (const id of ruleIndex().keys()) {
      const { out } = await cowtools('validate', '--explain', id)
      const long = out.split('\n').filter((line) => line.length > 100)
      expect(long, id).toEqual([])
    }
  })

  it('lists the rules of a format or a group', async () => {
    const { code, out } = await cowtools('validate', '--explain', 'cow')
    expect(code).toBe(0)
    expect(out).toMatch(/^cow-v2\.sectorsize +warning {2}the sector size is not 512$/m)
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true)
    expect((await cowtools('validate', '--explain', 'limits')).out).toContain('limits.time')
  })

  it.each([
    ['sectorsize', 'cow-v2.sectorsize'],
    ['cow-v2.setcorsize', 'cow-v2.sectorsize'],
    ['format.empyt', 'format.empty'],
  ])('offers rules that come near %s', async (wrong, right) => {
    const { code, out, err } = await cowtools('validate', '--explain', wrong)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`Cannot explain "${wrong}": there is no such rule\n\n`)
    expect(err).toContain(`\n  ${right}\n`)
  })

  it('offers nothing where nothing comes near', async () => {
    expect((await cowtools('validate', '--explain', 'xyzzy-\u001b-plugh')).err).toBe(
      'cowtools: Cannot explain "xyzzy-\\x1b-plugh": there is no such rule\n',
    )
  })

  it('checks no file by the way', async () => {
    const { code, err } = await cowtools('validate', '--explain', 'format.empty', 'x.cow')
    expect(code).toBe(1)
    expect(err).toBe('cowtools: Cannot explain a rule and check files: leave one of them out\n')
  })
})
