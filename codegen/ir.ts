/**
 * The resolved layout of a format: all that an emitter may read.
 *
 * Everything here is computed and checked: every offset is absolute, every byte of a struct has an
 * owner, every expression is typed and every name points at the thing it names. Integers that a
 * format states are `bigint`; offsets and sizes inside a struct are `number`.
 */

import type { Expr } from './expr.ts'

export type { BinaryOperator, Expr, ExprFunction, ExprType } from './expr.ts'

/** Byte order. */
export type Endian = 'big' | 'little'
/** What a finding asks of a reader: refuse, read with care, or know. */
export type Severity = 'error' | 'warning' | 'notice'

/** Where a fact comes from. */
export interface Source {
  readonly title: string
  readonly locator: string
  readonly url?: string | undefined
}

/** The prose beside a thing. `summary` is one line of plain text; `details` is Markdown. */
export interface Prose {
  readonly summary: string
  readonly details?: string | undefined
  readonly sources: readonly Source[]
}

/** A name in the spellings that outputs need. */
export interface Names {
  /** As the specification spells it: `backing_file_offset`. */
  readonly spec: string
  /** TypeScript property or variable: `backingFileOffset`. */
  readonly camel: string
  /** TypeScript type: `BackingFileOffset`. */
  readonly pascal: string
  /** TypeScript constant: `BACKING_FILE_OFFSET`. */
  readonly upper: string
}

/** Type of a field: an integer, text or bytes. */
export type FieldType =
  | { readonly kind: 'uint' | 'int'; readonly bits: 8 | 16 | 32 | 64 }
  | { readonly kind: 'char'; readonly length: number; readonly pad: 'nul' | 'zero' | 'none' }
  | { readonly kind: 'bytes'; readonly length: number }

/** A named value of an integer field. */
export interface EnumValue extends Prose {
  readonly value: bigint
  readonly name: string
}

/** A named bit, or a run of bits, of a word. */
export interface Bits extends Prose {
  readonly bit: number
  readonly width: number
  readonly names: Names
  /** The run keeps its place: its value is `word & mask`, not shifted down. */
  readonly scaled: boolean
  readonly mask: bigint
}

interface Placed {
  /** Offset in the struct, bytes. */
  readonly offset: number
  readonly size: number
  /** Anchor of its row in the spec page. */
  readonly anchor: string
}

/** A named value in a struct. */
export interface Field extends Prose, Placed {
  readonly kind: 'field'
  readonly names: Names
  readonly type: FieldType
  readonly endian: Endian
  readonly unit?: string | undefined
  readonly display: 'decimal' | 'hex' | 'time'
  /** The only valid value, in the form of its type: integer, text or bytes in hex pairs. */
  readonly constant?:
    | { readonly kind: 'int'; readonly value: bigint }
    | {
        readonly kind: 'text'
        readonly value: string
      }
    | { readonly kind: 'bytes'; readonly value: string }
    | undefined
  readonly range?: { readonly min: bigint; readonly max: bigint } | undefined
  readonly enum?: readonly EnumValue[] | undefined
  readonly unknown: Severity
  readonly bits?: readonly Bits[] | undefined
  readonly bitClass?: 'incompatible' | 'compatible' | 'autoclear' | undefined
  /** Present only if true. Its names are fields of the same struct, all before this one. */
  readonly when?: Expr | undefined
  /** Ends past the struct's smallest size: present only if `lengthField` says so. */
  readonly inTail: boolean
  /** Value when absent or left out: an integer, or the empty text. */
  readonly fallback?: bigint | '' | undefined
}

/** Bytes that a C compiler left: written as zero, not read, kept. */
export interface Hole extends Prose, Placed {
  readonly kind: 'hole'
  readonly cause: 'alignment' | 'tail-padding'
  readonly names: Names
}

/** Bytes that the format keeps for later: written as zero, kept. */
export interface Reserved extends Prose, Placed {
  readonly kind: 'reserved'
  readonly names: Names
  /** Of a byte that is not zero. */
  readonly severity: Severity
  readonly when?: Expr | undefined
  readonly inTail: boolean
}

/** What owns bytes of a struct. */
export type Item = Field | Hole | Reserved

/** What a compiler makes of the C struct, per ABI. */
export interface CAbiLayout {
  readonly abi: string
  readonly size: number
  readonly offsets: Readonly<Record<string, number>>
  readonly holes: readonly { readonly at: number; readonly size: number }[]
  /** Same offsets and size as the format. */
  readonly same: boolean
}

/** A run of bytes in which every byte has an owner. */
export interface Struct extends Prose {
  readonly names: Names
  /** `CowV2Header`, `COW_V2_HEADER`: format and struct together. */
  readonly fullNames: Names
  readonly endian: Endian
  readonly size: number
  /** Size of the shortest valid struct; equals `size` without a length field. */
  readonly minSize: number
  readonly lengthField?: Field | undefined
  readonly lengths: readonly number[]
  /** In order, covering bytes 0 … size-1 exactly. */
  readonly items: readonly Item[]
  readonly c?:
    | {
        readonly name: string
        readonly abi: string
        readonly packed: boolean
        readonly layouts: readonly CAbiLayout[]
      }
    | undefined
  readonly anchor: string
}

