/** Why an expression does not compile, and what its author most likely meant. */
import type { Expr, ExprType } from '../ir.ts'
import { show } from './expression-tree.ts'

/** An expression that does not compile. */
export class ExpressionError extends Error {
  readonly mend: string

  constructor(message: string, mend: string) {
    super(message)
    this.mend = mend
  }
}

const article = (type: ExprType) =>
  ({ int: 'an integer', bool: 'a condition', text: 'a text' })[type]

/** The whole expression yields another type than its place takes. */
export function notOfType(expr: Expr, want: ExprType): ExpressionError {
  const message = `"${show(expr)}" is ${article(expr.type)}, not ${article(want)}`
  return new ExpressionError(message, conversion(expr, want))
}

/** An operator or a function gets an operand of another type than it takes. */
export function missesType(
  expr: Expr,
  want: ExprType,
  operator: string,
  beside: Expr | undefined,
): ExpressionError {
  const text = show(expr)
  const message = `${operator} needs ${article(want)}, but "${text}" is ${article(expr.type)}`
  const mend = precedence(expr, operator, beside) ?? conversion(expr, want)
  return new ExpressionError(message, mend)
}

/** Two sides that must be alike are not. */
export function unequalTypes(operator: string, left: Expr, right: Expr): ExpressionError {
  const sides = `"${show(left)}" is ${article(left.type)}, "${show(right)}" ${article(right.type)}`
  return new ExpressionError(`${operator} needs two of a kind: ${sides}`, 'compare like with like')
}

/** `a & b == c` means `a & (b == c)`, which nobody wants. */
function precedence(expr: Expr, operator: string, beside: Expr | undefined): string | undefined {
  if (expr.kind !== 'binary' || beside === undefined || expr.type !== 'bool') return undefined
  if (['<', '<=', '>', '>='].includes(operator)) return 'join two comparisons with &&'
  if (!['&', '|'].includes(operator)) return undefined
  if (beside.type === 'bool') return `write ${operator}${operator} between conditions`
  if (expr.left.type !== 'int') return undefined
  const inner = `(${show(beside, 5)} ${operator} ${show(expr.left, 5)})`
  const mend = `write ${inner} ${expr.operator} ${show(expr.right, 6)}`
  return `${expr.operator} binds before ${operator}: ${mend}`
}

/** How to make one type of another. */
function conversion(expr: Expr, want: ExprType): string {
  if (expr.type === 'int' && want === 'bool') return `compare it: ${show(expr, 6)} != 0`
  if (expr.type === 'bool' && want === 'int') return `choose a number: ${show(expr, 1)} ? 1 : 0`
  if (expr.type === 'text' && want === 'int') return `take its length: length(${show(expr)})`
  if (expr.type === 'text' && want === 'bool') return `compare it: ${show(expr, 6)} != ''`
  return 'name a text: a char[N] field or a string'
}

const INSTEAD: Record<string, string> = {
  '===': 'write ==',
  '!==': 'write !=',
  '>>>': 'write >>',
  '**': 'write 1 << n for powers of two',
  '+': 'drop it',
}

/** An operator that the parser knows and the language does not. */
export function lacksOperator(operator: string): ExpressionError {
  const known = 'known: + - * / % << >> & | == != < <= > >= && || ! ? :'
  const message = `has the operator ${operator}, which the language lacks`
  return new ExpressionError(message, INSTEAD[operator] ?? known)
}

/** A kind of syntax that the parser knows and the language does not. */
export function whatLacks(syntax: string): ExpressionError {
  if (syntax === 'Compound' || syntax === 'SequenceExpression') {
    return new ExpressionError('has two expressions side by side', 'join them with an operator')
  }
  const what =
    syntax === 'ArrayExpression' ? 'a list' : syntax === 'ThisExpression' ? 'this' : syntax
  return new ExpressionError(
    `has ${what}, which the language lacks`,
    'use names, numbers and texts',
  )
}
