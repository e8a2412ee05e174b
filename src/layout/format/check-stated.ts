/** The rules that a schema states. */
import { hexInteger } from '../../binary/bytes.ts'
import { type Finding, finding } from '../../binary/finding.ts'
import { evaluate, type Result } from '../evaluate.ts'
import type { Layout, StatedRule } from '../layout.ts'
import { conditionOf } from '../located.ts'
import type { Examined } from './examine.ts'
import { extensionNamed, headerField, placeNamed } from './places.ts'
import type { RuleTable } from './rule-table.ts'

/** Checks one rule; it is silent where something that it needs is not known. */
export function checkStated(
  findings: Finding[],
  rules: RuleTable,
  rule: StatedRule,
  examined: Examined,
): void {
  const { lookup } = examined
  if (conditionOf(rule.when, lookup) !== true || evaluate(rule.assert, lookup) !== false) return
  const place = placeNamed(examined, rule.at)
  // A region that the image does not have breaks no rule.
  if (place === undefined) return
  const doc = rules.withId(rule.id)
  const actual = shownText(rule, examined)
  findings.push(finding(doc, place, { actual, expected: doc.expected ?? '' }))
}

function shownText({ at, shown }: StatedRule, { layout, lookup }: Examined): string {
  if (shown === undefined) return ownText(lookup(at), isHex(layout, at))
  const value = evaluate(shown.value, lookup)
  const label = shown.label === undefined ? '' : `${shown.label} `
  switch (shown.as) {
    case 'extension': {
      const name = shown.value.kind === 'name' ? shown.value.name.slice(HAS.length, -1) : ''
      return value === true ? `extension ${name}` : `no extension ${name}`
    }
    case 'bytes':
      return `${label}${value} bytes`
    case 'hex':
      return `${label}${ownText(value, true)}`
    case 'plain':
      return `${label}${value}`
  }
}

/** How a condition names an extension that is there. */
const HAS = 'has(extensions.'

const ownText = (value: Result, isHex: boolean) =>
  isHex && typeof value === 'bigint' ? hexInteger(value) : String(value)

function isHex(layout: Layout, at: string): boolean {
  const header = at.startsWith('header.') ? headerField(layout, at.slice(7)) : undefined
  return (header ?? extensionNamed(layout, at)?.field)?.display === 'hex'
}
