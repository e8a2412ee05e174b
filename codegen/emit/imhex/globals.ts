/**
 * Variables of a pattern: what the header says, and what is computed from it.
 *
 * Each is declared behind those that it reads. A number outside its range, a string out of bounds and
 * an extension that is not there are unknown: beside a variable that may be unknown stands a second
 * one, `…_known` or `has_…`, which whoever reads the first asks before.
 */
import type { Expr, ExtensionType, Field, Format, LocatedString, Region, Value } from '../../ir.ts'
import { exprsBehind, stringExprs } from '../../resolve/expression-tree.ts'
import { BESIDE, parts, partsThroughValues } from '../../resolve/expressions.ts'
import { hexpatExpression, obstacleIn, type Scope } from './expression.ts'
import { createNames, type Names } from './names.ts'
import { allOf, plain, readFields, readText, type Variables, variablesOf } from './types.ts'

/** The variables of a pattern, declared as they are asked for. */
export interface Globals {
  readonly names: Names
  /** The lines so far. */
  readonly lines: string[]
  readonly variables: Variables
  /** Declares what an expression reads, and gives its text. */
  readonly text: (expr: Expr, outer?: number) => string
  /** What has to hold for expressions to have a value. */
  readonly guards: (...exprs: readonly (Expr | undefined)[]) => readonly string[]
  readonly obstacle: (...exprs: readonly (Expr | undefined)[]) => string | undefined
  /** Declares a value. */
  readonly value: (value: Value) => void
  /** Declares whether a string is there, and gives the name of that. */
  readonly string: (string: LocatedString) => string
  /** Declares where the extensions are. */
  readonly search: () => void
}

/** Names of types and functions are taken before. */
export function createGlobals(format: Format, taken: Iterable<string>): Globals {
  const names = createNames(taken)
  const read = headerReads(format)
  const place = (at: number) => `0x${at.toString(16).padStart(2, '0')}`
  const variables = variablesOf(format.header, read, { names, prefix: 'header_', place })
  const state: State = {
    format,
    names,
    variables,
    lines: ['s128 file_size = std::mem::size();', ...variables.lines],
    done: new Set(),
  }
  for (const field of read) if (field.range && !field.constant) declareRange(field, state)
  return {
    names,
    lines: state.lines,
    variables,
    text: (expr, outer) => textOf(expr, state, outer),
    guards: (...exprs) => [
      ...new Set(exprs.flatMap((expr) => (expr ? guardsOf(expr, state) : []))),
    ],
    obstacle: (...exprs) =>
      exprs.map((expr) => expr && obstacleOf(expr, format)).find((one) => one !== undefined),
    value: (value) => declareValue(value, state),
    string: (string) => declareString(string, state),
    search: () => declareSearch(state),
  }
}

interface State {
  readonly format: Format
  readonly names: Names
  readonly variables: Variables
  readonly lines: string[]
  readonly done: Set<object>
}

/** Expressions that decide what the pattern shows. */
export function shownExprs({ strings, extensions, values, regions }: Format): readonly Expr[] {
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
    ]),
  ]
  return all.filter((expr) => expr !== undefined)
}

/** Fields of the header that the pattern computes with. */
function headerReads(format: Format): ReadonlySet<Field> {
  const { header, strings } = format
  const own = header.items
  const found = new Set([
    ...readFields(header),
    ...strings.flatMap(({ offset, size }) => [offset, size]),
  ])
  for (const expr of shownExprs(format)) {
    for (const part of partsThroughValues(expr)) {
      if (part.kind === 'field' && own.includes(part.field)) found.add(part.field)
    }
  }
  return found
}

const knownName = (name: string, { names }: State) => names.of(`known ${name}`, `${name}_known`)

function declareRange(field: Field, state: State): void {
  const { range } = field
  if (!range) return
  const name = state.variables.name(field)
  const condition = state.variables.presence(field)
  const inside = `${name} >= ${range.min} && ${name} <= ${range.max}`
  const text = condition ? `${condition} ? (${inside}) : true` : inside
  state.lines.push(`bool ${knownName(name, state)} = ${text};`)
}

function textOf(expr: Expr, state: State, outer: number = BESIDE.nothing): string {
  for (const part of parts(expr)) declare(part, state)
  return hexpatExpression(expr, scopeOf(state), outer)
}

