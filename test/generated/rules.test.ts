/** Every rule of every format finds what breaks it, where it is, and nothing in a good image. */
import { describe, expect, it } from 'vitest'
import { resolveAll } from '../../codegen/main.ts'
import type { Context, Finding } from '../../src/binary/index.ts'
import { bytesOf, fixtureNamed } from '../fixtures.ts'
import { formatOf, prepared } from './formats.ts'
import { type Patch, type RuleCase, ruleCases } from './rule-cases.ts'

const formats = await resolveAll(['schemas'])

function patched(bytes: Uint8Array, patch: Patch = {}): Uint8Array {
  const copy = bytes.slice()
  for (const [at, hex] of Object.entries(patch)) {
    copy.set(
      hex.split(' ').map((pair) => Number.parseInt(pair, 16)),
      Number(at),
    )
  }
  return copy
}

/** The good image of a case, and what is found in it before and after the change. */
function run({ image, prepare, patch, cut, inputs }: RuleCase, id: string) {
  const fixture = fixtureNamed(image)
  const { context } = prepared(fixture, bytesOf(fixture))
  const format = formatOf(id)
  const check = (bytes: Uint8Array, more: Context) =>
    format.check(bytes.subarray(0, format.area(bytes)), { fileSize: bytes.length, ...more })
  const good = patched(bytesOf(fixture), prepare)
  const bad = patched(good, patch).subarray(0, cut ?? good.length)
  const before = check(good, { inputs: context.inputs })
  return { good, bad, before, after: check(bad, { inputs: inputs ?? context.inputs }) }
}

/** Whether one finding holds every byte that is different, or missing. */
function covers({ offset, length }: Finding, good: Uint8Array, bad: Uint8Array): boolean {
  const [start, end] = [Number(offset), Number(offset) + Number(length)]
  const changed = Array.from(bad.keys()).filter((at) => bad[at] !== good[at])
  if (bad.length < good.length) changed.push(bad.length)
  return changed.length > 0 && changed.every((at) => at >= start && at < end)
}

const rulesOf = (findings: readonly Finding[]) => new Set(findings.map(({ rule }) => rule))

describe.each(formats.map((format) => [format.id, format] as const))(
  'rules of %s',
  (id, format) => {
    const cases = ruleCases[id] ?? {}
    const ids = [...format.rules, ...format.implied].map((rule) => rule.id.slice(id.length + 1))

    it('have a case each', () => {
      expect(Object.keys(cases).sort()).toEqual([...ids].sort())
    })

    it.each(Object.entries(cases))('%s', (rule, one) => {
      const { good, bad, before, after } = run(one, id)
      const known = rulesOf(before)
      expect(before.filter(({ severity }) => severity === 'error')).toEqual([])
      const fresh = [...rulesOf(after)].filter((name) => !known.has(name))
      const expected = [rule, ...(one.also ?? [])].map((name) => `${id}.${name}`)
      expect(fresh.sort()).toEqual(expected.sort())
      const found = after.filter((finding) => finding.rule === `${id}.${rule}`)
      const isCovered = found.some((finding) => covers(finding, good, bad))
      expect(isCovered ? 'covered' : one.elsewhere).toBe(one.elsewhere ?? 'covered')
    })

    it('have findings whose values are texts', () => {
      const all = Object.values(cases).flatMap((one) => run(one, id).after)
      const odd = /undefined|NaN|\[object|unknown/
      expect(all.filter(({ actual, expected }) => odd.test(actual) || odd.test(expected))).toEqual(
        [],
      )
      expect(all.filter(({ expected }) => expected === '')).toEqual([])
    })
  },
)

describe('check()', () => {
  it('shows the quantity that a rule is about', () => {
    const actual = (id: string, rule: string, change: Partial<RuleCase> = {}) => {
      const one = ruleCases[id]?.[rule]
      if (!one) throw new Error(`no case for ${id}.${rule}`)
      const { after } = run({ ...one, ...change }, id)
      return after.find((finding) => finding.rule === `${id}.${rule}`)?.actual
    }
    expect(actual('add-cow-v10', 'image_file.unaligned')).toBe('2097153 bytes')
    expect(actual('add-cow-v18', 'image_file.unaligned')).toBe('1048575 bytes')
    expect(actual('add-cow-v18', 'allocation_bitmap.padding')).toBe('65464 bytes')
    expect(actual('qcow2', 'backing_file.format')).toBe('no extension backing_format')
    expect(actual('qcow2', 'backing_format.unused')).toBe('extension backing_format')
    expect(actual('qcow2', 'crypt_method.header')).toBe('no extension full_disk_encryption')
    expect(actual('qcow2', 'autoclear_features.raw_data_file')).toBe('incompatible_features 0x0')
    expect(actual('qcow2', 'size.unaligned')).toBe('2097153')
    // A name that cannot be read is no reason to show none of it.
    const lost = { patch: { 12: '08' }, also: ['image_file.bounds'] }
    expect(actual('add-cow-v18', 'image_file.unaligned', lost)).toBe('1048575 bytes')
  })

  it('asks nothing of a bitmap that is not there', () => {
    const one = { image: 'add-cow-v18/nobacking.acow', cut: 70000 }
    expect(run(one, 'add-cow-v18').after).toEqual([])
  })
})

describe('regions()', () => {
  it('leaves out what nothing says is there', () => {
    const fixture = fixtureNamed('damaged-qcow2/ext_past.qcow2')
    const { format, area, context } = prepared(fixture, bytesOf(fixture))
    expect(format.regions(area, context).map(({ name }) => name)).toEqual([
      'l1_table',
      'refcount_table',
    ])
  })

  it('keeps a bitmap of unknown size', () => {
    const fixture = fixtureNamed('add-cow-v18/first.acow')
    const { format, area } = prepared(fixture, bytesOf(fixture))
    expect(format.regions(area, { fileSize: 131072 })).toMatchObject([
      { name: 'allocation_bitmap', offset: 65536n, size: undefined },
    ])
  })

  it('keeps a region that every image has', () => {
    const fixture = fixtureNamed('cow/first_only.cow')
    const { format, area } = prepared(fixture, bytesOf(fixture))
    expect(format.regions(area.subarray(0, 1000))).toMatchObject([
      { name: 'allocation_bitmap', offset: 1056n, size: undefined },
      { name: 'gap', kind: 'unused', offset: undefined, size: undefined },
      { name: 'data', offset: undefined, size: undefined },
    ])
  })
})

describe('facts()', () => {
  it('takes a cow disk from 2^63 bytes on for empty, as QEMU does', () => {
    const fixture = fixtureNamed('damaged-cow/size_max.cow')
    const { format, area, context } = prepared(fixture, bytesOf(fixture))
    expect(format.facts(area, context).virtualSize).toBe(0n)
  })
})
