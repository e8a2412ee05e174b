/** Typed expressions as trees: their text in any notation, their names, their parts, plain data. */
import type { Expr as PlainExpr } from '../../src/layout/layout.ts'
import type { BinaryOperator, Expr, ExprFunction, Format, LocatedString } from '../ir.ts'

/** How tightly an operator binds, in the schema language as in TypeScript. */
const LEVELS: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '&': 4,
  '==': 5,
  '!=': 5,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '<<': 7,
  '>>': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
}
const UNARY_LEVEL = 10

/** What stands beside an expression binds as tightly as that; a text at its level needs no `()`. */
export const BESIDE = { nothing: 0, question: 1, and: LEVELS['&&'], unary: UNARY_LEVEL } as const

type Of<Kind extends Expr['kind']> = Extract<Expr, { kind: Kind }>
/** An operator between two expressions. */
export type BinaryExpr = Of<'binary'>
/** An expression without parts: a name, an integer or a text. */
export type Leaf = Exclude<Expr, { kind: 'unary' | 'binary' | 'conditional' | 'call' }>

/** How a language writes what expressions are made of. */
export interface Notation {
  /** A name, an integer or a text. It binds more tightly than any operator. */
  readonly leaf: (expr: Leaf) => string
  /** Operators that the language spells otherwise. */
  readonly operators?: Readonly<Partial<Record<BinaryOperator, string>>>
  /** A call; by default its name and its arguments in parentheses. */
  readonly call?: (name: ExprFunction, args: readonly string[]) => string
  /** The notation of both sides of an operator, where it is another one. */
  readonly sides?: (expr: BinaryExpr) => Notation | undefined
}

/** The text of an expression without needless parentheses; `outer` is the level around it. */
export function print(expr: Expr, notation: Notation, outer: number = BESIDE.nothing): string {
  switch (expr.kind) {
    case 'unary': {
      const operand = print(expr.operand, notation, UNARY_LEVEL)
      // Two signs in a row would be another operator.
      return operand.startsWith('-') ? `${expr.operator}(${operand})` : `${expr.operator}${operand}`
    }
    case 'binary': {
      const level = LEVELS[expr.operator]
      const operator = notation.operators?.[expr.operator] ?? expr.operator
      const sides = notation.sides?.(expr) ?? notation
      const text = `${print(expr.left, sides, level)} ${operator} ${print(expr.right, sides, level + 1)}`
      return level < outer ? `(${text})` : text
    }
    case 'conditional': {
      const { question } = BESIDE
      const [test, then, other] = [expr.test, expr.then, expr.else].map((part) =>
        print(part, notation, question),
      )
      const text = `${test} ? ${then} : ${other}`
      return outer > BESIDE.nothing ? `(${text})` : text
    }
    case 'call': {
      const args = expr.args.map((arg) => print(arg, notation))
      return notation.call?.(expr.function, args) ?? `${expr.function}(${args.join(', ')})`
    }
    default:
      return notation.leaf(expr)
  }
}

const SCHEMA_LANGUAGE: Notation = {
  leaf: (expr) => {
    if (expr.kind === 'int') return expr.label ?? String(expr.value)
    if (expr.kind === 'text') return `'${expr.value.replace(/[\\']/g, '\\$&')}'`
    return nameOf(expr)
  },
}

/** The expression as a reader would write it, without needless parentheses. */
export function show(expr: Expr, outer: number = BESIDE.nothing): string {
  return print(expr, SCHEMA_LANGUAGE, outer)
}

/** The name by which an expression refers to something: `header.size`, `sectors`, `fileSize`. */
export function nameOf(expr: Expr): string {
  switch (expr.kind) {
    case 'field':
      return expr.struct === '' ? expr.field.names.spec : `${expr.struct}.${expr.field.names.spec}`
    case 'string':
      return expr.string.names.spec
    case 'value':
      return expr.value.names.spec
    case 'input':
      return expr.input.names.spec
    case 'fileSize':
      return 'fileSize'
    case 'has':
      return `has(extensions.${expr.extension.names.spec})`
    case 'extensionField':
      return `extensions.${expr.extension.names.spec}.${expr.field.names.spec}`
    default:
      throw new TypeError(`Cannot name an expression of kind ${expr.kind}`)
  }
}

/** Every part of an expression, itself first. */
export function* parts(expr: Expr): Generator<Expr> {
  yield expr
  switch (expr.kind) {
    case 'unary':
      yield* parts(expr.operand)
      break
    case 'binary':
      yield* parts(expr.left)
      yield* parts(expr.right)
      break
    case 'conditional':
      yield* parts(expr.test)
      yield* parts(expr.then)
      yield* parts(expr.else)
      break
    case 'call':
      for (const arg of expr.args) yield* parts(arg)
      break
  }
}

/** Every part of an expression and of the values that it names; each value is entered once. */
export function* partsThroughValues(expr: Expr, seen = new Set<Expr>()): Generator<Expr> {
  for (const part of parts(expr)) {
    yield part
    if (part.kind !== 'value' || seen.has(part.value.expr)) continue
    seen.add(part.value.expr)
    yield* partsThroughValues(part.value.expr, seen)
  }
}

/** The expression as plain data, with names in place of what they point at. */
export function toPlain(expr: Expr): PlainExpr {
  switch (expr.kind) {
    case 'int':
      return { kind: 'int', value: expr.value }
    case 'text':
      return { kind: 'text', value: expr.value }
    case 'unary':
      return { kind: 'unary', operator: expr.operator, operand: toPlain(expr.operand) }
    case 'binary': {
      const { operator } = expr
      return { kind: 'binary', operator, left: toPlain(expr.left), right: toPlain(expr.right) }
    }
    case 'conditional':
      return {
        kind: 'conditional',
        test: toPlain(expr.test),
        // biome-ignore lint/suspicious/noThenProperty: the branch of a conditional, no promise
        then: toPlain(expr.then),
        else: toPlain(expr.else),
      }
    case 'call':
      return { kind: 'call', function: expr.function, args: expr.args.map(toPlain) }
    default:
      return { kind: 'name', name: nameOf(expr) }
  }
}

/** Expressions that decide whether something has a value. */
export function exprsBehind(part: Expr, { extensions }: Format): readonly Expr[] {
  if (part.kind === 'value') return [part.value.expr]
  if (part.kind === 'string') return stringExprs(part.string)
  if (part.kind !== 'has' && part.kind !== 'extensionField') return []
  return extensions ? [extensions.at, extensions.end] : []
}

/** The expressions of a string. */
export function stringExprs({ when, min, end }: LocatedString): readonly Expr[] {
  return when ? [when, min, end] : [min, end]
}
