/** Where in a schema file a problem stands: line and column, for editors and compilers' readers. */
import { relative, resolve as resolvePath, sep } from 'node:path'
import { ts } from 'ts-morph'
import {
  given,
  itemOf,
  itemsOf,
  memberOf,
  type Open,
  schemaOf,
  settled,
  sourceFiles,
  textOf,
  type Value,
} from './locate-values.ts'
import type { Problem } from './problems.ts'

/** A place in a file; line and column count from 1, columns in UTF-16 units as editors do. */
export interface Location {
  /** Relative to the working folder, with `/`; a shared file where the mistake is in one. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A problem with its place; without one where it is about no file. */
export interface LocatedProblem extends Problem {
  readonly at?: Location | undefined
}

/**
 * Finds the places of problems. Where a path leads through code that has to run to be known, the
 * place is the last literal on the way that is certain.
 */
export function locateProblems(problems: readonly Problem[]): readonly LocatedProblem[] {
  const open = sourceFiles()
  return problems.map((problem) => ({ ...problem, at: locate(problem, open) }))
}

function locate(problem: Problem, open: Open): Location | undefined {
  const path = resolvePath(problem.file)
  const file = open(path)
  if (!file) return undefined
  if (problem.path === 'file') return placeIn(file, failureAt(file, problem.message))
  const root = schemaOf(path, open)
  if (!root) return placeIn(file, 0)
  const words = problem.path === 'schema' ? '' : problem.path
  const spot = follow({ value: root }, words, problem)
  const { node, file: found } = pointOf(spot, problem)
  return placeIn(found, node.getStart(found) + partAt(node, found, problem.message))
}

/** Where in an expression a message points: it counts characters, or quotes a part that is there once. */
function partAt(node: ts.Node, file: ts.SourceFile, message: string): number {
  // With an escape in it the text is not as it is written.
  if (!ts.isStringLiteralLike(node) || node.getText(file).length !== node.text.length + 2) return 0
  const said = / at character (\d+)$/.exec(message)?.[1]
  if (said !== undefined) return 1 + Math.min(Number(said), node.text.length)
  const part = /"([^"]+)"/.exec(message)?.[1] ?? ''
  const at = part === '' || part === node.text ? -1 : node.text.indexOf(part)
  return at === -1 || node.text.lastIndexOf(part) !== at ? 0 : 1 + at
}

function placeIn(file: ts.SourceFile, at: number): Location {
  const { line, character } = file.getLineAndCharacterOfPosition(at)
  const path = relative(process.cwd(), file.fileName).split(sep).join('/')
  return { file: path, line: line + 1, column: character + 1 }
}

// Files that do not load

/** Where a file stops being what it should be; its start where nobody knows. */
function failureAt(file: ts.SourceFile, message: string): number {
  const [, line, column = '1'] = /at line (\d+)(?:, column (\d+))?$/.exec(message) ?? []
  const said = line === undefined ? undefined : positionOf(file, Number(line), Number(column))
  if (file.fileName.endsWith('.json')) return said ?? 0
  const { diagnostics = [] } = ts.transpileModule(file.text, {
    reportDiagnostics: true,
    fileName: file.fileName,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  })
  const [first] = diagnostics
  return first?.start ?? said ?? missingImport(file, message) ?? 0
}

function positionOf(file: ts.SourceFile, line: number, column: number): number {
  const start = file.getLineStarts()[line - 1] ?? 0
  return Math.min(start + column - 1, file.text.length)
}

/** The import of a module that the message names. */
function missingImport(file: ts.SourceFile, message: string): number | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue
    const { moduleSpecifier } = statement
    const name = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''
    const last = name.replace(/^(\.{1,2}\/)+/, '')
    if (last !== '' && message.includes(last)) return moduleSpecifier.getStart(file)
  }
  return undefined
}

// Paths

/** What a path led to: a value as it is written, and the name of its property, if it has one. */
interface Spot {
  readonly value: Value
  readonly key?: Value | undefined
}

interface Step {
  readonly spot: Spot
  readonly rest: string
}

/** Lists that a path leaves out before the name of an item. */
const UNSAID = ['structs', 'fields', 'enum', 'bits', 'types', 'signatures']

/** As far along a path as is certain. */
function follow(from: Spot, path: string, problem: Problem): Spot {
  const ends = endsOf({ spot: from, rest: path })
  const least = Math.min(...ends.map(({ rest }) => rest.length))
  const [first, ...others] = ends.filter(({ rest }) => rest.length === least)
  // A field `size` and the size of its struct have one path; what the problem shows tells them apart.
  const shown = [first, ...others].find((one) => one && isShown(one.spot, problem))
  const second = others.findLast(({ spot }) =>
    ts.isObjectLiteralExpression(settled(spot.value).node),
  )
  if (problem.message === 'is named twice' && second) return second.spot
  return (others.length > 0 ? shown : undefined)?.spot ?? first?.spot ?? from
}

/** Every way to read a path, as far as each goes; named items come before keys. */
function endsOf(step: Step): readonly Step[] {
  const further = step.rest === '' ? [] : stepsFrom(step)
  return [...further.flatMap((next) => endsOf(next)), step]
}

