/** From a schema whose structs are sound to the resolved format: names become what they name. */
import type { Expr, Format, LocatedString, Struct } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { beyondRules } from './beyond.ts'
import { closest } from './closest.ts'
import { type Draft, problemsOf } from './draft.ts'
import { compile, ExpressionError } from './expressions.ts'
import { impliedRules } from './implied.ts'
import { linkLineage } from './lineage.ts'
import { linkDriver } from './link-driver.ts'
import { linkExample, linkInfo } from './link-info.ts'
import {
  linkExtensions,
  linkExtensionType,
  linkInput,
  linkRegion,
  linkRule,
  linkString,
  linkValue,
} from './link-parts.ts'
import { linkRecordRules } from './link-records.ts'
import {
  type Known,
  type Linking,
  placeNames,
  placeOf,
  recordScope,
  scopeOf,
} from './link-scope.ts'
import { namesOf } from './naming.ts'
import { proseOf } from './prose-of.ts'
import { linkSignature } from './signature.ts'
import { buildStructs } from './structs.ts'

export { headerFields } from './link-parts.ts'

type Schema = Draft['schema']
type Problems = ReturnType<typeof problemsOf>

/** The `link` pass: sets `draft.format`, unless an expression or a name is wrong. */
export function link(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { schema } = draft
  const structs = buildStructs(draft, namesOf(schema.id), problems)
  const header = structs.find((struct) => struct.names.spec === 'header')
  if (!header || problems.list.length > 0) return problems.list
  const linking = linkingOf(schema, { structs, header }, problems)
  linkNames(schema, linking)
  const format = buildFormat(draft, linking)
  if (!format || problems.list.length > 0) return problems.list
  draft.format = { ...format, implied: impliedRules(format), beyond: beyondRules(format) }
  checkIds(draft.format, problems)
  return problems.list
}

function linkingOf(
  schema: Schema,
  { structs, header }: Pick<Known, 'structs' | 'header'>,
  problems: Problems,
): Linking {
  const known: Known = {
    structs,
    header,
    extensions: new Map(),
    inputs: new Map(),
    values: new Map(),
    strings: new Map(),
    regions: new Map(),
    later: new Set((schema.values ?? []).map((value) => value.name)),
    laterStrings: new Set((schema.strings ?? []).map((string) => string.name)),
    openStrings: new Set(),
  }
  const attempt: Linking['attempt'] = (source, path, want = 'int', record) => {
    const scope = scopeOf(known, string)
    try {
      return compile(source, record ? recordScope(scope, record) : scope, want)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      problems.add(path, error.message, error.mend)
      return { type: want === 'any' ? 'int' : want, kind: 'int', value: 0n }
    }
  }
  const linking: Linking = {
    known,
    attempt,
    condition: (source, path) => (source === undefined ? undefined : attempt(source, path, 'bool')),
    place: (text, path) => {
      const found = placeOf(text, known)
      if (found) return found
      const near = closest(text, placeNames(known))
      const mend = near === undefined ? PLACES : `did you mean ${near}?`
      problems.add(path, `points at "${text}", which is unknown`, mend)
      return undefined
    },
    problem: problems.add,
  }
  const string = (name: string) => stringNamed(name, schema, linking)
  return linking
}

const PLACES = 'name header.FIELD, a string, a region or extensions.NAME'

/**
 * A string by its name, linked when it is first needed: values and strings may name each other, in
 * any order that has no circle.
 */
function stringNamed(name: string, schema: Schema, linking: Linking): LocatedString | undefined {
  const { strings, laterStrings, openStrings } = linking.known
  const found = strings.get(name)
  const one = (schema.strings ?? []).find((string) => string.name === name)
  if (found || !one || !laterStrings.has(name)) return found
  laterStrings.delete(name)
  openStrings.add(name)
  const linked = linkString(one, linking)
  openStrings.delete(name)
  if (linked) strings.set(name, linked)
  return linked
}

function linkNames(schema: Schema, linking: Linking): void {
  const { known } = linking
  for (const input of schema.inputs ?? []) known.inputs.set(input.name, linkInput(input))
  for (const type of schema.extensions?.types ?? []) {
    known.extensions.set(type.name, linkExtensionType(type, known.structs))
  }
  for (const value of schema.values ?? []) {
    known.values.set(value.name, linkValue(value, linking))
    known.later.delete(value.name)
  }
  for (const { name } of schema.strings ?? []) stringNamed(name, schema, linking)
}

function buildFormat(draft: Draft, linking: Linking): Format | undefined {
  const { schema } = draft
  const { known, attempt } = linking
  const extensions = linkExtensions(schema, linking)
  for (const region of schema.regions ?? []) {
    known.regions.set(region.name, linkRegion(region, linking))
  }
  const rules = (schema.rules ?? []).flatMap((rule) =>
    rule.each === undefined ? (linkRule(rule, schema, linking) ?? []) : [],
  )
  const area = schema.area === undefined ? sizeOfHeader(known.header) : attempt(schema.area, 'area')
  return {
    ...factsOf(draft),
    structs: known.structs,
    header: known.header,
    area,
    strings: (schema.strings ?? []).flatMap(({ name }) => known.strings.get(name) ?? []),
    extensions,
    inputs: [...known.inputs.values()],
    values: [...known.values.values()],
    regions: [...known.regions.values()],
    rules,
    recordRules: linkRecordRules(schema, linking),
    implied: [],
    beyond: [],
    info: linkInfo(schema.info, linking),
    driver: linkDriver(schema.driver, linking),
    evidence: (schema.evidence ?? []).map(({ assert, summary = '' }, index) => ({
      assert: attempt(assert, `evidence[${index}].assert`, 'bool'),
      summary,
    })),
  }
}

/** What a schema says of the format as a whole. */
function factsOf({ file, schema }: Draft) {
  const { id, variantOf, family, title, status, unusual, since, until, endian, howItWorks } = schema
  return {
    ...proseOf(schema),
    id,
    variantOf,
    family,
    title,
    status,
    unusual: unusual ?? false,
    since,
    until,
    endian,
    names: namesOf(id),
    schemaFile: file,
    howItWorks,
    detect: schema.detect.map((one) => linkSignature(one, schema)),
    revisions: (schema.revisions ?? []).map((one) => ({ ...one, sources: one.sources ?? [] })),
    lineage: schema.lineage && linkLineage(schema.lineage),
    example: schema.example && linkExample(schema.example),
    schema,
  }
}

/** Nothing that the schema states has the id of a rule that follows from it. */
function checkIds(format: Format, problems: Problems): void {
  const { rules, recordRules, implied, beyond } = format
  const ids = [...rules, ...recordRules, ...implied, ...beyond].map((rule) => rule.id)
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    const name = id.slice(format.id.length + 1)
    const stated = [...rules, ...recordRules.filter(({ kind }) => kind === 'stated')]
    if (stated.some((rule) => rule.id === id)) {
      const message = 'has the id of a rule that the schema implies'
      problems.add(`rules.${name}`, message, 'choose another id')
    } else {
      const message = 'is the id of two implied rules, of things with the same name'
      problems.add(`rules.${name}`, message, 'rename the string or the region, or the field')
    }
  }
}

function sizeOfHeader(header: Struct): Expr {
  if (header.lengthField) {
    return { type: 'int', kind: 'field', struct: 'header', field: header.lengthField }
  }
  return { type: 'int', kind: 'int', value: BigInt(header.size), label: 'sizeof(header)' }
}
