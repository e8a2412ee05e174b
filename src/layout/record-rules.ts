/** The rules of the entries of a table, over one entry at a time. */
import { evaluate, type Lookup } from './evaluate.ts'
import type { Layout, RecordRule, RegionLayout } from './layout.ts'
import { structNamed } from './located.ts'
import { lookupWithin } from './record-names.ts'
import type { TableRecord } from './record-walker.ts'
import { rawResultOf, resultOf } from './struct.ts'

/** A rule that an entry breaks, and the bytes in the file that it is about. */
export interface BrokenRecordRule {
  readonly rule: RecordRule
  /** `snapshot_table[2].l1_size`. */
  readonly field: string
  readonly offset: number
  readonly length: number
  readonly actual: bigint | string
}

/** One rule, ready for many entries. */
export interface RecordRuleCheck {
  readonly rule: RecordRule
  /** What the names in the rule stand for, of one entry. */
  readonly namesOf: (record: TableRecord) => Lookup
  /** Undefined if the entry keeps the rule, or does not tell. */
  readonly brokenBy: (record: TableRecord) => BrokenRecordRule | undefined
}

/** The rules of the entries of a region, in the order of the layout. */
export function recordRuleChecks(
  layout: Layout,
  region: RegionLayout,
  lookup: Lookup,
): readonly RecordRuleCheck[] {
  const struct = structNamed(layout, region.records?.struct)
  if (!struct) return []
  const known = lookupWithin(struct, lookup, resultOf)
  const raw = lookupWithin(struct, lookup, rawResultOf)
  return (layout.recordRules ?? [])
    .filter((rule) => rule.region === region.name)
    .map((rule) => {
      const names = rule.kind === 'implied' ? raw : known
      const namesOf = ({ items }: TableRecord) => names(items)
      const index = struct.items.findIndex(({ name }) => name === rule.field)
      const brokenBy = (record: TableRecord) => {
        const isBroken = breaks(rule, namesOf(record))
        return isBroken ? brokenPart(rule, record, { region, index }) : undefined
      }
      return { rule, namesOf, brokenBy }
    })
}

/** Whether an entry with these names breaks a rule. */
export function breaks({ when, assert }: RecordRule, names: Lookup): boolean {
  if (when && evaluate(when, names) !== true) return false
  return evaluate(assert, names) === false
}

function brokenPart(
  rule: RecordRule,
  record: TableRecord,
  { region, index }: { readonly region: RegionLayout; readonly index: number },
): BrokenRecordRule | undefined {
  const placed = record.items[index]
  const actual = rawResultOf(placed)
  if (!placed || actual === undefined) return undefined
  return {
    rule,
    field: `${region.name}[${record.index}].${rule.field}`,
    offset: record.offset + placed.item.offset,
    length: placed.item.size,
    actual: typeof actual === 'boolean' ? String(actual) : actual,
  }
}
