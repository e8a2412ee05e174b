/**
 * Expressions as text that can be compared: values stand for what they are computed from, what is
 * always the same number is that number, and names are those of one of the two formats.
 */
import type { Expr, Value } from '../ir.ts'
import { interval } from '../resolve/bounds.ts'
import { nameOf, partsThroughValues, print } from '../resolve/expressions.ts'
import type { Renames } from './renames.ts'

/** What an expression says, with the names of its format, or with those that `renames` gives. */
export function exprText(expr: Expr, renames: Renames = new Map(), struct = 'header'): string {
  return textOf(settled(expr), renames, struct)
}

function textOf(expr: Expr, renames: Renames, struct = 'header'): string {
  return print(expr, {
    leaf: (leaf) => {
      if (leaf.kind === 'int') return String(leaf.value)
      if (leaf.kind === 'text') return `'${leaf.value}'`
      const name = nameOf(leaf)
      if (leaf.kind !== 'field' || leaf.struct !== '') return renames.get(name) ?? name
      // A condition of a field names the fields of its own struct.
      const renamed = renames.get(`${struct}.${name}`)
      return renamed === undefined ? name : renamed.slice(renamed.indexOf('.') + 1)
    },
  })
}

/**
 * Two expressions for people: a value that is computed alike in both formats, under one name, goes
 * by that name.
 */
export function bothTexts(
  [old, now]: readonly [Expr | undefined, Expr | undefined],
  renames: Renames,
): readonly [string | undefined, string | undefined] {
  const known = new Map(valuesOf(now).map((value) => [value.names.spec, exprText(value.expr)]))
  const alike = valuesOf(old).filter(
    ({ names, expr }) => known.get(names.spec) === exprText(expr, renames),
  )
  const kept = new Set(alike.map(({ names }) => names.spec))
  const text = (expr: Expr | undefined) => expr && textOf(settled(expr, kept), new Map())
  return [text(old), text(now)]
}

/** Values that an expression reads, in the end. */
function valuesOf(expr: Expr | undefined): readonly Value[] {
  const found = new Set<Value>()
  for (const part of expr ? partsThroughValues(expr) : []) {
    if (part.kind === 'value') found.add(part.value)
  }
  return [...found]
}

/** The same of an expression that may be left out. */
export function optionalText(expr: Expr | undefined, renames?: Renames): string | undefined {
  return expr && exprText(expr, renames)
}

/** The number that an expression always gives. */
export function constantOf(expr: Expr): bigint | undefined {
  const range = expr.type === 'int' ? interval(expr) : undefined
  return range && range.min === range.max ? range.min : undefined
}

/** Names that an expression reads in the end: fields, strings, inputs. */
export function readNames(expr: Expr): readonly string[] {
  const names = new Set<string>()
  print(settled(expr), {
    leaf: (leaf) => {
      if (leaf.kind !== 'int' && leaf.kind !== 'text') names.add(nameOf(leaf))
      return ''
    },
  })
  return [...names]
}

/** Without values, unless their names are `kept`, and with what never changes as a number. */
function settled(expr: Expr, kept: ReadonlySet<string> = new Set()): Expr {
  const constant = expr.kind === 'int' ? undefined : constantOf(expr)
  if (constant !== undefined) return { type: 'int', kind: 'int', value: constant }
  const settle = (part: Expr) => settled(part, kept)
  switch (expr.kind) {
    case 'value':
      return kept.has(expr.value.names.spec) ? expr : settle(expr.value.expr)
    case 'unary':
      return { ...expr, operand: settle(expr.operand) }
    case 'binary':
      return { ...expr, left: settle(expr.left), right: settle(expr.right) }
    case 'conditional': {
      const { test, then, else: other } = expr
      // biome-ignore lint/suspicious/noThenProperty: the branch of a conditional, no promise
      return { ...expr, test: settle(test), then: settle(then), else: settle(other) }
    }
    case 'call':
      return { ...expr, args: expr.args.map(settle) }
    default:
      return expr
  }
}
