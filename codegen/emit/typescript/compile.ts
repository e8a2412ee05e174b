/** Expressions as TypeScript: exact, over `bigint`, and `undefined` where a part is not known. */
import type { Expr, Field } from '../../ir.ts'
import { parts } from '../../resolve/expressions.ts'
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

const LEVELS: Record<string, number> = {
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
const STRICT: Record<string, string> = { '==': '===', '!=': '!==' }

/** The expression over `bigint` variables that are all known. */
export function exact(expr: Expr, outer = 0): string {
  switch (expr.kind) {
    case 'int':
      return `${expr.value}n`
    case 'text':
      return quote(expr.value)
    case 'unary':
      return `${expr.operator}${exact(expr.operand, 10)}`
    case 'binary': {
      const level = LEVELS[expr.operator] ?? 0
      const operator = STRICT[expr.operator] ?? expr.operator
      const text = `${exact(expr.left, level)} ${operator} ${exact(expr.right, level + 1)}`
      return level < outer ? `(${text})` : text
    }
    case 'conditional': {
      const text = `${exact(expr.test, 1)} ? ${exact(expr.then, 1)} : ${exact(expr.else, 1)}`
      return outer > 0 ? `(${text})` : text
    }
    case 'call': {
      const args = expr.args.map((arg) => exact(arg)).join(', ')
      if (expr.function === 'length') return `BigInt(encodeText(${args}).length)`
      return `${expr.function}(${args})`
    }
    default:
      return variableOf(expr) ?? 'undefined'
  }
}

/**
 * A condition on sibling fields over the values as they are read: numbers for up to 32 bits,
 * `bigint` beyond. `access` gives the variable of a field.
 */
export function condition(expr: Expr, access: (field: Field) => string): string {
  switch (expr.kind) {
    case 'field':
      return access(expr.field)
    case 'int':
      return String(expr.value)
    case 'unary':
      return `${expr.operator}(${condition(expr.operand, access)})`
    case 'binary': {
      const operator = STRICT[expr.operator] ?? expr.operator
      if (mixesBigint(expr)) return wide(expr, access)
      return `${wrap(expr.left, access)} ${operator} ${wrap(expr.right, access)}`
    }
    default:
      return wide(expr, access)
  }
}

function wrap(expr: Expr, access: (field: Field) => string): string {
  const text = condition(expr, access)
  return expr.kind === 'binary' ? `(${text})` : text
}

/** Arithmetic, or a field of 64 bits: not safe on numbers. */
function mixesBigint(expr: Extract<Expr, { kind: 'binary' }>): boolean {
  if (expr.operator === '&&' || expr.operator === '||') return false
  for (const part of parts(expr)) {
    if (part.kind === 'binary' && part.type === 'int') return true
    if (part.kind === 'field' && isWide(part.field)) return true
    if (part.kind === 'call' || part.kind === 'conditional') return true
  }
  return false
}

/** The same over `bigint`, with every field converted. */
function wide(expr: Expr, access: (field: Field) => string): string {
  let text = exact(expr)
  for (const part of parts(expr)) {
    const name = variableOf(part)
    if (part.kind === 'field' && name) text = text.replaceAll(name, `BigInt(${access(part.field)})`)
  }
  return text
}

/** Whether a field is a `bigint` in TypeScript. */
export function isWide(field: Field): boolean {
  return 'bits' in field.type && field.type.bits === 64
}
