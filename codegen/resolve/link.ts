/** From a schema whose structs are sound to the resolved format: names become what they name. */
import type {
  AssertRule,
  Expr,
  ExprType,
  Extensions,
  ExtensionType,
  Field,
  Format,
  Input,
  LocatedString,
  Place,
  Region,
  Struct,
  Value,
} from '../ir.ts'
import type { Problem } from '../problems.ts'
import { closest } from './closest.ts'
import { type Draft, problemsOf } from './draft.ts'
import { compile, ExpressionError, parts, type Scope, show } from './expressions.ts'
import { impliedRules } from './implied.ts'
import { linkExample, linkInfo } from './link-info.ts'
import { namesOf } from './naming.ts'
import { proseOf } from './prose-of.ts'
import { buildStructs } from './structs.ts'
import { toBytes, toInteger } from './types.ts'

/** What is known so far; later parts may name earlier ones. */
interface Known {
  readonly structs: readonly Struct[]
  readonly header: Struct
  readonly strings: Map<string, LocatedString>
  readonly extensions: Map<string, ExtensionType>
  readonly inputs: Map<string, Input>
  readonly values: Map<string, Value>
  readonly regions: Map<string, Region>
  /** Values that are not linked yet. */
  readonly later: Set<string>
}

type Schema = Draft['schema']
type Compile = (source: string | number, path: string, want?: ExprType | 'any') => Expr

/** The `link` pass: sets `draft.format`, unless an expression or a name is wrong. */
export function link(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { schema } = draft
  const names = namesOf(schema.id)
  const structs = buildStructs(draft, names, problems)
  const header = structs.find((struct) => struct.names.spec === 'header')
  if (!header || problems.list.length > 0) return problems.list
  const known: Known = {
    structs,
    header,
    strings: new Map(),
    extensions: new Map(),
    inputs: new Map(),
    values: new Map(),
    regions: new Map(),
    later: new Set((schema.values ?? []).map((value) => value.name)),
  }
  const attempt: Compile = (source, path, want = 'int') => {
    try {
      return compile(source, scopeOf(known), want)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      problems.add(path, error.message, error.mend)
      return { type: want === 'any' ? 'int' : want, kind: 'int', value: 0n }
    }
  }
  const place = (text: string, path: string): Place => {
    const found = placeOf(text, known)
    if (found) return found
    const near = closest(text, placeNames(known))
    const mend = near === undefined ? PLACES : `did you mean ${near}?`
    problems.add(path, `points at "${text}", which is unknown`, mend)
    return { kind: 'field', field: firstField(header) }
  }

  for (const input of schema.inputs ?? []) {
    const { name, unit } = input
    known.inputs.set(name, { ...proseOf(input), names: namesOf(name), unit })
  }
  for (const type of schema.extensions?.types ?? []) {
    known.extensions.set(type.name, linkExtensionType(type, structs))
  }
  // Names of strings are known first: rules and values may compare them.
  for (const string of schema.strings ?? []) {
    known.strings.set(string.name, linkString(string, header))
  }
  for (const value of schema.values ?? []) {
    const expr = attempt(value.value, `values.${value.name}`)
    const { name, unit } = value
    known.values.set(name, { ...proseOf(value), names: namesOf(name), unit, expr })
    known.later.delete(name)
  }
  for (const string of schema.strings ?? []) {
    completeString(string, known, attempt)
  }
  const extensions = linkExtensions(schema, known, attempt)
  for (const region of schema.regions ?? []) {
    known.regions.set(region.name, linkRegion(region, known, attempt))
  }
  const rules = (schema.rules ?? []).map((rule) => linkRule(rule, names.spec, attempt, place))
  const format: Format = {
    ...proseOf(schema),
    id: schema.id,
    family: schema.family,
    title: schema.title,
    status: schema.status,
    since: schema.since,
    until: schema.until,
    endian: schema.endian,
    names,
    schemaFile: draft.file,
    howItWorks: schema.howItWorks,
    detect: schema.detect.map(({ at, bytes }) => ({ at, bytes: toBytes(bytes) })),
    structs,
    header,
    area: schema.area === undefined ? sizeOfHeader(header) : attempt(schema.area, 'area'),
    strings: [...known.strings.values()],
    extensions,
    inputs: [...known.inputs.values()],
    values: [...known.values.values()],
    regions: [...known.regions.values()],
    rules,
    implied: [],
    info: linkInfo(schema.info, known, { attempt, place, problem: problems.add }),
    revisions: (schema.revisions ?? []).map((one) => ({ ...one, sources: one.sources ?? [] })),
    example: schema.example && linkExample(schema.example),
    schema,
  }
  draft.format = { ...format, implied: impliedRules(format) }
  const ids = [...rules, ...draft.format.implied].map((rule) => rule.id)
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    problems.add(
      `rules.${id.slice(schema.id.length + 1)}`,
      'has the id of a rule that the schema implies',
      'choose another id',
    )
  }
  return problems.list
}