/** Text of the header area, found through an offset field and a length field. */
export interface LocatedString extends Prose {
  readonly names: Names
  readonly offset: Field
  readonly size: Field
  readonly when?: Expr | undefined
  readonly min: Expr
  readonly end: Expr
  readonly minSize: number
  readonly maxSize?: number | undefined
  readonly anchor: string
}

/** A known type of header extension. */
export interface ExtensionType extends Prose {
  readonly type: bigint
  readonly names: Names
  readonly content: 'text' | 'struct' | 'rows' | 'bytes'
  readonly struct?: Struct | undefined
  readonly maxSize?: number | undefined
  readonly anchor: string
}

/** The header extensions: records of type, length and content. */
export interface Extensions extends Prose {
  readonly at: Expr
  readonly end: Expr
  readonly record: Struct
  readonly type: Field
  readonly length: Field
  readonly align: number
  readonly endType: bigint
  readonly maxCount: number
  readonly unknown: Severity
  readonly types: readonly ExtensionType[]
  readonly anchor: string
}

/** A number that the file does not hold and the caller supplies. */
export interface Input extends Prose {
  readonly names: Names
  readonly unit?: string | undefined
}

/** A computed value that expressions name. */
export interface Value extends Prose {
  readonly names: Names
  readonly unit?: string | undefined
  readonly expr: Expr
}

/** Entries of varying length, one behind the other. */
export interface Records {
  readonly struct: Struct
  readonly count: Expr
  /** Bytes behind the struct of an entry, by its own fields. */
  readonly tail: Expr
  readonly align: number
  readonly maxCount: number
  readonly maxSize?: number | undefined
  /** The entries fill the region exactly; else its size is the least that they can have. */
  readonly fills: boolean
}

/** A run of bytes of the file beyond the header. */
export interface Region extends Prose {
  readonly names: Names
  readonly kind: 'bitmap' | 'table' | 'data' | 'unused'
  readonly at: Expr
  readonly size: Expr
  readonly when?: Expr | undefined
  readonly placed: 'computed' | 'by-field'
  readonly beyondFile: Severity | 'valid'
  readonly maxSize?: Expr | undefined
  readonly align?: Expr | undefined
  readonly bitmap?:
    | {
        readonly unit: Expr
        readonly bits: 'lsb-first' | 'msb-first'
        readonly set: string
        readonly clear: string
        readonly count?: Expr | undefined
      }
    | undefined
  readonly entry?: Struct | undefined
  readonly records?: Records | undefined
  /** Header fields that `at` and `size` read: what a finding about the region points at. */
  readonly fields: readonly Field[]
  /** Fields of header extensions that they read. */
  readonly extensionFields: readonly {
    readonly extension: ExtensionType
    readonly field: Field
  }[]
  readonly anchor: string
}

/** What a finding can point at. */
export type Place =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'string'; readonly string: LocatedString }
  | { readonly kind: 'extension'; readonly extension: ExtensionType }
  | {
      readonly kind: 'extensionField'
      readonly extension: ExtensionType
      readonly field: Field
    }
  | { readonly kind: 'region'; readonly region: Region }

/** What a finding's repair does; `field` of `set` is a place such as `header.size`. */
export type Repair =
  | { readonly kind: 'zero' }
  | { readonly kind: 'set'; readonly field: string; readonly value: bigint }
  | { readonly kind: 'clear-bits'; readonly mask: bigint }
  | { readonly kind: 'bitmap-tail' }
  | { readonly kind: 'mtime' }

/** What every rule says of itself besides its condition. */
export interface RuleFacts {
  readonly id: string
  readonly severity: Severity
  readonly message: string
  /** What to do about a finding; plain text. */
  readonly advice: string
  readonly expected?: string | undefined
  readonly example?: string | undefined
  /** Severity under the untrusted policy, where that is another. */
  readonly untrusted?: Severity | undefined
  /** Reported under the untrusted policy alone. */
  readonly policy?: 'untrusted' | undefined
  readonly repair?: Repair | undefined
  readonly anchor: string
}

/** A rule that the schema states. */
export interface AssertRule extends RuleFacts, Prose {
  readonly when?: Expr | undefined
  readonly assert: Expr
  readonly expected: string
  readonly at: Place
}

/**
 * A rule that follows from a part of the schema: a constant, a range, bits, bounds, a name.
 * Emitters list them in the spec page. Those of the header are reported by the generated `check…`
 * under the same id, those beyond it by whoever reads the rest of the file.
 */
export interface ImpliedRule extends RuleFacts {
  readonly summary: string
  readonly details?: string | undefined
}

/** A rule of each entry of a region with records: stated, or implied by a field of the struct. */
export interface RecordRule extends RuleFacts {
  readonly kind: 'stated' | 'implied'
  readonly summary: string
  readonly details?: string | undefined
  readonly sources: readonly Source[]
  readonly region: Region
  /** What a finding points at. */
  readonly field: Field
  readonly when?: Expr | undefined
  readonly assert: Expr
  readonly expected: string
}

