/** Typed expressions as trees: their text, their names, their parts, and plain data. */
import type { Expr as PlainExpr } from '../../src/layout/layout.ts'
import type { Expr } from '../ir.ts'

/** Operators in the order that they bind, for printing. */
const PRECEDENCE: Record<string, number> = {
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

/** The expression as a reader would write it, without needless parentheses. */
export function show(expr: Expr, outer = 0): string {
  switch (expr.kind) {
    case 'int':
      return expr.label ?? String(expr.value)
    case 'text':
      return `'${expr.value.replace(/[\\']/g, '\\$&')}'`
    case 'unary':
      return `${expr.operator}${show(expr.operand, 10)}`
    case 'binary': {
      const level = PRECEDENCE[expr.operator] ?? 0
      const text = `${show(expr.left, level)} ${expr.operator} ${show(expr.right, level + 1)}`
      return level < outer ? `(${text})` : text
    }
    case 'conditional': {
      const text = `${show(expr.test, 1)} ? ${show(expr.then, 1)} : ${show(expr.else, 1)}`
      return outer > 0 ? `(${text})` : text
    }
    case 'call':
      return `${expr.function}(${expr.args.map((arg) => show(arg)).join(', ')})`
    default:
      return nameOf(expr)
  }
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
