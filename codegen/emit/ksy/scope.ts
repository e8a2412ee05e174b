/**
 * What the names of an expression over a whole file are in Kaitai, and when they have a value.
 *
 * A number outside its range, a string out of bounds and an extension that is not there are unknown,
 * and so is everything that is computed from them. Here that is a condition, the guard: an instance
 * whose guard does not hold is null.
 */
import type { Expr, ExtensionType, Field, Format, Struct } from '../../ir.ts'
import { exprsBehind, stringExprs } from '../../resolve/expression-tree.ts'
import { partsThroughValues } from '../../resolve/expressions.ts'
import { ksyCondition, ksyExpression, obstacleIn, type Scope } from './expression.ts'
import { createIds, structIds } from './ids.ts'
import { fieldHalves, fieldName } from './struct-type.ts'

/** The identifiers of what a format has besides its structs. */
export interface FormatIds {
  readonly header: string
  readonly extensions: string
  readonly hasExtensions: string
  readonly extensionsAt: string
  readonly extensionsEnd: string
  /** A string, a value or a region, and what stands beside it. */
  readonly of: (thing: { readonly names: { readonly spec: string } }) => ThingIds
  /** Types: of structs by name, and those that are made here. */
  readonly type: (name: string) => string
}

/** Identifiers of a string, a value or a region. */
export interface ThingIds {
  readonly id: string
  readonly has: string
  readonly offset: string
  readonly size: string
  readonly count: string
}

/** Identifiers, each used once. */
export function formatIds(format: Format): FormatIds {
  const ids = createIds()
  const header = ids.take('header')
  const things = [...format.strings, ...format.values, ...format.regions]
  const names = new Map(things.map(({ names: { spec } }) => [spec, ids.take(spec)]))
  const extensions = ids.take('extensions')
  const others = [...names].map(([spec, id]): readonly [string, ThingIds] => [
    spec,
    {
      id,
      has: ids.take(`has_${id}`),
      offset: ids.take(`${id}_offset`),
      size: ids.take(`${id}_size`),
      count: ids.take(`${id}_count`),
    },
  ])
  const byName = new Map(others)
  const types = typeIds(format)
  return {
    header,
    extensions,
    hasExtensions: ids.take('has_extensions'),
    extensionsAt: ids.take('extensions_offset'),
    extensionsEnd: ids.take('extensions_end'),
    of: ({ names: { spec } }) => found(byName, spec),
    type: (name) => found(types, name),
  }
}

/** `extension`, `extensions`, `NAME content`, `NAME entry`, `NAME entries`: names of made types. */
function typeIds(format: Format): ReadonlyMap<string, string> {
  const ids = createIds()
  const types = new Map(format.structs.map(({ names: { spec } }) => [spec, ids.take(spec)]))
  const made = (name: string, wanted: string) => types.set(name, ids.take(wanted))
  made('extensions:', 'extension_list')
  made('extension:', 'extension')
  for (const { names } of format.extensions?.types ?? []) {
    made(`extension:${names.spec}`, `${names.spec}_content`)
  }
  for (const { names } of format.regions) {
    made(`entries:${names.spec}`, `${names.spec}_entries`)
    made(`entry:${names.spec}`, `${names.spec}_entry`)
  }
  return types
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value !== undefined) return value
  throw new TypeError(`Cannot name ${name} in Kaitai: it is no part of the format`)
}

/** Text of expressions over the whole file. */
export interface FileScope {
  readonly ids: FormatIds
  /** The expression; it has no obstacle. */
  readonly text: (expr: Expr) => string
  /** The same, beside `and`. */
  readonly condition: (expr: Expr) => string
  /** What has to hold for expressions to have a value. */
  readonly guards: (...exprs: readonly (Expr | undefined)[]) => readonly string[]
  /** Why an expression cannot be given; undefined if it can. */
  readonly obstacle: (...exprs: readonly (Expr | undefined)[]) => string | undefined
}

/** An entry of a table of records: its struct, and where its values are. */
export interface EntryScope {
  readonly struct: Struct
  readonly prefix: string
}

/** The scope of a format; inside an entry, everything else is reached through `_root`. */
export function fileScope(format: Format, entry?: EntryScope): FileScope {
  const ids = formatIds(format)
  const root = entry ? '_root.' : ''
  const scope = scopeOf(format, ids, { root, entry })
  return {
    ids,
    text: (expr) => ksyExpression(expr, scope),
    condition: (expr) => ksyCondition(expr, scope),
    guards: (...exprs) => [
      ...new Set(exprs.flatMap((expr) => (expr ? guardsOf(expr, format, ids) : []))),
    ],
    obstacle: (...exprs) =>
      exprs.map((expr) => expr && obstacleOf(expr, format)).find((one) => one !== undefined),
  }
}

interface Where {
  readonly root: string
  readonly entry: EntryScope | undefined
}

