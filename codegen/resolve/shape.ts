/** What zod finds wrong with the shape of a schema, in words for its author. */
import { z } from 'zod'
import type { Problem } from '../problems.ts'
import { formatSchema } from '../schema/index.ts'
import { closest } from './closest.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]
type Finding = Pick<Problem, 'path' | 'message' | 'mend'>

/** Checks keys and types of a schema as its file gives it; names, sizes and sense come later. */
export function checkShape(
  schema: unknown,
  file: string,
): { readonly data: z.output<typeof formatSchema> } | { readonly problems: readonly Problem[] } {
  const parsed = formatSchema.safeParse(schema)
  if (parsed.success) return { data: parsed.data }
  const found = parsed.error.issues.flatMap((issue) => explain(issue, issue.path, schema))
  return { problems: found.map((finding) => ({ file, ...finding })) }
}

/** One issue in words. A union counts as its closest branch. */
function explain(issue: Issue, path: Path, schema: unknown): readonly Finding[] {
  const value = valueAt(schema, path)
  if (value === undefined && path.length > 0) return [missing(path, schema)]
  switch (issue.code) {
    case 'invalid_union':
      return explainUnion(issue, path, schema)
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, schema))
    default:
      return [{ path: pathText(path, schema), ...withKeys(wrong(issue, value), path) }]
  }
}

function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  schema: unknown,
): readonly Finding[] {
  const value = valueAt(schema, path)
  if (isItemOfNoKind(path, value)) {
    const mend = 'give it name and type, or hole and cause, or reserved'
    return [
      { path: pathText(path, schema), message: 'is no field, no hole and not reserved', mend },
    ]
  }
  const branches = leaves(issue)
  const rightKind = branches.filter((branch) => !branch.some(isWrongKind))
  const best = closestBranch(rightKind.length > 0 ? rightKind : branches)
  const alike = (rightKind.length > 0 ? rightKind : branches).filter((b) => isAtTop(b))
  if (alike.length < 2 || !isAtTop(best)) {
    return best.flatMap((one) => explain(one, [...path, ...one.path], schema))
  }
  const { message } = wrong(alike.flat()[0] ?? issue, value)
  const text = { message, mend: allMends(alike.flat(), value) }
  return [{ path: pathText(path, schema), ...withKeys(text, path) }]
}

/** Where an object is wanted, the keys that it must have. */
function withKeys<T extends { mend: string }>(text: T, path: Path): T {
  if (text.mend !== 'give an object') return text
  const required = nodesAt(path).flatMap((node) =>
    node.required ? [node.required.join(', ')] : [],
  )
  const keys = [...new Set(required)].join(' or ')
  return keys === '' ? text : { ...text, mend: `give an object with ${keys}` }
}

/** What any branch would take. */
function allMends(issues: readonly Issue[], value: unknown): string {
  const values = issues.flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
  if (values.length > 0) return `one of: ${values.map(String).join(', ')}`
  const mends = [...new Set(issues.map((one) => wrong(one, value).mend))]
  return mends.map((mend, index) => (index === 0 ? mend : mend.replace(/^give /, ''))).join(', or ')
}

/** The branches of a union; a union right inside it gives its own. */
function leaves(issue: Extract<Issue, { code: 'invalid_union' }>): readonly (readonly Issue[])[] {
  return issue.errors.flatMap((branch) => {
    const [only] = branch
    const isUnion = branch.length === 1 && only?.code === 'invalid_union' && only.path.length === 0
    return isUnion ? leaves(only) : [branch]
  })
}