/** Where a text of `info` comes from: a place in the image, or the first choice that holds. */
export type TextFrom =
  | { readonly kind: 'from'; readonly place: Place; readonly when?: Expr | undefined }
  | { readonly kind: 'choose'; readonly choices: readonly { when: Expr; text: string }[] }

/** A fact of this format alone, under the key of qemu-img. */
export type InfoEntry = { readonly key: string; readonly when?: Expr | undefined } & (
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'text'; readonly place: Place }
  | { readonly kind: 'enum'; readonly field: Field }
  | { readonly kind: 'choose'; readonly choices: readonly { when: Expr; text: string }[] }
)

/** A fact about the backing file in the header; `differs` is the severity of another one. */
export interface RecordedFact {
  readonly field: Field
  readonly when?: Expr | undefined
  readonly differs: Severity
}

/** Where the facts that every image has come from. */
export interface Info {
  readonly virtualSize: Expr
  readonly clusterSize: Expr
  readonly backingFile?: TextFrom | undefined
  readonly backingFormat?: TextFrom | undefined
  readonly imageFile?: TextFrom | undefined
  readonly imageFormat?: TextFrom | undefined
  readonly imageSizeInput?: Input | undefined
  /** Header field with the time of the last change to the backing file, where the image has it. */
  readonly backingMtime?: RecordedFact | undefined
  /** Header field with the size of the backing file, where the image has it. */
  readonly backingSize?: RecordedFact | undefined
  readonly specific: readonly InfoEntry[]
}

/** The header fields that take the facts of an image, and what else it takes to make one. */
export interface Driver {
  readonly size?: Field | undefined
  readonly backingFile?: Field | undefined
  readonly backingMtime?: Field | undefined
  readonly imageFile?: Field | undefined
  readonly unbacked: 'zeros' | 'image file' | 'uncertain'
  readonly needsBacking: boolean
  /** Bytes. */
  readonly sizeUnit: number
}

/** A small image, given by its bytes. */
export interface Example {
  readonly title: string
  readonly madeBy?: string | undefined
  /** Length of the file. */
  readonly size: number
  readonly inputs: ReadonlyMap<string, bigint>
  /** Bytes of the file at offsets; the rest is zero. */
  readonly parts: readonly { readonly at: number; readonly bytes: Uint8Array }[]
}

/** The format that another one continues, by its id: it need not be among those that are loaded. */
export interface Lineage {
  readonly from: string
  /** Old name to new: `header.mtime`, `backing_file`. */
  readonly renamed: ReadonlyMap<string, string>
  readonly summary?: string | undefined
  readonly notes: readonly string[]
}

/** A format, resolved: what every emitter gets. */
export interface Format extends Prose {
  readonly id: string
  /** Id by which it may be called too, where the bytes tell which variant is meant. */
  readonly variantOf?: string | undefined
  readonly family: string
  readonly title: string
  readonly status: 'current' | 'historic' | 'proposed' | 'example'
  /** Where bytes do not tell, the family stands for another format. */
  readonly unusual: boolean
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly endian: Endian
  readonly names: Names
  /** Path of the schema as given to `generate`, with `/`: `schemas/cow/v2.ts`. */
  readonly schemaFile: string
  readonly howItWorks?: string | undefined
  readonly detect: readonly { readonly at: number; readonly bytes: Uint8Array }[]
  /** What decides between formats that share a signature. */
  readonly evidence: readonly { readonly assert: Expr; readonly summary: string }[]
  readonly structs: readonly Struct[]
  readonly header: Struct
  /** Bytes from 0 that belong to the header: struct, extensions, names, slack. */
  readonly area: Expr
  readonly strings: readonly LocatedString[]
  readonly extensions?: Extensions | undefined
  readonly inputs: readonly Input[]
  readonly values: readonly Value[]
  readonly regions: readonly Region[]
  readonly rules: readonly AssertRule[]
  /** Rules of the header that nobody states. */
  readonly implied: readonly ImpliedRule[]
  /** Rules of each entry of a table whose entries vary in length. */
  readonly recordRules: readonly RecordRule[]
  /** Rules of what the header leads to: bitmaps, tables, the files that it names. */
  readonly beyond: readonly ImpliedRule[]
  readonly info: Info
  readonly driver?: Driver | undefined
  readonly revisions: readonly {
    readonly name: string
    readonly date?: string | undefined
    readonly summary: string
    readonly sources: readonly Source[]
  }[]
  readonly lineage?: Lineage | undefined
  readonly example?: Example | undefined
  /** The schema itself, as zod returned it, for the canonical JSON. */
  readonly schema: unknown
}

/** A format that is known by its signatures alone. */
export interface ForeignFormat extends Prose {
  readonly name: string
  readonly title: string
  /** A raw disk may begin like this. */
  readonly onDisks: boolean
  readonly detect: readonly {
    /** Offset in the file, or bytes from there to its end. */
    readonly at: number
    readonly fromEnd: boolean
    readonly bytes: Uint8Array
  }[]
}