function stepsFrom({ spot, rest }: Step): readonly Step[] {
  const { node } = settled(spot.value)
  if (!ts.isObjectLiteralExpression(node)) return itemSteps(spot.value, rest)
  const lists = UNSAID.flatMap((key) => memberOf(spot.value, key) ?? [])
  const unsaid = lists.flatMap((list) => stepsFrom({ spot: list, rest }))
  // The name may be that of an item that nobody knows.
  if (unsaid.length === 0 && lists.some(hasUnknown)) return []
  const keyed = heads(rest).flatMap((head) => {
    const found = memberOf(spot.value, head)
    return found ? [{ spot: found, rest: tail(rest, head) }] : []
  })
  return [...unsaid, ...keyed]
}

function hasUnknown({ value }: Spot): boolean {
  const isObject = ts.isObjectLiteralExpression(settled(value).node)
  return !isObject && itemsOf(value).includes(undefined)
}

function itemSteps(list: Value, rest: string): readonly Step[] {
  const [whole, bracketed, bare] = /^(?:\[(\d+)\]|(\d+)(?=\.|$))/.exec(rest) ?? []
  if (whole !== undefined) {
    const value = itemOf(list, Number(bracketed ?? bare))
    return value ? [{ spot: { value }, rest: tail(rest, whole) }] : []
  }
  return itemsOf(list).flatMap((value) => {
    if (!value) return []
    const label = heads(rest).find((head) => labels(value).includes(head))
    return label === undefined ? [] : [{ spot: { value }, rest: tail(rest, label) }]
  })
}

/** How a path may name an item: by its name, or by what it is and where. */
function labels(one: Value): readonly (string | undefined)[] {
  const labelOf = (key: string) => {
    const found = memberOf(one, key)
    return found && textOf(found.value)
  }
  const name = labelOf('name') ?? labelOf('id') ?? labelOf('key')
  const kind = ['hole', 'reserved'].find((key) => memberOf(one, key)) ?? 'item'
  return [name, `${kind} at ${labelOf('at')}`]
}

/** Every beginning of a path that may be one name: names of rules have dots in them. */
function heads(path: string): readonly string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index)
  return [...ends.map((end) => path.slice(0, end)), path].filter((head) => head !== '').reverse()
}

const tail = (path: string, head: string) => path.slice(head.length).replace(/^\./, '')

function isShown({ value }: Spot, { message }: Problem): boolean {
  const text = textOf(value)
  return text !== undefined && (message === `is ${text}` || message === `is "${text}"`)
}

// The point

/** What says best which part of an object a problem is about. */
function pointOf(spot: Spot, problem: Problem): Value {
  const written = given(spot.value)
  const { node } = settled(written)
  if (ts.isArrayLiteralExpression(node)) return spot.key ?? written
  if (!ts.isObjectLiteralExpression(node)) return written
  const part = partOf(written, problem)
  if (!part) return spot.key ?? written
  const inside = given(part.value)
  const { kind } = settled(inside).node
  const isLong =
    kind === ts.SyntaxKind.ArrayLiteralExpression || kind === ts.SyntaxKind.ObjectLiteralExpression
  return isLong ? part.key : inside
}

/** Words of messages for keys that have another name. */
const KEYS: Readonly<Record<string, string>> = {
  overlaps: 'at',
  leaves: 'at',
  constant: 'const',
  padding: 'pad',
  named: 'name',
}

/** The property that a message speaks of; else the one by which the object is known. */
function partOf(object: Value, { path, message, mend }: Problem) {
  const part = (key: string | undefined) => (key ? memberOf(object, key) : undefined)
  const unknown = part(/^has the unknown key "(.*)"$/.exec(message)?.[1])
  if (unknown) return { key: unknown.key, value: unknown.key }
  const isLacking = /^(lacks|has no|cites no) /.test(message)
  const words = isLacking ? [] : wordsOf(message)
  const spoken = words.map((word) => part(word) ?? part(KEYS[word])).find(Boolean)
  const size = part(/^.*\bset (\w+) to /.exec(mend)?.[1])
  const isExpression = path.startsWith('values.') && !isLacking
  return (
    (isExpression && !mend.startsWith('rename') ? part('value') : undefined) ??
    quoted(object, message) ??
    spoken ??
    size ??
    part('name') ??
    part('id') ??
    part('key')
  )
}

/** Words that are not quoted. */
function wordsOf(message: string): readonly string[] {
  return message.replace(/"[^"]*"/g, '').match(/[a-zA-Z]+/g) ?? []
}

/** The property with the name or the value that a message quotes. */
function quoted(object: Value, message: string) {
  const text = /"([^"]*)"/.exec(message)?.[1]
  const { node } = settled(object)
  if (text === undefined || !ts.isObjectLiteralExpression(node)) return undefined
  const own = memberOf(object, text)
  if (own) return { key: own.key, value: own.key }
  const names = node.properties.flatMap(({ name }) => (name && 'text' in name ? [name.text] : []))
  const found = names.map((name) => memberOf(object, name))
  return found.find((one) => one && textOf(one.value) === text)
}
