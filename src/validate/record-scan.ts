/** A table whose entries vary in length: whether they are whole, and the rules of each of them. */
import { type Finding, finding, type Rule } from '../binary/finding.ts'
import type { Layout, RegionLayout } from '../layout/layout.ts'
import { type BrokenRecordRule, recordRuleChecks } from '../layout/record-rules.ts'
import { type TablePlace, type WalkEnd, walkRecords } from '../layout/record-walker.ts'
import { lengthsNeeded, withFileSize } from './record-lengths.ts'
import type { Scan } from './scan.ts'

/** A table to walk along. */
export interface TableToScan {
  readonly layout: Layout
  readonly region: RegionLayout
  /** Offset and length as the header gives them, in a file of any length. */
  readonly place: TablePlace
  /** The range of the file that is fed. */
  readonly offset: number
  readonly end: number
  readonly ruleWithId: (id: string) => Rule | undefined
}

/** Findings of one rule that are kept: a forged table breaks a rule in each of its entries. */
export const MAX_PER_RULE = 16

/** Looks at the fixed part of every entry. Undefined if the header does not tell how many there are. */
export function recordScan(table: TableToScan): Scan | undefined {
  const { layout, region, place, offset, end } = table
  const walker = walkRecords(layout, region, place)
  if (walker === undefined) return undefined
  const kept: BrokenRecordRule[] = []
  const open = recordRuleChecks(layout, region, place.lookup).map((check) => ({
    check,
    left: MAX_PER_RULE,
  }))
  const lengths = lengthsNeeded(recordRuleChecks(layout, region, withFileSize(place.lookup, 0n)))
  const wanted = () => (walker.next === undefined ? undefined : Number(walker.next))
  return {
    offset,
    end,
    wants(at) {
      const next = wanted()
      return next === undefined ? undefined : Math.max(at, next)
    },
    feed(bytes, at) {
      for (const record of walker.feed(bytes, at)) {
        for (const one of open) {
          const broken = one.left > 0 ? one.check.brokenBy(record) : undefined
          if (broken === undefined) continue
          kept.push(broken)
          one.left -= 1
        }
        lengths.add(record)
      }
    },
    finish(fileSize) {
      const broken = [...kept, ...lengths.brokenIn(fileSize)]
      const next = wanted()
      // The budget ended before the table did: nothing is known of its end.
      const isOpen = next !== undefined && next < Math.min(end, fileSize)
      const last = isOpen ? [] : endFindings(table, walker.finish(fileSize), fileSize)
      return [...broken.flatMap((one) => brokenFinding(table, one)), ...last]
    },
  }
}

function brokenFinding(
  { ruleWithId }: TableToScan,
  { rule: { id, expected }, field, offset, length, actual }: BrokenRecordRule,
): readonly Finding[] {
  const rule = ruleWithId(id)
  return rule === undefined ? [] : [finding(rule, { field, offset, length }, { actual, expected })]
}

/** The finding about how the table ends. */
function endFindings(table: TableToScan, walkEnd: WalkEnd, fileSize: number): readonly Finding[] {
  const { region, place, layout } = table
  // The checks of the header have said that the table is not all there.
  const isBeyond = place.offset + place.size > BigInt(fileSize)
  if (walkEnd.kind === 'whole' || walkEnd.kind === 'lost' || isBeyond) return []
  const rule = table.ruleWithId(`${layout.id}.${region.name}.${walkEnd.kind}`)
  if (rule === undefined) return []
  if (walkEnd.kind === 'length') {
    const { end, expected } = walkEnd
    const field = { field: region.name, offset: end, length: expected - end }
    const values = {
      actual: `entries up to byte ${end}`,
      expected: `entries up to byte ${expected}`,
    }
    return [finding(rule, field, values)]
  }
  const { index, offset, length } = walkEnd
  const where = { field: `${region.name}[${index}]`, offset, length }
  const expected = walkEnd.kind === 'cut' ? 'a whole entry' : 'a shorter table'
  return [finding(rule, where, { actual: `an entry of ${length} bytes`, expected })]
}
