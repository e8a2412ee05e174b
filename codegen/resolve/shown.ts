/** What the finding of a stated rule shows as found: resolved once, for every output that checks. */
import type { AssertRule, Expr, Place } from '../ir.ts'
import { parts } from './expressions.ts'

/** An expression as a finding shows it. */
export interface Shown {
  readonly expr: Expr
  /**
   * | as          | shows                                                 |
   * |-------------|-------------------------------------------------------|
   * | `own`       | the value of what stands at the place of the finding  |
   * | `hex`       | an integer as a word of bits                          |
   * | `bytes`     | an integer with its unit                              |
   * | `extension` | whether the extension is there                        |
   * | `plain`     | the value itself                                      |
   */
  readonly as: 'own' | 'hex' | 'bytes' | 'extension' | 'plain'
  /** Name of a field that the finding does not point at. */
  readonly label?: string
}

/**
 * What a finding shows as found. It is known whenever the rule applies, for it is a part of the
 * assertion:
 *
 * | the assertion          | shows                                             |
 * |------------------------|---------------------------------------------------|
 * | names what stands at `at` | its value                                      |
 * | has an extension       | whether the extension is there                    |
 * | compares `a` with …    | `a`, without a remainder or a mask taken of it    |
 */
export function shownOf({ at, assert }: AssertRule): Shown {
  const own = valueAt(at)
  if (own && [...parts(assert)].some((part) => isSameName(part, own))) {
    return { expr: own, as: 'own' }
  }
  return shown(measured(assert))
}

/** The value of what stands at a place. */
function valueAt(at: Place): Expr | undefined {
  switch (at.kind) {
    case 'field':
      return { type: 'int', kind: 'field', struct: 'header', field: at.field }
    case 'string':
      return { type: 'text', kind: 'string', string: at.string }
    case 'extensionField':
      return { ...at, type: 'int' }
    case 'extension':
    case 'region':
      return undefined
  }
}

function isSameName(part: Expr, own: Expr): boolean {
  if (part.kind === 'field' && own.kind === 'field') return part.field === own.field
  if (part.kind === 'string' && own.kind === 'string') return part.string === own.string
  if (part.kind !== 'extensionField' || own.kind !== 'extensionField') return false
  return part.extension === own.extension && part.field === own.field
}

/** Whether a field is a word of bits to its readers. */
export const isHex = (at: Place | Expr) => 'field' in at && at.field.display === 'hex'

/** The quantity that an assertion is about: what its first comparison compares with something. */
function measured(expr: Expr): Expr {
  if (expr.kind === 'unary') return measured(expr.operand)
  if (expr.kind === 'conditional') return measured(expr.then)
  if (expr.kind !== 'binary' || ['+', '-', '*', '/'].includes(expr.operator)) return expr
  const isConstant = expr.left.kind === 'int' || expr.left.kind === 'text'
  return measured(isConstant ? expr.right : expr.left)
}

/** A field is shown with its name, for the finding points elsewhere. */
function shown(expr: Expr): Shown {
  if (expr.kind === 'has') return { expr, as: 'extension' }
  if (expr.kind === 'field' || expr.kind === 'extensionField') {
    return { expr, as: isHex(expr) ? 'hex' : 'plain', label: expr.field.names.spec }
  }
  return { expr, as: expr.type !== 'bool' && unitOf(expr) === 'bytes' ? 'bytes' : 'plain' }
}

/** Unit of a quantity; of a sum or difference, that of both its parts. */
function unitOf(expr: Expr): string | undefined {
  if (expr.kind === 'fileSize') return 'bytes'
  if (expr.kind === 'value') return expr.value.unit
  if (expr.kind === 'input') return expr.input.unit
  if (expr.kind === 'field' || expr.kind === 'extensionField') return expr.field.unit
  if (expr.kind !== 'binary' || !['+', '-'].includes(expr.operator)) return undefined
  const unit = unitOf(expr.left)
  return unit === unitOf(expr.right) ? unit : undefined
}
