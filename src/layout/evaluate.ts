import { alignUp, ceilDiv, isPowerOfTwo, max, min } from '../binary/integers.ts'
import type { Expr } from './layout.ts'

/** What an expression yields; `undefined` where something that it needs is not known. */
export type Result = bigint | boolean | string | undefined

/** Gives the value of a name: `header.size`, a value, an input, `fileSize`, `has(extensions.x)`. */
export type Lookup = (name: string) => Result

/**
 * Evaluates an expression exactly. Total: an unknown operand, a division by zero or a shift past
 * 64 KiBit makes the result unknown, never an exception.
 */
export function evaluate(expr: Expr, lookup: Lookup): Result {
  switch (expr.kind) {
    case 'int':
    case 'text':
      return expr.value
    case 'name':
      return lookup(expr.name)
    case 'unary':
      return unary(expr.operator, evaluate(expr.operand, lookup))
    case 'binary':
      return binary(expr.operator, evaluate(expr.left, lookup), evaluate(expr.right, lookup))
    case 'conditional': {
      const test = evaluate(expr.test, lookup)
      const then = evaluate(expr.then, lookup)
      const other = evaluate(expr.else, lookup)
      if (test === undefined || then === undefined || other === undefined) return undefined
      return test ? then : other
    }
    case 'call':
      return call(
        expr.function,
        expr.args.map((arg) => evaluate(arg, lookup)),
      )
  }
}

function unary(operator: '!' | '-', operand: Result): Result {
  if (operator === '!') return typeof operand === 'boolean' ? !operand : undefined
  return typeof operand === 'bigint' ? -operand : undefined
}

const SHIFT_LIMIT = 65_536n

function binary(operator: string, left: Result, right: Result): Result {
  if (left === undefined || right === undefined) return undefined
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (operator === '&&') return left && right
    if (operator === '||') return left || right
    return undefined
  }
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return undefined
  return arithmetic(operator, left, right)
}

function arithmetic(operator: string, left: bigint, right: bigint): Result {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0n ? undefined : left / right
    case '%':
      return right === 0n ? undefined : left % right
    case '<<':
      return right < 0n || right > SHIFT_LIMIT ? undefined : left << right
    case '>>':
      return right < 0n ? undefined : left >> right
    case '&':
      return left & right
    case '|':
      return left | right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      return undefined
  }
}

function call(name: string, args: readonly Result[]): Result {
  const [first, second] = args
  if (name === 'length') {
    return typeof first === 'string' ? BigInt(new TextEncoder().encode(first).length) : undefined
  }
  if (typeof first !== 'bigint') return undefined
  if (name === 'isPowerOfTwo') return isPowerOfTwo(first)
  if (typeof second !== 'bigint') return undefined
  switch (name) {
    case 'min':
      return args.every((arg) => typeof arg === 'bigint')
        ? min(first, ...(args.slice(1) as bigint[]))
        : undefined
    case 'max':
      return args.every((arg) => typeof arg === 'bigint')
        ? max(first, ...(args.slice(1) as bigint[]))
        : undefined
    case 'ceilDiv':
      return second > 0n ? ceilDiv(first, second) : undefined
    case 'alignUp':
      return second > 0n ? alignUp(first, second) : undefined
    default:
      return undefined
  }
}
