/** Every image: the rules that it breaks, and for a damaged one, that a finding points there. */
import { describe, expect, it } from 'vitest'
import { bytesOf, damagedImages, type Fixture, folderOf, goodImages } from '../fixtures.ts'
import { damageOf, isCovered } from './damage.ts'
import { prepared } from './formats.ts'
import { damagedRules, goodRules } from './found-rules.ts'

/** Damage that the header alone does not show, by cause. */
const NOT_YET_VISIBLE: Record<string, string> = {
  'damaged-cow/missing.cow': 'the named file is not looked up',
  'damaged-cow/loop_a.cow': 'the chain is not followed',
  'damaged-cow/loop_b.cow': 'the chain is not followed',
  'damaged-cow/backing_dir.cow': 'the named file is not looked up',
  'uml-cow/bad_mtime3.cow': 'the named file is not looked up',
  'uml-cow/bad_size3.cow': 'the named file is not looked up',
  'damaged-add-cow-v4/image_missing.acow': 'the named file is not looked up',
  'damaged-add-cow-v4/self.acow': 'the named file is not looked up',
  'damaged-add-cow-v10/self.acow': 'the named file is not looked up',
  'damaged-add-cow-v18/image_missing.acow': 'the named file is not looked up',
  'damaged-add-cow-v18/self.acow': 'the named file is not looked up',
  'damaged-add-cow-v18/image_self.acow': 'the named file is not looked up',
  'damaged-add-cow-v20/image_missing.acow': 'the named file is not looked up',
  'damaged-add-cow-v20/self.acow': 'the named file is not looked up',
  'damaged-add-cow-v20/image_self.acow': 'the named file is not looked up',
  'damaged-qcow2/missing.qcow2': 'the named file is not looked up',
  'damaged-qcow2/nodata.qcow2': 'the named file is not looked up',
  'damaged-qcow2/trunc_l2.qcow2': 'L2 tables are not read',
  'damaged-qcow2/trunc_data.qcow2': 'L2 tables are not read',
  'damaged-qcow2/l1e_unaligned.qcow2': 'the L1 table is not read',
  'damaged-qcow2/l1e_past.qcow2': 'the L1 table is not read',
  'damaged-qcow2/l2e_unaligned.qcow2': 'L2 tables are not read',
  'damaged-qcow2/l2e_past.qcow2': 'L2 tables are not read',
  'damaged-qcow2/double_ref.qcow2': 'L2 tables are not read',
  'damaged-qcow2/comp_past.qcow2': 'L2 tables are not read',
  'damaged-qcow2/copied_clear.qcow2': 'L2 tables are not read',
  'damaged-qcow2/leak.qcow2': 'reference counts are not read',
  'damaged-qcow2/ref_high.qcow2': 'reference counts are not read',
  'damaged-qcow2/rb_past.qcow2': 'reference counts are not read',
}

const nameOf = (fixture: Fixture) => fixture.file.replace(/\.gz$/, '')

const checked = (fixture: Fixture) => {
  const { format, area, context } = prepared(fixture, bytesOf(fixture))
  return format.check(area, context)
}

/** The broken rules, without the name of the format, each once. */
function rulesOf(fixture: Fixture): readonly string[] {
  const { format } = prepared(fixture, bytesOf(fixture))
  const rules = checked(fixture).map(({ rule }) => rule.slice(format.id.length + 1))
  return [...new Set(rules)].sort()
}

const named = (images: readonly Fixture[]) => images.map((one) => [nameOf(one), one] as const)

describe('check()', () => {
  it.each(named(goodImages))('finds in %s what is known of it, and no error', (name, fixture) => {
    expect(rulesOf(fixture)).toEqual(goodRules[name] ?? [])
    expect(checked(fixture).filter((one) => one.severity === 'error')).toEqual([])
  })

  it.each(named(damagedImages))('finds the rules that %s breaks', (_, fixture) => {
    expect(rulesOf(fixture)).toEqual(damagedRules[folderOf(fixture)]?.[fixture.name] ?? [])
  })

  const visible = damagedImages.filter((one) => !(nameOf(one) in NOT_YET_VISIBLE))
  // Where several edits make one fault (a name and its length), the finding points at one of them.
  it.each(named(visible))('points at the damage in %s', (_, fixture) => {
    const findings = checked(fixture)
    const uncovered = damageOf(fixture).every((span) => !isCovered(span, findings))
    expect(uncovered ? findings : 'covered').toBe('covered')
  })

  it.each(Object.entries(NOT_YET_VISIBLE))('finds no fault in %s, as %s', (name) => {
    const fixture = damagedImages.find((one) => nameOf(one) === name)
    const findings = fixture ? checked(fixture) : undefined
    expect(findings?.filter((one) => one.severity === 'error')).toEqual([])
  })

  it('has an image for every name in the tables', () => {
    const names = new Set([...goodImages, ...damagedImages].map(nameOf))
    const listed = Object.entries(damagedRules).flatMap(([folder, rules]) =>
      Object.keys(rules).map((name) => `${folder}/${name}`),
    )
    expect([...Object.keys(goodRules), ...listed].filter((name) => !names.has(name))).toEqual([])
  })
})