function scopeOf(format: Format, ids: FormatIds, { root, entry }: Where): Scope {
  const place = (name: string): { struct: Struct; prefix: string } =>
    entry && name === entry.struct.names.spec
      ? entry
      : { struct: format.header, prefix: `${root}${ids.header}.` }
  return {
    name: (leaf) => {
      switch (leaf.kind) {
        case 'field': {
          const { struct, prefix } = place(leaf.struct)
          return fieldName(leaf.field, struct, prefix)
        }
        case 'string':
          return `${root}${ids.of(leaf.string).id}`
        case 'value':
          return `${root}${ids.of(leaf.value).id}`
        case 'fileSize':
          return '_root._io.size'
        case 'has':
          return `${root}${ids.extensions}.${hasName(leaf.extension)}`
        case 'extensionField':
          return extensionField(leaf, `${root}${ids.extensions}`, ids)
        default:
          throw new TypeError(`Cannot name a ${leaf.kind} in Kaitai`)
      }
    },
    halves: (expr) => {
      if (expr.kind !== 'field') return undefined
      const { struct, prefix } = place(expr.struct)
      return fieldHalves(expr.field, struct, prefix)
    },
    length: ({ size }) => fieldName(size, format.header, `${root}${ids.header}.`),
  }
}

/** Names inside the list of extensions. */
export const hasName = ({ names }: ExtensionType) => `has_${names.spec}`
/** The first extension of a type. */
export const firstName = ({ names }: ExtensionType) => `first_${names.spec}`
/** Its place in the list, or -1. */
export const indexName = ({ names }: ExtensionType) => `index_of_${names.spec}`

type ExtensionField = Extract<Expr, { kind: 'extensionField' }>

/** Where the content of an extension of one struct has its fields. */
function extensionPrefix({ extension }: ExtensionField, list: string, ids: FormatIds): string {
  const type = ids.type(`extension:${extension.names.spec}`)
  return `${list}.${firstName(extension)}.content.as<${type}>.fields.`
}

function extensionField(expr: ExtensionField, list: string, ids: FormatIds): string {
  const { struct } = expr.extension
  if (!struct) throw new TypeError(`Cannot read ${expr.extension.names.spec}: it has no fields`)
  return fieldName(expr.field, struct, extensionPrefix(expr, list, ids))
}

/** What has to hold for one expression to have a value. */
function guardsOf(expr: Expr, format: Format, ids: FormatIds): readonly string[] {
  const guards: string[] = []
  for (const part of partsThroughValues(expr)) {
    if (
      part.kind === 'field' &&
      isLimited(part.field) &&
      part.struct === format.header.names.spec
    ) {
      guards.push(`${ids.header}.${structIds(format.header).field(part.field).inRange}`)
    }
    if (part.kind === 'string') guards.push(ids.of(part.string).has)
    if (part.kind === 'has') {
      const has = `${ids.extensions}.${hasName(part.extension)}`
      guards.push(ids.hasExtensions, `(${has} or ${ids.extensions}.is_whole)`)
    }
    if (part.kind === 'extensionField') guards.push(...extensionGuards(part, ids))
  }
  return guards
}

/** Whether a field has a range that its value may leave. */
export const isLimited = (field: Field) => field.range !== undefined && field.constant === undefined

function extensionGuards(part: ExtensionField, ids: FormatIds): readonly string[] {
  const { extension, field } = part
  const guards = [ids.hasExtensions, `${ids.extensions}.${hasName(extension)}`]
  const { struct } = extension
  if (!struct) return guards
  guards.push(`${ids.extensions}.${firstName(extension)}.content_size >= ${struct.size}`)
  if (isLimited(field)) {
    const prefix = extensionPrefix(part, ids.extensions, ids)
    guards.push(`${prefix}${structIds(struct).field(field).inRange}`)
  }
  return guards
}

/** Why an expression has no translation, or something that it names. */
function obstacleOf(expr: Expr, format: Format): string | undefined {
  const own = obstacleIn(expr)
  if (own !== undefined) return own
  for (const part of partsThroughValues(expr)) {
    const others = exprsBehind(part, format)
    for (const other of others) {
      const obstacle = obstacleOf(other, format)
      if (obstacle !== undefined) return obstacle
    }
  }
  return undefined
}

/** Every expression that an image is read by. */
export function readingExprs(format: Format): readonly Expr[] {
  const { strings, extensions, values, regions } = format
  const all = [
    ...strings.flatMap(stringExprs),
    extensions?.at,
    extensions?.end,
    ...values.map(({ expr }) => expr),
    ...regions.flatMap(({ at, size, when, maxSize, records }) => [
      at,
      size,
      when,
      maxSize,
      records?.count,
      records?.tail,
    ]),
  ]
  return all.filter((expr) => expr !== undefined)
}
