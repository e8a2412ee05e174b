/** Every rule of an entry of a table finds what breaks it, and nothing in a good image. */
import { describe, expect, it } from 'vitest'
import { layouts } from '../../generated/layouts.ts'
import { formatRules } from '../../generated/rules.ts'
import {
  type BrokenRecordRule,
  evaluate,
  lookupFor,
  recordRuleChecks,
  type WalkEnd,
  walkRecords,
} from '../../src/layout/index.ts'
import { bytesOf, fixtureNamed, goodImages, schemaOf } from '../fixtures.ts'
import { recordRuleCases } from './record-rule-cases.ts'
import type { Patch } from './rule-cases.ts'

interface Walked {
  readonly broken: readonly BrokenRecordRule[]
  readonly ends: readonly WalkEnd[]
  readonly count: number
}

/** Walks every table with records of an image. */
function walk(id: string, bytes: Uint8Array): Walked {
  const layout = layouts.find((one) => one.id === id)
  if (!layout) throw new Error(`no layout ${id}`)
  const lookup = lookupFor(layout, bytes)
  const all: Walked[] = layout.regions.flatMap((region) => {
    if (!region.records || (region.when && evaluate(region.when, lookup) !== true)) return []
    const [offset, size] = [evaluate(region.at, lookup), evaluate(region.size, lookup)]
    if (typeof offset !== 'bigint' || typeof size !== 'bigint') return []
    const walker = walkRecords(layout, region, { offset, size, lookup })
    const records = walker?.feed(bytes, 0) ?? []
    const broken = records.flatMap((one) =>
      recordRuleChecks(layout, region, lookup).flatMap(({ brokenBy }) => brokenBy(one) ?? []),
    )
    return { broken, ends: walker ? [walker.finish(bytes.length)] : [], count: records.length }
  })
  return {
    broken: all.flatMap(({ broken }) => broken),
    ends: all.flatMap(({ ends }) => ends),
    count: all.reduce((sum, { count }) => sum + count, 0),
  }
}

function patched(image: string, patch: Patch): Uint8Array {
  const bytes = bytesOf(fixtureNamed(image)).slice()
  for (const [at, hex] of Object.entries(patch)) {
    bytes.set(
      hex.split(' ').map((pair) => Number.parseInt(pair, 16)),
      Number(at),
    )
  }
  return bytes
}

const nameOf = (rule: string) => rule.replace(/^qcow2\./, '')

describe('rules of entries', () => {
  const rules = layouts.flatMap(({ recordRules }) => recordRules ?? [])

  it('have a case each', () => {
    expect(Object.keys(recordRuleCases).sort()).toEqual(rules.map(({ id }) => nameOf(id)).sort())
  })

  it('are documented', () => {
    const documented = Object.values(formatRules).flatMap((list) => list.map(({ id }) => id))
    expect(documented).toEqual(expect.arrayContaining(rules.map(({ id }) => id)))
  })

  it.each(Object.entries(recordRuleCases))('%s', (rule, { image, patch }) => {
    const before = walk('qcow2', bytesOf(fixtureNamed(image)))
    expect(before.broken).toEqual([])
    const { broken } = walk('qcow2', patched(image, patch))
    expect([...new Set(broken.map((one) => nameOf(one.rule.id)))]).toEqual([rule])
    const found = broken.find((one) => nameOf(one.rule.id) === rule)
    const at = Number(Object.keys(patch).at(-1))
    expect(found && found.offset <= at && at < found.offset + found.length).toBe(true)
  })

  it('find nothing in an undamaged image, and read every table to its end', () => {
    let count = 0
    for (const fixture of goodImages.filter((one) => schemaOf(one) === 'qcow2')) {
      const walked = walk('qcow2', bytesOf(fixture))
      expect(walked.broken, fixture.file).toEqual([])
      expect(walked.ends.filter(({ kind }) => kind !== 'whole')).toEqual([])
      count += walked.count
    }
    expect(count).toBeGreaterThan(2)
  })
})