function firstField(struct: Struct): Field {
  const field = struct.items.find((item) => item.kind === 'field')
  if (!field) throw new TypeError(`${struct.names.spec} has no field`)
  return field
}

function sizeOfHeader(header: Struct): Expr {
  if (header.lengthField) {
    return { type: 'int', kind: 'field', struct: 'header', field: header.lengthField }
  }
  return { type: 'int', kind: 'int', value: BigInt(header.size), label: 'sizeof(header)' }
}

function findField(struct: Struct | undefined, name: string | undefined): Field | undefined {
  for (const item of struct?.items ?? []) {
    if (item.kind === 'field' && item.names.spec === name) return item
  }
  return undefined
}

const isText = (field: Field) => field.type.kind === 'char'

function scopeOf(known: Known): Scope {
  const field = (path: string) => {
    const [struct, name, ...more] = path.split('.')
    return struct === 'header' && more.length === 0 ? findField(known.header, name) : undefined
  }
  return {
    name: (path) => {
      const found = field(path)
      if (found?.type.kind === 'bytes') return undefined
      if (found) {
        return {
          type: isText(found) ? 'text' : 'int',
          kind: 'field',
          struct: 'header',
          field: found,
        }
      }
      if (path === 'fileSize') return { type: 'int', kind: 'fileSize' }
      const value = known.values.get(path)
      if (value) return { type: value.expr.type, kind: 'value', value }
      const input = known.inputs.get(path)
      if (input) return { type: 'int', kind: 'input', input }
      const string = known.strings.get(path)
      if (string) return { type: 'text', kind: 'string', string }
      return extensionField(path, known)
    },
    sizeOf: (name) => {
      const struct = known.structs.find((one) => one.names.spec === name)
      return struct && BigInt(struct.size)
    },
    offsetOf: (path) => {
      const found = field(path)
      return found && BigInt(found.offset)
    },
    extension: (path) => {
      const extension = known.extensions.get(path.replace(/^extensions\./, ''))
      return extension && { type: 'bool', kind: 'has', extension }
    },
    unreadable: (path) => {
      const found = field(path)
      if (found?.type.kind === 'bytes') {
        return { is: `bytes[${found.size}]`, mend: 'expressions read integers and texts' }
      }
      if (known.regions.has(path)) return { is: 'a region', mend: 'make its offset a value' }
      return known.later.has(path) ? { is: 'a value further down', mend: 'move it up' } : undefined
    },
    names: [
      ...known.header.items.flatMap((item) =>
        item.kind === 'field' && item.type.kind !== 'bytes' ? [`header.${item.names.spec}`] : [],
      ),
      ...known.values.keys(),
      ...known.inputs.keys(),
      ...known.strings.keys(),
      'fileSize',
      ...[...known.extensions.values()].flatMap(extensionNames),
    ],
  }
}

function extensionNames({ names, struct, content }: ExtensionType): readonly string[] {
  const fields = content === 'struct' ? (struct?.items ?? []) : []
  return fields.flatMap((item) =>
    item.kind === 'field' ? [`extensions.${names.spec}.${item.names.spec}`] : [],
  )
}

function extensionField(path: string, known: Known): Expr | undefined {
  const [list, name, fieldName, ...more] = path.split('.')
  if (more.length > 0) return undefined
  const extension = list === 'extensions' ? known.extensions.get(name ?? '') : undefined
  const field = findField(extension?.struct, fieldName)
  if (!extension || !field || field.type.kind === 'bytes') return undefined
  return { type: isText(field) ? 'text' : 'int', kind: 'extensionField', extension, field }
}

function placeOf(text: string, known: Known): Place | undefined {
  const [head, name, fieldName, ...more] = text.split('.')
  if (more.length > 0) return undefined
  if (head === 'header') {
    const field = fieldName === undefined ? findField(known.header, name) : undefined
    return field && { kind: 'field', field }
  }
  if (head === 'extensions') {
    const extension = known.extensions.get(name ?? '')
    if (!extension || fieldName === undefined) return extension && { kind: 'extension', extension }
    const field = findField(extension.struct, fieldName)
    return field && { kind: 'extensionField', extension, field }
  }
  const string = known.strings.get(text)
  if (string) return { kind: 'string', string }
  const region = known.regions.get(text)
  return region && { kind: 'region', region }
}

const PLACES = 'name header.FIELD, a string, a region or extensions.NAME'

function placeNames(known: Known): readonly string[] {
  return [
    ...known.header.items.map((item) => `header.${item.names.spec}`),
    ...known.strings.keys(),
    ...known.regions.keys(),
    ...[...known.extensions.keys()].map((name) => `extensions.${name}`),
  ]
}

type StringSchema = NonNullable<Schema['strings']>[number]
const UNSET: Expr = { type: 'int', kind: 'int', value: 0n }

