/** Conditions of gated fields, as TypeScript over the object that binary-parser fills. */
import type { Expr, Field } from '../../ir.ts'
import { parts } from '../../resolve/expressions.ts'
import { condition, isWide } from '../typescript/compile.ts'

/** A condition in TypeScript, and what it needs. */
export interface Condition {
  /** Over `this`, the fields read so far. */
  readonly code: string
  /** Fields that the code reads. */
  readonly fields: readonly Field[]
  /** Functions of the runtime that the code calls. */
  readonly functions: readonly string[]
}

/** Present only if `expr` holds. The code fits on either side of `&&`. */
export function conditionOf(expr: Expr): Condition {
  const all = [...parts(expr)]
  const fields = [...new Set(all.flatMap((part) => (part.kind === 'field' ? [part.field] : [])))]
  const functions = all.flatMap((part) => (part.kind === 'call' ? [part.function] : []))
  return { code: condition(expr, read), fields, functions }
}

/** Present only if the length field says that the struct reaches `end`. */
export function reaches(lengthField: Field, end: number): Condition {
  const limit = isWide(lengthField) ? `${end}n` : String(end)
  return { code: `${read(lengthField)} >= ${limit}`, fields: [lengthField], functions: [] }
}

/** Both conditions; undefined stands for one that always holds. */
export function both(a: Condition | undefined, b: Condition | undefined): Condition | undefined {
  if (!a || !b) return a ?? b
  return {
    code: `${a.code} && ${b.code}`,
    fields: [...new Set([...a.fields, ...b.fields])],
    functions: [...a.functions, ...b.functions],
  }
}

/** Whether the field may be missing from the object. */
export function isGated(field: Field): boolean {
  return field.when !== undefined || field.inTail
}

/** `this.version`, with the fallback of a field that may be absent. */
function read(field: Field): string {
  const name = `this.${field.names.camel}`
  if (!isGated(field) || typeof field.fallback !== 'bigint') return name
  return `(${name} ?? ${field.fallback}${isWide(field) ? 'n' : ''})`
}
