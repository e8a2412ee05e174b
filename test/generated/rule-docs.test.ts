/** What tools say of a rule agrees with what checks report. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../generated/index.ts'
import { layouts } from '../../generated/layouts.ts'
import { formatRules, GENERAL_RULES } from '../../generated/rules.ts'
import type { RuleDoc } from '../../src/binary/index.ts'
import { bytesOf, damagedImages } from '../fixtures.ts'
import { prepared } from './formats.ts'

const all: readonly RuleDoc[] = [
  ...Object.values(GENERAL_RULES),
  ...Object.values(formatRules).flat(),
]
const byId = new Map(all.map((rule) => [rule.id, rule]))

describe('formatRules', () => {
  it('has every format, and each id once', () => {
    expect(Object.keys(formatRules)).toEqual(formats.map(({ id }) => id))
    expect(byId.size).toBe(all.length)
    for (const [id, rules] of Object.entries(formatRules)) {
      expect(rules.filter((rule) => !rule.id.startsWith(`${id}.`))).toEqual([])
      expect(rules.filter(({ spec }) => !spec.startsWith(`${id}.md#rule-`))).toEqual([])
    }
  })

  it('knows every finding, with its severity and its place in the spec', () => {
    let count = 0
    for (const fixture of damagedImages) {
      const { format, area, context } = prepared(fixture, bytesOf(fixture))
      for (const found of format.check(area, context)) {
        const { severity, spec } = byId.get(found.rule) ?? {}
        expect({ severity, spec }, found.rule).toEqual({
          severity: found.severity,
          spec: found.spec,
        })
        count += 1
      }
    }
    expect(count).toBeGreaterThan(100)
  })

  it('says what to do in words that fit a line of a report', () => {
    for (const { id, advice, summary, message } of all) {
      expect(advice, id).toMatch(/^[A-Z].*\.$/)
      expect(summary, id).toMatch(/^\S.*\.$/)
      expect(message, id).not.toMatch(/\.$/)
    }
  })
})

describe('repairs', () => {
  it('set fields that the header has', () => {
    for (const { id, repair } of all) {
      if (repair?.kind !== 'set') continue
      const layout = layouts.find((one) => id.startsWith(`${one.id}.`))
      const names = layout?.structs[0]?.items.map(({ name }) => `header.${name}`)
      expect(names, id).toContain(repair.field)
    }
  })

  it('keep the bits that are known', () => {
    const { repair } = byId.get('qcow2.autoclear_features.bits') ?? {}
    expect(repair).toEqual({ kind: 'clear-bits', mask: 3n })
  })

  it('are as few as can be made without guessing', () => {
    const kinds = new Set(all.flatMap(({ repair }) => repair?.kind ?? []))
    expect([...kinds].sort()).toEqual(['bitmap-tail', 'clear-bits', 'mtime', 'set', 'zero'])
    expect(byId.get('cow-v2.sectorsize')?.repair).toBeUndefined()
  })
})
