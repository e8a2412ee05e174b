import type { Repair } from '../ir.ts'
import type { Draft } from './draft.ts'
import type { Linking } from './link-scope.ts'
import { valueRange } from './structs.ts'
import { toInteger } from './types.ts'

type RuleSchema = NonNullable<Draft['schema']['rules']>[number]

/** What mends a fault: a value that a header field can hold. Undefined after a report. */
export function linkRepair(
  { set, value }: NonNullable<RuleSchema['repair']>,
  path: string,
  { place, problem }: Linking,
): Repair | undefined {
  const at = place(set, `${path}.set`)
  if (at === undefined) return undefined
  const range = at.kind === 'field' ? valueRange(at.field) : undefined
  const number = toInteger(value)
  if (range === undefined) {
    problem(`${path}.set`, `points at "${set}", which is no integer`, 'name header.FIELD')
  } else if (number < range.min || number > range.max) {
    problem(`${path}.value`, `is ${value}, which ${set} must not be`, 'fix either')
  } else return { kind: 'set', field: set, value: number }
  return undefined
}
