import type { Expr } from './layout.ts'

/** Operators that bind equally, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const CONDITIONAL = -1
const UNARY = LEVELS.length

/** An expression as the schema language writes it, without needless parentheses. */
export function expressionText(expr: Expr): string {
  return textAt(expr, CONDITIONAL)
}

/** Both of two conditions; each is put into parentheses where `&&` would divide it. */
export function bothText(first: Expr, second: string): string {
  return `${textAt(first, levelOf('&&'))} && ${second}`
}

const levelOf = (operator: string) => LEVELS.findIndex((level) => level.includes(operator))

/** `outer` is how tightly binds what stands around the expression. */
function textAt(expr: Expr, outer: number): string {
  switch (expr.kind) {
    case 'int':
      return String(expr.value)
    case 'text':
      return `'${expr.value.replace(/[\\']/g, '\\$&')}'`
    case 'name':
      return expr.name
    case 'unary': {
      const operand = textAt(expr.operand, UNARY)
      // Two signs in a row would be another operator.
      return operand.startsWith('-') ? `${expr.operator}(${operand})` : expr.operator + operand
    }
    case 'binary': {
      const level = levelOf(expr.operator)
      const [left, right] = [textAt(expr.left, level), textAt(expr.right, level + 1)]
      return enclosed(`${left} ${expr.operator} ${right}`, level < outer)
    }
    case 'conditional': {
      const [test, yes] = [expr.test, expr.then].map((part) => textAt(part, 0))
      return enclosed(`${test} ? ${yes} : ${textAt(expr.else, 0)}`, outer > CONDITIONAL)
    }
    case 'call':
      return `${expr.function}(${expr.args.map(expressionText).join(', ')})`
  }
}

const enclosed = (text: string, needed: boolean) => (needed ? `(${text})` : text)