function linkString(schema: StringSchema, header: Struct): LocatedString {
  const offset = findField(header, schema.offset) ?? firstField(header)
  const size = findField(header, schema.size) ?? firstField(header)
  return {
    ...proseOf(schema),
    names: namesOf(schema.name),
    offset,
    size,
    min: UNSET,
    end: UNSET,
    minSize: schema.minSize ?? 1,
    maxSize: schema.maxSize,
    anchor: `string-${schema.name}`,
  }
}

/** The bounds of a string may use values, which come after the strings. */
function completeString(schema: StringSchema, known: Known, attempt: Compile): void {
  const string = known.strings.get(schema.name)
  if (!string) return
  const path = `strings.${schema.name}`
  Object.assign(string, {
    when: schema.when === undefined ? undefined : attempt(schema.when, `${path}.when`, 'bool'),
    min: attempt(schema.min, `${path}.min`),
    end: attempt(schema.end, `${path}.end`),
  })
}

type ExtensionSchema = NonNullable<Schema['extensions']>

function linkExtensionType(
  schema: ExtensionSchema['types'][number],
  structs: readonly Struct[],
): ExtensionType {
  return {
    ...proseOf(schema),
    type: toInteger(schema.type),
    names: namesOf(schema.name),
    content: schema.content,
    struct: structs.find((struct) => struct.names.spec === schema.struct),
    maxSize: schema.maxSize,
    anchor: `extension-${schema.name}`,
  }
}

function linkExtensions(schema: Schema, known: Known, attempt: Compile): Extensions | undefined {
  const list = schema.extensions
  const record = known.structs.find((struct) => struct.names.spec === list?.record)
  const type = findField(record, list?.type)
  const length = findField(record, list?.length)
  if (!list || !record || !type || !length) return undefined
  return {
    ...proseOf(list),
    at: attempt(list.at, 'extensions.at'),
    end: attempt(list.end, 'extensions.end'),
    record,
    type,
    length,
    align: list.align,
    endType: toInteger(list.endType),
    maxCount: list.maxCount ?? 0,
    unknown: list.unknown ?? 'notice',
    types: [...known.extensions.values()],
    anchor: 'extensions',
  }
}

function linkRegion(
  schema: NonNullable<Schema['regions']>[number],
  known: Known,
  attempt: Compile,
): Region {
  const path = `regions.${schema.name}`
  const optional = (source: string | number | undefined, key: string) =>
    source === undefined ? undefined : attempt(source, `${path}.${key}`)
  const at = attempt(schema.at, `${path}.at`)
  const size = attempt(schema.size, `${path}.size`)
  const { bitmap } = schema
  return {
    ...proseOf(schema),
    names: namesOf(schema.name),
    kind: schema.kind,
    at,
    size,
    when: schema.when === undefined ? undefined : attempt(schema.when, `${path}.when`, 'bool'),
    placed: schema.placed ?? 'computed',
    beyondFile: schema.beyondFile ?? 'error',
    maxSize: optional(schema.maxSize, 'maxSize'),
    align: optional(schema.align, 'align'),
    bitmap: bitmap && {
      unit: attempt(bitmap.unit, `${path}.bitmap.unit`),
      bits: bitmap.bits,
      set: bitmap.set,
      clear: bitmap.clear,
      count: optional(bitmap.count, 'bitmap.count'),
    },
    entry: known.structs.find((struct) => struct.names.spec === schema.entry),
    fields: headerFields(at, size),
    extensionFields: extensionFields(at, size),
    anchor: `region-${schema.name}`,
  }
}

/** Header fields that expressions read, through values too; each once, in file order. */
export function headerFields(...exprs: readonly Expr[]): readonly Field[] {
  const found = new Set<Field>()
  const visit = (expr: Expr) => {
    for (const part of parts(expr)) {
      if (part.kind === 'field') found.add(part.field)
      if (part.kind === 'value') visit(part.value.expr)
    }
  }
  exprs.forEach(visit)
  return [...found].sort((a, b) => a.offset - b.offset)
}

/** Fields of header extensions that expressions read, in the order of their content. */
function extensionFields(...exprs: readonly Expr[]): Region['extensionFields'] {
  const found = new Map<Field, ExtensionType>()
  for (const expr of exprs) {
    for (const part of parts(expr)) {
      if (part.kind === 'extensionField') found.set(part.field, part.extension)
    }
  }
  const list = [...found].map(([field, extension]) => ({ field, extension }))
  return list.sort((a, b) => a.field.offset - b.field.offset)
}

function linkRule(
  schema: NonNullable<Schema['rules']>[number],
  format: string,
  attempt: Compile,
  place: (text: string, path: string) => Place,
): AssertRule {
  const path = `rules.${schema.id}`
  const assert = attempt(schema.assert, `${path}.assert`, 'bool')
  return {
    ...proseOf(schema),
    id: `${format}.${schema.id}`,
    severity: schema.severity,
    when: schema.when === undefined ? undefined : attempt(schema.when, `${path}.when`, 'bool'),
    assert,
    message: schema.message,
    expected: schema.expected ?? show(assert),
    at: place(schema.at, `${path}.at`),
    anchor: `rule-${schema.id}`,
  }
}
