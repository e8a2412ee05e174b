/** Expressions as TypeScript: exact, over `bigint`, and `undefined` where a part is not known. */
import type { Expr, Field } from '../../ir.ts'
import { BESIDE, type BinaryExpr, type Notation, parts, print } from '../../resolve/expressions.ts'
import { quote } from './text.ts'

/** The variable that holds a named part of an expression. */
export function variableOf(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'field':
      return `header${expr.field.names.pascal}`
    case 'string':
      return `${expr.string.names.camel}Text`
    case 'value':
      return `value${expr.value.names.pascal}`
    case 'input':
      return `input${expr.input.names.pascal}`
    case 'fileSize':
      return 'fileSize'
    case 'has':
      return `has${expr.extension.names.pascal}`
    case 'extensionField':
      return `extension${expr.extension.names.pascal}${expr.field.names.pascal}`
    default:
      return undefined
  }
}

/** Variables that an expression needs, each once. */
export function needs(...exprs: readonly (Expr | undefined)[]): readonly string[] {
  const found = new Set<string>()
  for (const expr of exprs) {
    if (!expr) continue
    for (const part of parts(expr)) {
      const name = variableOf(part)
      if (name) found.add(name)
    }
  }
  return [...found]
}

/** The expression; `undefined` unless everything that it needs is known. */
export function guarded(expr: Expr): string {
  const names = needs(expr)
  const text = exact(expr)
  if (names.length === 0 || (names.length === 1 && names[0] === text)) return text
  return `${names.map((name) => `${name} === undefined`).join(' || ')} ? undefined : ${text}`
}

const OPERATORS = { '==': '===', '!=': '!==' } as const

/** Over `bigint` variables that are all known. */
const EXACT: Notation = {
  operators: OPERATORS,
  leaf: (expr) => {
    if (expr.kind === 'int') return `${expr.value}n`
    if (expr.kind === 'text') return quote(expr.value)
    return variableOf(expr) ?? 'undefined'
  },
  call: (name, args) =>
    name === 'length'
      ? `BigInt(encodeText(${args.join(', ')}).length)`
      : `${name}(${args.join(', ')})`,
  sides: (binary) => (isOfLiterals(binary) ? WIDENED : undefined),
}

/** Literals of the type `bigint` or `string`. */
const WIDENED: Notation = {
  leaf: (expr) => (expr.kind === 'int' ? `BigInt(${expr.value}n)` : `String(${EXACT.leaf(expr)})`),
}

/** Whether `sizeof(header) == 80` or the like: TypeScript refuses it, for it knows the answer. */
function isOfLiterals({ operator, left, right }: BinaryExpr): boolean {
  return (
    isEquality(operator) && [left, right].every(({ kind }) => kind === 'int' || kind === 'text')
  )
}

const isEquality = (operator: string) => operator === '==' || operator === '!='

/** The expression over `bigint` variables that are all known. */
export function exact(expr: Expr, outer: number = BESIDE.nothing): string {
  return print(expr, EXACT, outer)
}

/**
 * A condition on sibling fields over the values as they are read: numbers for up to 32 bits,
 * `bigint` beyond. `access` gives the variable of a field. The text fits on either side of `&&`.
 *
 * It is exact: arithmetic is done in `bigint`, and only short fields are compared as numbers.
 */
export function condition(expr: Expr, access: (field: Field) => string): string {
  const numbers: Notation = {
    operators: OPERATORS,
    leaf: (leaf) => {
      if (leaf.kind === 'field') return access(leaf.field)
      if (leaf.kind === 'int') return String(leaf.value)
      throw notASibling(leaf)
    },
  }
  const bigints: Notation = {
    ...EXACT,
    leaf: (leaf) => {
      if (leaf.kind === 'int') return `${leaf.value}n`
      if (leaf.kind !== 'field') throw notASibling(leaf)
      const value = access(leaf.field)
      return isWide(leaf.field) && !leaf.field.constant ? value : `BigInt(${bare(value)})`
    },
    sides: (binary) => (comparesNumbers(binary) ? numbers : EXACT.sides?.(binary)),
  }
  return print(expr, bigints, BESIDE.and)
}

const notASibling = (expr: Expr) =>
  new TypeError(`Cannot emit a condition on siblings: it reads a ${expr.kind}`)

/** A text without the parentheses around all of it, if it is one name with its default. */
const bare = (text: string) => text.replace(/^\(([\w.]+ \?\? -?\w+)\)$/, '$1')

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])

/** Whether numbers do on both sides. */
function comparesNumbers({ operator, left, right }: BinaryExpr): boolean {
  if (!COMPARISONS.has(operator)) return false
  if (left.kind === 'int' && right.kind === 'int') return false
  return [left, right].every((side) => isNumber(side, isEquality(operator)))
}

/** A short field, or an integer that is safe as a number. */
function isNumber(expr: Expr, equality: boolean): boolean {
  if (expr.kind === 'unary') return isNumber(expr.operand, equality)
  if (expr.kind === 'int') return expr.value <= BigInt(Number.MAX_SAFE_INTEGER)
  // TypeScript refuses to compare a constant with another number: it knows the answer.
  return expr.kind === 'field' && !isWide(expr.field) && !(equality && expr.field.constant)
}

/** Whether a field is a `bigint` in TypeScript. */
export function isWide(field: Field): boolean {
  return 'bits' in field.type && field.type.bits === 64
}