function scopeOf(state: State): Scope {
  const { names, variables } = state
  return {
    name: (leaf) => {
      switch (leaf.kind) {
        case 'field':
          return variables.name(leaf.field)
        case 'value':
          return names.of(leaf.value, leaf.value.names.spec)
        case 'fileSize':
          return 'file_size'
        case 'has':
          return `(${atName(leaf.extension, names)} >= 0)`
        case 'extensionField':
          return extensionVariable(leaf.extension, leaf.field, names)
        default:
          throw new TypeError(`Cannot name a ${leaf.kind} in the pattern language`)
      }
    },
    length: ({ string }) => variables.name(string.size),
  }
}

/** The address of the first extension of a type; -1 for none, -2 if that is unknown. */
const atName = ({ names: { spec } }: ExtensionType, names: Names) =>
  names.of(`at ${spec}`, `${spec}_at`)

const extensionVariable = (extension: ExtensionType, field: Field, names: Names) =>
  names.of(
    `field ${extension.names.spec}.${field.names.spec}`,
    `${extension.names.spec}_${field.names.spec}`,
  )

function declare(part: Expr, state: State): void {
  if (part.kind === 'value') declareValue(part.value, state)
  if (part.kind === 'string') declareString(part.string, state)
  if (part.kind === 'has') declareExtension(part.extension, state)
  if (part.kind === 'extensionField') {
    declareExtension(part.extension, state)
    declareExtensionField(part.extension, part.field, state)
  }
}

function isNew(thing: object, { done }: State): boolean {
  if (done.has(thing)) return false
  done.add(thing)
  return true
}

/** A value, and whether it is known. */
function declareValue(value: Value, state: State): void {
  if (!isNew(value, state)) return
  const name = state.names.of(value, value.names.spec)
  const text = textOf(value.expr, state)
  const known = allOf([...new Set(guardsOf(value.expr, state))])
  const type = value.expr.type === 'bool' ? 'bool' : 's128'
  state.lines.push(`// ${plain(value.summary)}`)
  if (known === undefined) {
    state.lines.push(`${type} ${name} = ${text};`)
    return
  }
  const flag = knownName(name, state)
  state.lines.push(`bool ${flag} = ${known};`, `${type} ${name} = ${flag} ? (${text}) : 0;`)
}

/** Whether a string is there, in its bounds. */
function declareString(string: LocatedString, state: State): string {
  const name = hasName(string, state.names)
  if (!isNew(string, state)) return name
  const { when, min, end, minSize, maxSize } = string
  const [at, size] = [string.offset, string.size].map(state.variables.name)
  const fields = [string.offset, string.size].filter(({ range, constant }) => range && !constant)
  const exprs = [when, min, end].filter((expr) => expr !== undefined)
  const texts = { min: textOf(min, state, BESIDE.unary), end: textOf(end, state, BESIDE.unary) }
  const tests = [
    ...fields.map((field) => knownName(state.variables.name(field), state)),
    ...exprs.flatMap((expr) => guardsOf(expr, state)),
    ...(when ? [textOf(when, state, BESIDE.question)] : []),
    ...(minSize > 0 ? [`${size} >= ${minSize}`] : []),
    ...(maxSize === undefined ? [] : [`${size} <= ${maxSize}`]),
    `${at} >= ${texts.min} && ${at} + ${size} <= ${texts.end} && ${at} + ${size} <= file_size`,
  ]
  state.lines.push(`bool ${name} = ${allOf([...new Set(tests)])};`)
  return name
}

/** The variable that says whether a string or a region is there. */
export const hasName = ({ names: { spec } }: LocatedString | Region, names: Names) =>
  names.of(`has ${spec}`, `has_${spec}`)

function declareExtension(extension: ExtensionType, state: State): void {
  if (!isNew(extension, state)) return
  const { lines, names } = state
  declareSearch(state)
  lines.push(`s128 ${atName(extension, names)} = find_extension(0x${extension.type.toString(16)});`)
}

function declareExtensionField(extension: ExtensionType, field: Field, state: State): void {
  const name = extensionVariable(extension, field, state.names)
  const { struct } = extension
  const { extensions } = state.format
  if (!struct || !extensions || !isNew(extensionKey(extension, field), state)) return
  const at = atName(extension, state.names)
  const flag = knownName(name, state)
  const head = extensions.record.size
  const length = readText(extensions.length, `${at} + ${extensions.length.offset}`)
  const value = readText(field, `${at} + ${head + field.offset}`)
  state.lines.push(
    `bool ${flag} = ${at} >= 0 ? (${length} >= ${struct.size}) : false;`,
    `s128 ${name} = ${flag} ? ${value} : 0;`,
  )
}

