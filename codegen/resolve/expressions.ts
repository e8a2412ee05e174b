/**
 * Expressions: text → syntax tree (jsep) → typed `Expr`.
 *
 * The language is small and total. Integers are exact; there are no loops, no state and no way to
 * fail at run time: what cannot be known (an absent input, a field out of its range) makes the
 * result unknown, and the `bounds` pass rejects divisions and shifts that could go wrong.
 */
import jsep from 'jsep'
import type { BinaryOperator, Expr, ExprFunction, ExprType } from '../ir.ts'
import { closest } from './closest.ts'
import {
  ExpressionError,
  lacksOperator,
  missesType,
  notOfType,
  unequalTypes,
  whatLacks,
} from './expression-errors.ts'

export { ExpressionError } from './expression-errors.ts'
export {
  BESIDE,
  type BinaryExpr,
  type Leaf,
  type Notation,
  nameOf,
  parts,
  partsThroughValues,
  print,
  show,
  toPlain,
} from './expression-tree.ts'

/** What the names of an expression mean. */
export interface Scope {
  /** `header.size`, `sectors`, `extensions.bitmaps.nb_bitmaps`, `version`; undefined if unknown. */
  readonly name: (path: string) => Expr | undefined
  /** Size of a struct. */
  readonly sizeOf: (struct: string) => bigint | undefined
  /** Offset of `header.FIELD`. */
  readonly offsetOf: (path: string) => bigint | undefined
  readonly extension: (path: string) => Expr | undefined
  /** What the thing is that has a name and no value here: `bytes[8]`. */
  readonly unreadable?: (path: string) => { is: string; mend: string } | undefined
  /** Names to suggest. */
  readonly names: readonly string[]
}

/** @throws ExpressionError */
export function compile(source: string | number, scope: Scope, want: ExprType | 'any'): Expr {
  const expr = typed(parse(String(source)), scope)
  if (want !== 'any' && expr.type !== want) throw notOfType(expr, want)
  return expr
}

function parse(source: string): jsep.CoreExpression {
  if (source.trim() === '') throw new ExpressionError('is empty', 'write an expression')
  try {
    return jsep(source) as jsep.CoreExpression
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExpressionError(`"${source}" does not parse: ${reason}`, syntaxMend(source))
  }
}

function syntaxMend(source: string): string {
  if (/\b0x/i.test(source)) return 'write numbers in decimal'
  if (/[^=!<>]=[^=]/.test(source)) return 'compare with =='
  return 'fix the syntax'
}

function typed(node: jsep.CoreExpression, scope: Scope): Expr {
  switch (node.type) {
    case 'Literal':
      return literal(node)
    case 'Identifier':
    case 'MemberExpression':
      return named(pathOf(node), scope)
    case 'UnaryExpression':
      return unary(node, scope)
    case 'BinaryExpression':
      return binary(node, scope)
    case 'ConditionalExpression':
      return conditional(node, scope)
    case 'CallExpression':
      return call(node, scope)
    default:
      throw whatLacks(node.type)
  }
}

function literal(node: jsep.Literal): Expr {
  if (typeof node.value === 'string') return { type: 'text', kind: 'text', value: node.value }
  if (typeof node.value === 'number' && /^\d+$/.test(node.raw)) {
    return { type: 'int', kind: 'int', value: BigInt(node.raw) }
  }
  throw new ExpressionError(`${node.raw} is no integer and no text`, 'write a decimal integer')
}

/** `header.size` from its syntax tree. */
function pathOf(node: jsep.Expression): string {
  if (node.type === 'Identifier') return String(node.name)
  if (node.type === 'MemberExpression' && node.computed === false) {
    return `${pathOf(node.object as jsep.Expression)}.${pathOf(node.property as jsep.Expression)}`
  }
  throw new ExpressionError('has something that is no name before . or (', 'write header.FIELD')
}

function named(path: string, scope: Scope): Expr {
  const found = scope.name(path)
  if (found) return found
  const unreadable = scope.unreadable?.(path)
  if (unreadable) {
    throw new ExpressionError(`cannot read ${path}, which is ${unreadable.is}`, unreadable.mend)
  }
  const near = closest(path, scope.names)
  const mend = near === undefined ? `known: ${scope.names.join(', ')}` : `did you mean ${near}?`
  throw new ExpressionError(`unknown name "${path}"`, mend)
}

function unary(node: jsep.UnaryExpression, scope: Scope): Expr {
  const operand = typed(node.argument as jsep.CoreExpression, scope)
  if (node.operator === '!') {
    need(operand, 'bool', '!')
    return { type: 'bool', kind: 'unary', operator: '!', operand }
  }
  if (node.operator === '-') {
    need(operand, 'int', '-')
    return { type: 'int', kind: 'unary', operator: '-', operand }
  }
  throw lacksOperator(node.operator)
}

