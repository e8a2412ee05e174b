/**
 * Expressions in the pattern language, over variables of 128 bits with a sign.
 *
 * Its operators bind as in C, and division cuts towards zero. `&&` and `||` evaluate both sides, so a
 * guard is a `? :`, which evaluates one.
 */
import type { Expr } from '../../ir.ts'
import { interval } from '../../resolve/bounds.ts'
import { BESIDE, type Leaf, type Notation, parts, print } from '../../resolve/expressions.ts'

/** Names of what an expression reads. */
export interface Scope {
  readonly name: (leaf: Leaf) => string
  /** Length of a string in bytes. */
  readonly length: (string: Extract<Expr, { kind: 'string' }>) => string
}

/** Functions that a pattern defines if its expressions call them. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  min: 'fn least(s128 a, s128 b) {\n    return a < b ? a : b;\n};',
  max: 'fn greatest(s128 a, s128 b) {\n    return a > b ? a : b;\n};',
  ceilDiv: 'fn ceil_div(s128 a, s128 b) {\n    return a > 0 ? (a + b - 1) / b : -(-a / b);\n};',
  alignUp: 'fn align_up(s128 a, s128 b) {\n    return ceil_div(a, b) * b;\n};',
  isPowerOfTwo: 'fn is_power_of_two(s128 a) {\n    return a > 0 ? (a & (a - 1)) == 0 : false;\n};',
}

const NAMES: Readonly<Record<string, string>> = {
  min: 'least',
  max: 'greatest',
  ceilDiv: 'ceil_div',
  alignUp: 'align_up',
  isPowerOfTwo: 'is_power_of_two',
}

/** A call of a function over two numbers, for more of them. */
function nested(name: string, [first = '0', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${name}(${first}, ${nested(name, others)})`
}

function notationOf(scope: Scope): Notation {
  return {
    leaf: (leaf) => (leaf.kind === 'int' ? String(leaf.value) : scope.name(leaf)),
    call: (name, args) => {
      if (name === 'length') return args.join('')
      const called = NAMES[name] ?? name
      return name === 'min' || name === 'max'
        ? nested(called, args)
        : `${called}(${args.join(', ')})`
    },
  }
}

/** The expression; it has no obstacle. */
export function hexpatExpression(expr: Expr, scope: Scope, outer: number = BESIDE.nothing): string {
  return print(expr, notationOf(lengths(scope)), outer)
}

/** Lengths are names: the text of a string is never a value. */
function lengths(scope: Scope): Scope {
  return {
    ...scope,
    name: (leaf) => (leaf.kind === 'string' ? scope.length(leaf) : scope.name(leaf)),
  }
}

/** Functions that an expression calls, by the keys of `FUNCTIONS`. */
export function functionsOf(expr: Expr): readonly string[] {
  const found = new Set<string>()
  for (const part of parts(expr)) {
    if (part.kind !== 'call' || part.function === 'length') continue
    if (part.function === 'alignUp') found.add('ceilDiv')
    found.add(part.function)
  }
  return [...found]
}

const WIDEST = 1n << 126n

/** Why an expression has no translation; undefined if it has one. */
export function obstacleIn(expr: Expr): string | undefined {
  for (const part of parts(expr)) {
    if (part.kind === 'input')
      return `it needs ${part.input.names.spec}, which the file does not hold`
    if (part.kind === 'text') return 'it compares texts'
    if (part.kind === 'call' && part.function === 'length' && part.args[0]?.kind !== 'string') {
      return 'it takes the length of a text'
    }
    if (part.type !== 'int') continue
    const bounds = interval(part)
    if (bounds && (bounds.max > WIDEST || bounds.min < -WIDEST))
      return 'it needs more than 127 bits'
    if (
      part.kind === 'binary' &&
      part.operator === '>>' &&
      (interval(part.left)?.min ?? -1n) < 0n
    ) {
      return 'it shifts a number that may be negative'
    }
  }
  return undefined
}
