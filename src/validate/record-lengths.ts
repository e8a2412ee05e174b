/**
 * Rules of the entries of a table that depend on the length of the file.
 *
 * A stream tells its length at the end, and the entries are gone by then. Such a rule holds from some
 * length of the file on: of each rule the entries that need the longest file are kept, with that
 * length, and compared at the end.
 */
import { evaluate, type Lookup, type Result } from '../layout/evaluate.ts'
import type { Expr, RecordRule } from '../layout/layout.ts'
import { type BrokenRecordRule, breaks, type RecordRuleCheck } from '../layout/record-rules.ts'
import type { TableRecord } from '../layout/record-walker.ts'
import { LONGEST } from './subject.ts'

/** Entries that need a file of some length. */
export interface LengthsNeeded {
  add(record: TableRecord): void
  /** The rules that are broken in a file of that length. */
  brokenIn(fileSize: number): readonly BrokenRecordRule[]
}

interface Need {
  /** The length of the shortest file in which the rule holds, bytes. */
  readonly fileSize: bigint
  readonly broken: BrokenRecordRule
}

/** Entries that are kept of each rule. */
const MAX_KEPT = 16

/** Collects what entries need; `checks` are those of a file with no bytes. */
export function lengthsNeeded(checks: readonly RecordRuleCheck[]): LengthsNeeded {
  const collected = checks
    .filter(({ rule }) => dependsOnFileSize(rule))
    .map((check) => ({ check, needs: [] as Need[] }))
  return {
    add(record) {
      for (const { check, needs } of collected) {
        const broken = check.brokenBy(record)
        if (broken === undefined) continue
        const fileSize = shortestFile(check, record)
        if (fileSize !== undefined) insert(needs, { fileSize, broken })
      }
    },
    brokenIn: (fileSize) =>
      collected.flatMap(({ needs }) =>
        needs.filter((need) => need.fileSize > BigInt(fileSize)).map(({ broken }) => broken),
      ),
  }
}

/** Keeps the largest, in falling order; of equal ones the first. */
function insert(needs: Need[], need: Need): void {
  const last = needs[MAX_KEPT - 1]
  if (last !== undefined && last.fileSize >= need.fileSize) return
  const at = needs.findIndex(({ fileSize }) => fileSize < need.fileSize)
  needs.splice(at === -1 ? needs.length : at, 0, need)
  if (needs.length > MAX_KEPT) needs.pop()
}

/**
 * The length of the shortest file in which an entry keeps a rule that it breaks in one of 0 bytes.
 * Undefined if no file is long enough: that is found whatever the length.
 */
function shortestFile({ rule, namesOf }: RecordRuleCheck, record: TableRecord): bigint | undefined {
  const names = namesOf(record)
  const told = leastTold(rule.assert, names)
  if (told !== undefined) return told <= BigInt(LONGEST) ? told : undefined
  const holds = (fileSize: bigint) => !breaks(rule, withFileSize(names, fileSize))
  return holds(BigInt(LONGEST)) ? firstThat(holds) : undefined
}

/** What stands before `<= fileSize`; undefined where the rule is written in another way. */
function leastTold(assert: Expr, names: Lookup): bigint | undefined {
  if (assert.kind !== 'binary' || assert.operator !== '<=') return undefined
  const { left, right } = assert
  if (right.kind !== 'name' || right.name !== FILE_SIZE || namesFileSize(left)) return undefined
  const least: Result = evaluate(left, names)
  return typeof least === 'bigint' ? least : undefined
}

/** The smallest length above 0 for which `holds`, which holds for all lengths after it. */
function firstThat(holds: (fileSize: bigint) => boolean): bigint {
  let low = 0n
  let high = BigInt(LONGEST)
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

const FILE_SIZE = 'fileSize'

/** The names in a file of another length. */
export function withFileSize(names: Lookup, fileSize: bigint): Lookup {
  return (name) => (name === FILE_SIZE ? fileSize : names(name))
}

function dependsOnFileSize({ assert, when }: RecordRule): boolean {
  return [assert, ...(when ? [when] : [])].some(namesFileSize)
}

function namesFileSize(expr: Expr): boolean {
  switch (expr.kind) {
    case 'int':
    case 'text':
      return false
    case 'name':
      return expr.name === FILE_SIZE
    case 'unary':
      return namesFileSize(expr.operand)
    case 'binary':
      return namesFileSize(expr.left) || namesFileSize(expr.right)
    case 'conditional':
      return [expr.test, expr.then, expr.else].some(namesFileSize)
    case 'call':
      return expr.args.some(namesFileSize)
  }
}
