/** The rules that follow from one item of a struct. */
import {
  checkBits,
  checkConstant,
  checkFixedText,
  checkRange,
  checkValue,
  checkZero,
} from '../../binary/check.ts'
import type { Finding, Place } from '../../binary/finding.ts'
import { hexPairs } from '../hex.ts'
import type { BitsLayout, FieldLayout } from '../layout.ts'
import type { FieldValue, PlacedItem } from '../struct.ts'
import type { RuleTable } from './rule-table.ts'

/** An item, and where it stands. */
export interface ItemToCheck {
  readonly placed: PlacedItem
  /** What its rules are about: its name, with that of its extension before it. */
  readonly about: string
  readonly place: Place
  /** Of the file. */
  readonly bytes: Uint8Array
}

/** Checks an item against every rule that its layout implies. */
export function checkItem(findings: Finding[], rules: RuleTable, one: ItemToCheck): void {
  const { placed, about, place, bytes } = one
  if (placed.state === 'absent') return
  const { item } = placed
  if (item.kind !== 'field') {
    checkZero(findings, rules.implied(about, 'zero'), place, bytes)
    return
  }
  const value = placed.state === 'whole' ? placed.value : undefined
  if (item.constant !== undefined) {
    const values = { actual: comparable(value), expected: constantOf(item, item.constant) }
    checkConstant(findings, rules.implied(about, 'constant'), place, values)
  }
  const field = { ...one, item }
  checkInteger(findings, rules, field, integerIn(value))
  if (item.type === 'char' && item.constant === undefined) {
    checkText(findings, rules, field, typeof value === 'string' ? value : undefined)
  }
}

interface FieldToCheck extends ItemToCheck {
  readonly item: FieldLayout
}

function checkInteger(
  findings: Finding[],
  rules: RuleTable,
  { item, about, place }: FieldToCheck,
  actual: number | bigint | undefined,
): void {
  const { range, values, bits } = item
  if (range) {
    const [min, max] = range
    checkRange(findings, rules.implied(about, 'range'), place, { actual, min, max })
  }
  if (values) {
    const names = valueNames(item)
    checkValue(findings, rules.implied(about, 'value'), place, { actual, names })
  }
  if (bits) {
    const known = bits.reduce((sum, one) => sum | maskOf(one), 0n)
    checkBits(findings, rules.implied(about, 'bits'), place, { actual, known })
  }
}

function checkText(
  findings: Finding[],
  rules: RuleTable,
  { item: { pad }, about, place, bytes }: FieldToCheck,
  text: string | undefined,
): void {
  const of = {
    unterminated: pad === 'nul' ? rules.implied(about, 'unterminated') : undefined,
    padding: pad === 'none' ? undefined : rules.implied(about, 'padding'),
    control: rules.implied(about, 'control'),
  }
  checkFixedText(findings, of, place, { bytes, text })
}

/** The named values of a field, as parsing gives them. */
export function valueNames(field: FieldLayout): Readonly<Record<string, number | bigint>> {
  return Object.fromEntries(
    (field.values ?? []).map(({ name, value }) => [name, constantOf(field, value)]),
  )
}

const integerIn = (value: FieldValue | undefined) =>
  typeof value === 'number' || typeof value === 'bigint' ? value : undefined

const comparable = (value: FieldValue | undefined) =>
  value instanceof Uint8Array ? hexPairs(value) : value

/** A value as the field would have it: 64-bit integers are bigint, shorter ones number. */
function constantOf<Value extends bigint | string>(
  { size }: FieldLayout,
  value: Value,
): Value | number {
  return typeof value === 'bigint' && size < 8 ? Number(value) : value
}

const maskOf = ({ bit, width }: BitsLayout) => ((1n << BigInt(width)) - 1n) << BigInt(bit)