const KEYS = new WeakMap<ExtensionType, Map<Field, object>>()

/** One object for a field of an extension, whose struct others may share. */
function extensionKey(extension: ExtensionType, field: Field): object {
  const fields = KEYS.get(extension) ?? new Map<Field, object>()
  KEYS.set(extension, fields)
  const key = fields.get(field) ?? {}
  fields.set(field, key)
  return key
}

/** Where the extensions are, and a function that looks for one. */
function declareSearch(state: State): void {
  const { extensions } = state.format
  if (!extensions || !isNew(extensions, state)) return
  const { at, end, record, type, length, align, endType, maxCount } = extensions
  const texts = { at: textOf(at, state), end: textOf(end, state) }
  const known = allOf([...new Set([...guardsOf(at, state), ...guardsOf(end, state)])])
  const or = (text: string) => (known === undefined ? text : `has_extensions ? (${text}) : -1`)
  state.lines.push(
    `bool has_extensions = ${known ?? 'true'};`,
    `s128 extensions_at = ${or(texts.at)};`,
    `s128 extensions_end = ${or(texts.end)};`,
    's128 extensions_limit = extensions_end < file_size ? extensions_end : file_size;',
    '',
    '// Address of the first extension of a type; -1 for none, -2 if not all could be read.',
    'fn find_extension(s128 wanted) {',
    '    s128 at = extensions_at;',
    '    s128 count = 0;',
    `    while (at >= 0 && at + ${record.size} <= extensions_limit && count < ${maxCount}) {`,
    `        s128 code = ${readText(type, `at + ${type.offset}`)};`,
    `        s128 length = ${readText(length, `at + ${length.offset}`)};`,
    `        if (at + ${record.size} + length > extensions_limit)`,
    '            return -2;',
    '        if (code == wanted)',
    '            return at;',
    `        if (code == ${endType})`,
    '            return -1;',
    `        at = at + ${record.size} + (length + ${align - 1}) / ${align} * ${align};`,
    '        count = count + 1;',
    '    }',
    `    if (at >= 0 && at + ${record.size} > extensions_end)`,
    '        return -1;',
    '    return -2;',
    '};',
    '',
  )
}

/** What has to hold for an expression to have a value; all of it is declared. */
function guardsOf(expr: Expr, state: State): readonly string[] {
  const guards: string[] = []
  for (const part of parts(expr)) {
    declare(part, state)
    if (part.kind === 'field' && part.field.range && !part.field.constant) {
      guards.push(knownName(state.variables.name(part.field), state))
    }
    if (part.kind === 'value' && isGuarded(part.value.expr)) {
      guards.push(knownName(state.names.of(part.value, part.value.names.spec), state))
    }
    if (part.kind === 'string') guards.push(hasName(part.string, state.names))
    if (part.kind === 'has') guards.push(`${atName(part.extension, state.names)} != -2`)
    if (part.kind === 'extensionField') guards.push(...extensionGuards(part, state))
  }
  return guards
}

function extensionGuards(
  { extension, field }: Extract<Expr, { kind: 'extensionField' }>,
  state: State,
): readonly string[] {
  const name = extensionVariable(extension, field, state.names)
  const known = knownName(name, state)
  const { range } = field
  return range ? [known, `${name} >= ${range.min} && ${name} <= ${range.max}`] : [known]
}

/** Whether an expression may be unknown. */
function isGuarded(expr: Expr): boolean {
  return [...partsThroughValues(expr)].some(
    (part) =>
      (part.kind === 'field' && part.field.range !== undefined && !part.field.constant) ||
      ['string', 'has', 'extensionField'].includes(part.kind),
  )
}

/** Why an expression has no translation, or something that it names. */
function obstacleOf(expr: Expr, format: Format): string | undefined {
  const own = obstacleIn(expr)
  if (own !== undefined) return own
  for (const part of parts(expr)) {
    if (part.kind === 'extensionField' && (part.field.when || part.field.inTail)) {
      return 'it reads a field of an extension that may be absent'
    }
    for (const other of exprsBehind(part, format)) {
      const obstacle = obstacleOf(other, format)
      if (obstacle !== undefined) return obstacle
    }
  }
  return undefined
}