const isAtTop = (branch: readonly Issue[]) =>
  branch.every((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys')
const isWrongKind = (issue: Issue) =>
  issue.code === 'invalid_type' && issue.path.length === 0 && issue.expected !== 'int'

/** The branch with the fewest mistakes; a key that it does not know counts most. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const cost = (branch: readonly Issue[]) =>
    branch.reduce(
      (sum, one) => sum + (one.code === 'unrecognized_keys' ? 2 * one.keys.length : 1),
      0,
    )
  return branches.reduce((a, b) => (cost(b) < cost(a) ? b : a))
}

function isItemOfNoKind(path: Path, value: unknown): boolean {
  if (path.at(-2) !== 'fields' || typeof value !== 'object' || value === null) return false
  return !['name', 'type', 'hole', 'reserved'].some((key) => key in value)
}

/** A value of the wrong type, format or size. */
function wrong(issue: Issue, value: unknown): { message: string; mend: string } {
  const message = `is ${show(value)}`
  switch (issue.code) {
    case 'invalid_type':
      return { message, mend: `give ${KINDS[issue.expected] ?? `a ${issue.expected}`}` }
    case 'invalid_value':
      return { message, mend: `one of: ${issue.values.map(String).join(', ')}` }
    case 'too_big':
      if (issue.origin === 'array') return { message, mend: `give ${issue.maximum} items` }
      if (!('note' in issue)) return { message, mend: `give at most ${issue.maximum}` }
      return { message: 'is beyond 2^53, where numbers are not exact', mend: 'write it as text' }
    case 'too_small':
      if (issue.origin === 'number') return { message, mend: `give at least ${issue.minimum}` }
      if (issue.minimum === 1) return { message: 'is empty', mend: 'fill it' }
      return { message, mend: `give ${issue.minimum} items` }
    case 'invalid_format':
      if (issue.format === 'url') return { message, mend: 'give a full URL' }
      if (!issue.message.startsWith('Invalid')) return { message, mend: issue.message }
      return { message, mend: `it must match ${issue.pattern}` }
    default:
      return { message: `${message}: ${issue.message}`, mend: 'see docs/schema-language.md' }
  }
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
}

function show(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 1 ? 'a list of 1 item' : `a list of ${value.length} items`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? `a ${typeof value}`
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text
}

function missing(path: Path, schema: unknown): Finding {
  const key = String(path.at(-1))
  const about = nodesAt(path).find((node) => node.description !== undefined)?.description
  const mend = about === undefined ? `add ${key}` : `add ${key}: ${about}`
  return { path: pathText(path.slice(0, -1), schema), message: `lacks "${key}"`, mend }
}

function unknownKey(key: string, path: Path, schema: unknown): Finding {
  const given = Object.keys(valueAt(schema, path) ?? {})
  const nodes = nodesAt(path).filter((node) => node.properties !== undefined)
  const fits = nodes.filter((node) => (node.required ?? []).every((one) => given.includes(one)))
  const keys = (fits.length > 0 ? fits : nodes).flatMap((node) =>
    Object.keys(node.properties ?? {}),
  )
  const free = [...new Set(keys)].filter((one) => !given.includes(one))
  const near = closest(key, free)
  const mend =
    near === undefined ? `drop it, or use one of: ${free.join(', ')}` : `did you mean "${near}"?`
  return { path: pathText(path, schema), message: `has the unknown key "${key}"`, mend }
}

// Paths and places

/** `structs.header.fields.3.type` as authors say it: `header.size.type`. */
function pathText(path: Path, schema: unknown): string {
  const words: string[] = []
  let value = schema
  for (const [index, key] of path.entries()) {
    value = valueAt(value, [key])
    const list = path[index - 1]
    if (typeof key === 'number') words.push(...itemText(words.pop() ?? '', list, key, value))
    else words.push(String(key))
  }
  if (words[0] === 'structs' && words.length > 1) words.shift()
  return words.join('.') || 'schema'
}

/** An item of a list goes by its name; the lists of a struct and of a field go without saying. */
function itemText(list: string, key: unknown, index: number, item: unknown): readonly string[] {
  const named = item as {
    name?: unknown
    id?: unknown
    key?: unknown
    hole?: unknown
    at?: unknown
  }
  const name = [named?.name, named?.id, named?.key].find((one) => typeof one === 'string')
  if (typeof name === 'string') {
    return ['fields', 'enum', 'bits', 'types'].includes(String(key)) ? [name] : [list, name]
  }
  if (key === 'fields' && typeof named?.at === 'number') {
    return [
      `${'hole' in named ? 'hole' : 'reserved' in named ? 'reserved' : 'item'} at ${named.at}`,
    ]
  }
  return [`${list}[${index}]`]
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<PropertyKey, unknown>)[key]
  }
  return current
}

type Node = z.core.JSONSchema.BaseSchema
const isNode = (node: unknown): node is Node => typeof node === 'object' && node !== null

/** What the schema language says about a place; several nodes where it is a union. */
function nodesAt(path: Path): readonly Node[] {
  let nodes = branchesOf(z.toJSONSchema(formatSchema, { io: 'input' }))
  for (const key of path) {
    nodes = nodes.flatMap((node) => {
      const index = typeof key === 'number' ? (node.prefixItems?.[key] ?? node.items) : undefined
      const next = index ?? node.properties?.[String(key)] ?? node.additionalProperties
      return isNode(next) && !Array.isArray(next) ? branchesOf(next) : []
    })
  }
  return nodes
}

function branchesOf(node: Node): readonly Node[] {
  const inner = (node.anyOf ?? []).filter(isNode)
  return [node, ...inner.flatMap(branchesOf)]
}
