/** Tables whose entries vary in length, and the rules of each entry. */
import type { Expr, Field, RecordRule, Records, Region, Struct } from '../ir.ts'
import type { Draft } from './draft.ts'
import { show } from './expressions.ts'
import { ruleOfKind, wordsOfField } from './implied.ts'
import { findField, type Linking } from './link-scope.ts'
import { proseOf } from './prose-of.ts'
import { HEADER_KINDS, type RuleKind } from './rule-kinds.ts'

type Schema = Draft['schema']
type RecordsSchema = NonNullable<NonNullable<Schema['regions']>[number]['records']>
type RuleSchema = NonNullable<Schema['rules']>[number]

/** The entries of a table; the `names` pass saw to it that their struct is there. */
export function linkRecords(
  schema: RecordsSchema,
  path: string,
  { known, attempt }: Linking,
): Records | undefined {
  const struct = known.structs.find(({ names }) => names.spec === schema.struct)
  if (!struct) return undefined
  return {
    struct,
    count: attempt(schema.count, `${path}.count`),
    tail: attempt(schema.tail, `${path}.tail`, 'int', struct),
    align: schema.align ?? 1,
    maxCount: schema.maxCount,
    maxSize: schema.maxSize,
    fills: schema.fills ?? false,
  }
}

/** The rules of each entry: what the fields of its struct imply, then what the schema states. */
export function linkRecordRules(schema: Schema, linking: Linking): readonly RecordRule[] {
  const implied = [...linking.known.regions.values()].flatMap((region) =>
    region.records ? impliedByStruct(schema, region, region.records.struct) : [],
  )
  const stated = (schema.rules ?? []).flatMap((rule) =>
    rule.each === undefined ? [] : (linkRecordRule(rule, schema, linking) ?? []),
  )
  return [...implied, ...stated]
}

function linkRecordRule(
  rule: RuleSchema,
  schema: Schema,
  linking: Linking,
): RecordRule | undefined {
  const path = `rules.${rule.id}`
  const region = linking.known.regions.get(rule.each ?? '')
  const struct = region?.records?.struct
  if (!region || !struct) {
    const message = `names no region with records: "${rule.each}"`
    linking.problem(`${path}.each`, message, 'add records to the region, or drop each')
    return undefined
  }
  const field = findField(struct, rule.at.replace(`${struct.names.spec}.`, ''))
  if (!field || !rule.at.startsWith(`${struct.names.spec}.`)) {
    const message = `points at "${rule.at}", which is no field of ${struct.names.spec}`
    linking.problem(`${path}.at`, message, `name ${struct.names.spec}.FIELD`)
    return undefined
  }
  const assert = linking.attempt(rule.assert, `${path}.assert`, 'bool', struct)
  return {
    ...proseOf(rule),
    kind: 'stated',
    id: `${schema.id}.${rule.id}`,
    severity: rule.severity,
    message: rule.message,
    advice: rule.advice ?? '',
    example: rule.example,
    untrusted: rule.untrusted,
    expected: rule.expected ?? show(assert),
    region,
    field,
    when:
      rule.when === undefined
        ? undefined
        : linking.attempt(rule.when, `${path}.when`, 'bool', struct),
    assert,
    anchor: `rule-${rule.id}`,
  }
}

/** Ranges, named values and reserved bits of the fields of an entry. */
function impliedByStruct(schema: Schema, region: Region, struct: Struct): readonly RecordRule[] {
  const rules: RecordRule[] = []
  for (const field of struct.items) {
    if (field.kind !== 'field') continue
    const value: Expr = { type: 'int', kind: 'field', struct: struct.names.spec, field }
    const add = (what: string, kind: RuleKind, assert: Expr, expected: string) => {
      const id = `${schema.id}.${struct.names.spec}.${field.names.spec}.${what}`
      const rule = ruleOfKind(schema, id, kind, wordsOfField(field, struct.names.spec))
      rules.push({ ...rule, kind: 'implied', sources: [], region, field, assert, expected })
    }
    if (field.range) {
      const { min, max } = field.range
      const inside = both('&&', compared(value, '>=', min), compared(value, '<=', max))
      add('range', HEADER_KINDS.range, inside, `${min} to ${max}`)
    }
    if (field.enum) {
      const [first, ...others] = field.enum.map((one) => compared(value, '==', one.value))
      const named = others.reduce<Expr | undefined>((a, b) => a && both('||', a, b), first)
      const expected = field.enum.map((one) => `${one.value} (${one.name})`).join(', ')
      const kind = { ...HEADER_KINDS.value, severity: field.unknown }
      if (named) add('value', kind, named, expected)
    }
    if (field.bits) {
      const mask = maskOf(field)
      const unknown = ((1n << BigInt(field.size * 8)) - 1n) & ~mask
      const rest = both('&', value, integer(unknown))
      const kind = HEADER_KINDS[`bits.${field.bitClass ?? 'reserved'}`]
      add('bits', kind, compared(rest, '==', 0n), `no bit beyond 0x${mask.toString(16)}`)
    }
  }
  return rules
}

function maskOf(field: Field): bigint {
  return (field.bits ?? []).reduce((sum, bits) => sum | bits.mask, 0n)
}

const integer = (value: bigint): Expr => ({ type: 'int', kind: 'int', value })

function compared(left: Expr, operator: '>=' | '<=' | '==', value: bigint): Expr {
  return { type: 'bool', kind: 'binary', operator, left, right: integer(value) }
}

function both(operator: '&&' | '||' | '&', left: Expr, right: Expr): Expr {
  return { type: operator === '&' ? 'int' : 'bool', kind: 'binary', operator, left, right }
}
