/**
 * A format's layout as plain data: what `generated/<id>/layout.ts` holds.
 *
 * For tools that look at any format: `dump`, interpreters, fuzzers. The codecs never load it.
 * Names are the specification's; offsets and sizes are bytes.
 */

/** The layout of one format. */
export interface Layout {
  readonly id: string
  readonly family: string
  readonly title: string
  /** `header` first. */
  readonly structs: readonly StructLayout[]
  readonly area: Expr
  readonly strings: readonly StringLayout[]
  readonly extensions?: ExtensionsLayout | undefined
  readonly inputs: readonly string[]
  readonly values: readonly { readonly name: string; readonly value: Expr }[]
  readonly regions: readonly RegionLayout[]
}

/** A struct: its size and what owns its bytes. */
export interface StructLayout {
  readonly name: string
  readonly summary: string
  readonly size: number
  /** Size of the shortest valid struct. */
  readonly minSize: number
  /** Field that holds the real size, for a struct that may lack its tail. */
  readonly lengthField?: string | undefined
  /** In order, covering every byte. */
  readonly items: readonly ItemLayout[]
}

/** What owns bytes of a struct. */
export type ItemLayout = FieldLayout | GapLayout

/** A named value in a struct. */
export interface FieldLayout {
  readonly kind: 'field'
  readonly name: string
  readonly summary: string
  readonly offset: number
  readonly size: number
  readonly type: FieldType
  readonly endian: 'big' | 'little'
  readonly unit?: string | undefined
  readonly display: 'decimal' | 'hex' | 'time'
  readonly constant?: bigint | string | undefined
  readonly range?: readonly [bigint, bigint] | undefined
  readonly values?: readonly { readonly value: bigint; readonly name: string }[] | undefined
  readonly bits?: readonly BitsLayout[] | undefined
  /** Present only if true. */
  readonly when?: Expr | undefined
  /** Present only if the struct is long enough. */
  readonly inTail: boolean
  /** Value when absent. */
  readonly fallback?: bigint | string | undefined
}

/** Bytes without a value: a hole or reserved space. */
export interface GapLayout {
  readonly kind: 'hole' | 'reserved'
  readonly name: string
  readonly summary: string
  readonly offset: number
  readonly size: number
  readonly when?: Expr | undefined
  readonly inTail: boolean
}

/** Type of a field; `size` says how many bytes of text. */
export type FieldType =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'char'
  | 'bytes'

/** A named bit, or a run of bits, of a word; bit 0 is the least significant. */
export interface BitsLayout {
  readonly bit: number
  readonly width: number
  readonly name: string
  readonly summary: string
}

/** Text found through an offset field and a length field. */
export interface StringLayout {
  readonly name: string
  readonly summary: string
  /** Header fields. */
  readonly offset: string
  readonly size: string
  readonly when?: Expr | undefined
  readonly min: Expr
  readonly end: Expr
}

/** The header extensions, and their known types. */
export interface ExtensionsLayout {
  readonly at: Expr
  readonly end: Expr
  /** Struct of a record, and its fields for the type and the length of the content. */
  readonly record: string
  readonly type: string
  readonly length: string
  readonly align: number
  readonly endType: bigint
  readonly maxCount: number
  readonly types: readonly {
    readonly type: bigint
    readonly name: string
    readonly summary: string
    readonly content: 'text' | 'struct' | 'rows' | 'bytes'
    readonly struct?: string | undefined
  }[]
}

/** A run of bytes of the file beyond the header. */
export interface RegionLayout {
  readonly name: string
  readonly summary: string
  readonly kind: 'bitmap' | 'table' | 'data'
  readonly at: Expr
  readonly size: Expr
  readonly when?: Expr | undefined
}

/** An expression of the schema language; integers are exact. */
export type Expr =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'text'; readonly value: string }
  /** `header.size`; a bare field name inside its own struct; a value, an input, a string. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly operand: Expr }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expr
      readonly right: Expr
    }
  | { readonly kind: 'conditional'; readonly test: Expr; readonly then: Expr; readonly else: Expr }
  | { readonly kind: 'call'; readonly function: string; readonly args: readonly Expr[] }
