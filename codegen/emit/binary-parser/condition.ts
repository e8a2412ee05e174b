/** Conditions of gated fields, as TypeScript over the object that binary-parser fills. */
import type { Expr, Field } from '../../ir.ts'
import { parts } from '../../resolve/expressions.ts'

/** A condition in TypeScript, and what it needs. */
export interface Condition {
  /** Over `this`, the fields read so far. */
  readonly code: string
  /** Fields that the code reads. */
  readonly fields: readonly Field[]
  /** Functions of the runtime that the code calls. */
  readonly functions: readonly string[]
}

/** Present only if `expr` holds; unknown, so false, while a field it reads is out of its range. */
export function conditionOf(expr: Expr): Condition {
  const all = [...parts(expr)]
  const fields = [...new Set(all.flatMap((part) => (part.kind === 'field' ? [part.field] : [])))]
  const functions = all.flatMap((part) => (part.kind === 'call' ? [part.function] : []))
  const ranges = fields.flatMap(rangeOf)
  return {
    code: [...ranges, code(expr, ranges.length > 0 ? 2 : 0)].join(' && '),
    fields,
    functions,
  }
}

/** Present only if the length field says that the struct reaches `end`. */
export function reaches(lengthField: Field, end: number): Condition {
  const limit = isNarrow(lengthField) ? String(end) : `${end}n`
  return { code: `${read(lengthField)} >= ${limit}`, fields: [lengthField], functions: [] }
}

/** Both conditions; undefined stands for one that always holds. */
export function both(a: Condition | undefined, b: Condition | undefined): Condition | undefined {
  if (!a || !b) return a ?? b
  return {
    code: `${grouped(a.code)} && ${grouped(b.code)}`,
    fields: [...new Set([...a.fields, ...b.fields])],
    functions: [...a.functions, ...b.functions],
  }
}

const grouped = (text: string) => (/\|\||\?/.test(text) ? `(${text})` : text)
const isNarrow = (field: Field) => 'bits' in field.type && field.type.bits < 64

/** Whether the field may be missing from the object. */
export function isGated(field: Field): boolean {
  return field.when !== undefined || field.inTail
}

/** `this.version`, with the fallback of a field that may be absent. */
function read(field: Field): string {
  const name = `this.${field.names.camel}`
  if (!isGated(field) || typeof field.fallback !== 'bigint') return name
  return `(${name} ?? ${field.fallback}${isNarrow(field) ? '' : 'n'})`
}

function rangeOf(field: Field): readonly string[] {
  if (!field.range) return []
  const unit = isNarrow(field) ? '' : 'n'
  const { min, max } = field.range
  return [`${read(field)} >= ${min}${unit}`, `${read(field)} <= ${max}${unit}`]
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

/** The expression in bigint arithmetic; comparisons of a short field with a literal in numbers. */
function code(expr: Expr, outer: number): string {
  switch (expr.kind) {
    case 'int':
      return `${expr.value}n`
    case 'text':
      return JSON.stringify(expr.value)
    case 'field':
      return isNarrow(expr.field) ? `BigInt(${bare(read(expr.field))})` : read(expr.field)
    case 'unary':
      return `${expr.operator}${code(expr.operand, 10)}`
    case 'binary':
      return binary(expr, outer)
    case 'conditional': {
      const text = `${code(expr.test, 1)} ? ${code(expr.then, 1)} : ${code(expr.else, 1)}`
      return outer > 0 ? `(${text})` : text
    }
    case 'call':
      return `${expr.function}(${expr.args.map((arg) => code(arg, 0)).join(', ')})`
    default:
      throw new TypeError(`Cannot use ${expr.kind} in the condition of a field`)
  }
}

const bare = (text: string) => text.replace(/^\((.*)\)$/, '$1')

function binary(expr: Extract<Expr, { kind: 'binary' }>, outer: number): string {
  const level = LEVELS[expr.operator] ?? 0
  const strict = { '==': '===', '!=': '!==' }[expr.operator as string] ?? expr.operator
  const [left, right] = numbers(expr) ?? [code(expr.left, level), code(expr.right, level + 1)]
  const text = `${left} ${strict} ${right}`
  return level < outer ? `(${text})` : text
}

/** Both sides as numbers, where that is exact: a comparison of a short field with a literal. */
function numbers(expr: Extract<Expr, { kind: 'binary' }>): readonly [string, string] | undefined {
  const { left, right, operator } = expr
  if (!['==', '!=', '<', '<=', '>', '>='].includes(operator)) return undefined
  if (left.kind !== 'field' || !isNarrow(left.field) || right.kind !== 'int') return undefined
  const safe = right.value <= BigInt(Number.MAX_SAFE_INTEGER) && right.value >= 0n
  return safe ? [read(left.field), String(right.value)] : undefined
}