const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '<<', '>>', '&', '|'])
const COMPARISON = new Set(['<', '<=', '>', '>='])
const EQUALITY = new Set(['==', '!='])
const LOGIC = new Set(['&&', '||'])

function need(expr: Expr, type: ExprType, operator: string, beside?: Expr): void {
  if (expr.type !== type) throw missesType(expr, type, operator, beside)
}

function binary(node: jsep.BinaryExpression, scope: Scope): Expr {
  const operator = node.operator as BinaryOperator
  const left = typed(node.left as jsep.CoreExpression, scope)
  const right = typed(node.right as jsep.CoreExpression, scope)
  if (ARITHMETIC.has(operator) || COMPARISON.has(operator)) {
    need(left, 'int', operator, right)
    need(right, 'int', operator, left)
    const type = ARITHMETIC.has(operator) ? 'int' : 'bool'
    return { type, kind: 'binary', operator, left, right }
  }
  if (LOGIC.has(operator)) {
    need(left, 'bool', operator)
    need(right, 'bool', operator)
    return { type: 'bool', kind: 'binary', operator, left, right }
  }
  if (EQUALITY.has(operator)) {
    if (right.type !== left.type) throw unequalTypes(operator, left, right)
    return { type: 'bool', kind: 'binary', operator, left, right }
  }
  throw lacksOperator(operator)
}

function conditional(node: jsep.ConditionalExpression, scope: Scope): Expr {
  const test = typed(node.test as jsep.CoreExpression, scope)
  const then = typed(node.consequent as jsep.CoreExpression, scope)
  const other = typed(node.alternate as jsep.CoreExpression, scope)
  need(test, 'bool', '?')
  if (other.type !== then.type) throw unequalTypes('? :', then, other)
  return { type: then.type, kind: 'conditional', test, then, else: other }
}

const FUNCTIONS: Record<
  ExprFunction,
  { args: [number, number]; takes: ExprType; gives: ExprType }
> = {
  min: { args: [2, 8], takes: 'int', gives: 'int' },
  max: { args: [2, 8], takes: 'int', gives: 'int' },
  ceilDiv: { args: [2, 2], takes: 'int', gives: 'int' },
  alignUp: { args: [2, 2], takes: 'int', gives: 'int' },
  isPowerOfTwo: { args: [1, 1], takes: 'int', gives: 'bool' },
  length: { args: [1, 1], takes: 'text', gives: 'int' },
}

const NAMED_THINGS = ['sizeof', 'offsetof', 'has']

function call(node: jsep.CallExpression, scope: Scope): Expr {
  const name = pathOf(node.callee)
  if (NAMED_THINGS.includes(name)) return callOnName(name, node.arguments, scope)
  if (!Object.hasOwn(FUNCTIONS, name)) {
    const known = [...Object.keys(FUNCTIONS), ...NAMED_THINGS]
    const near = closest(name, known)
    const mend = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}()?`
    throw new ExpressionError(`unknown function "${name}"`, mend)
  }
  const shape = FUNCTIONS[name as ExprFunction]
  const args = node.arguments.map((arg) => typed(arg as jsep.CoreExpression, scope))
  checkCount(name, args.length, shape.args)
  for (const arg of args) need(arg, shape.takes, `${name}()`)
  return { type: shape.gives, kind: 'call', function: name as ExprFunction, args }
}

function checkCount(name: string, count: number, [least, most]: readonly [number, number]): void {
  if (count >= least && count <= most) return
  const has = count === 1 ? '1 argument' : `${count} arguments`
  const wants = least === most ? `${least}` : `${least} to ${most}`
  throw new ExpressionError(`${name}() gets ${has}`, `give it ${wants}`)
}

/** `sizeof(header)`, `offsetof(header.size)`, `has(extensions.bitmaps)`: of names, not of values. */
function callOnName(name: string, args: readonly jsep.Expression[], scope: Scope): Expr {
  checkCount(name, args.length, [1, 1])
  const path = args.map(pathOf).join()
  if (name === 'has') {
    const found = scope.extension(path)
    if (found) return found
    throw new ExpressionError(`has() of "${path}", which is no extension`, 'write extensions.NAME')
  }
  const value = name === 'sizeof' ? scope.sizeOf(path) : scope.offsetOf(path)
  if (value === undefined) {
    const what = name === 'sizeof' ? 'struct' : 'header field'
    const mend = name === 'sizeof' ? 'name a struct' : 'write header.FIELD'
    throw new ExpressionError(`${name}() of "${path}", which is no ${what}`, mend)
  }
  return { type: 'int', kind: 'int', value, label: `${name}(${path})` }
}
