/** The expressions of a resolved format: typed, exact, with every name linked to what it names. */
import type { ExtensionType, Field, Input, LocatedString, Value } from './ir.ts'

/** What an expression yields. */
export type ExprType = 'int' | 'bool' | 'text'

/** Operators between two expressions. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<<'
  | '>>'
  | '&'
  | '|'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'

/** Functions that resolving leaves; `sizeof` and `offsetof` have become integers. */
export type ExprFunction = 'min' | 'max' | 'ceilDiv' | 'alignUp' | 'isPowerOfTwo' | 'length'

/** A typed expression. `type` is what it yields; integers are exact. */
export type Expr = { readonly type: ExprType } & (
  | { readonly kind: 'int'; readonly value: bigint; readonly label?: string | undefined }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'field'; readonly field: Field; readonly struct: string }
  | { readonly kind: 'string'; readonly string: LocatedString }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'input'; readonly input: Input }
  | { readonly kind: 'fileSize' }
  | { readonly kind: 'has'; readonly extension: ExtensionType }
  | {
      readonly kind: 'extensionField'
      readonly extension: ExtensionType
      readonly field: Field
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: Expr }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expr
      readonly right: Expr
    }
  | { readonly kind: 'conditional'; readonly test: Expr; readonly then: Expr; readonly else: Expr }
  | { readonly kind: 'call'; readonly function: ExprFunction; readonly args: readonly Expr[] }
)
