/**
 * A format's layout as plain data: what `generated/<id>/layout.ts` holds.
 *
 * For tools that look at any format: `dump`, interpreters, fuzzers. The codecs never load it.
 * Names are the specification's; offsets and sizes are bytes.
 */
import type { Severity } from '../binary/finding.ts'

/**
 * The layout of one format: with the documents of its rules, all that reading, checking and writing a
 * header area needs.
 */
export interface Layout {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly status: 'current' | 'historic' | 'proposed' | 'example'
  readonly summary: string
  /** How images begin, as hex pairs at offsets; any of them will do. */
  readonly signatures: readonly { readonly at: number; readonly bytes: string }[]
  /** `header` first. */
  readonly structs: readonly StructLayout[]
  readonly area: Expr
  /** The longest that the area can be. */
  readonly areaLimit: number
  readonly strings: readonly StringLayout[]
  readonly extensions?: ExtensionsLayout | undefined
  readonly inputs: readonly string[]
  readonly values: readonly { readonly name: string; readonly value: Expr }[]
  readonly regions: readonly RegionLayout[]
  /** Rules that the schema states; those that follow from all the above are not listed. */
  readonly rules: readonly StatedRule[]
  readonly info: InfoLayout
  /** Rules of each entry of a table whose entries vary in length. */
  readonly recordRules?: readonly RecordRule[] | undefined
  /** Header field with the time of the last change to the backing file, seconds since 1970. */
  readonly backingMtime?: RecordedLayout | undefined
  /** Header field with the size of the backing file, bytes. */
  readonly backingSize?: RecordedLayout | undefined
  /** Id by which the format may be called too, where the bytes tell which variant is meant. */
  readonly variantOf?: string | undefined
  /** Where bytes do not tell, the family stands for another format. */
  readonly unusual?: true | undefined
  /** What decides between formats that share a signature. */
  readonly evidence?: readonly EvidenceLayout[] | undefined
  readonly driver?: DriverLayout | undefined
}

/** A fact about the backing file in a header field; `differs`: how severe it is that another is found. */
export interface RecordedLayout {
  readonly field: string
  readonly when?: Expr | undefined
  readonly differs: Severity
}

/** Something that holds if a file is of this format. */
export interface EvidenceLayout {
  readonly assert: Expr
  readonly summary: string
}

/** How images are made: the header fields that take their facts, and what else it takes. */
export interface DriverLayout {
  readonly size?: string | undefined
  readonly backingFile?: string | undefined
  readonly backingMtime?: string | undefined
  readonly imageFile?: string | undefined
  readonly unbacked: 'zeros' | 'image file' | 'uncertain'
  readonly needsBacking: boolean
  /** Sizes of new disks are multiples of this, bytes. */
  readonly sizeUnit: number
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
  /** The C struct that the layout was written from. */
  readonly c?: CLayout | undefined
}

/** A C struct, and what the compiler of each ABI makes of it. */
export interface CLayout {
  /** In the source of the format. */
  readonly name: string
  /** ABI that gave the layout. */
  readonly abi: string
  readonly packed: boolean
  readonly layouts: readonly CAbiLayout[]
}

/** A C struct as the compiler of one ABI lays it out. */
export interface CAbiLayout {
  readonly abi: string
  readonly size: number
  /** Offsets of the items that do not stand where the format has them. */
  readonly moved: Readonly<Record<string, number>>
  /** What the compiler leaves, tail padding too. */
  readonly holes: readonly { readonly at: number; readonly size: number }[]
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
  /** Text ends at its first NUL and must have one, or ends there if it has one; or fills the field. */
  readonly pad?: 'nul' | 'zero' | 'none' | undefined
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
  /** The run keeps its place: its value is not shifted down. */
  readonly scaled?: true | undefined
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
  readonly minSize: number
  readonly maxSize?: number | undefined
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
    readonly maxSize?: number | undefined
  }[]
}

/** A run of bytes of the file beyond the header. */
export interface RegionLayout {
  readonly name: string
  readonly summary: string
  readonly kind: 'bitmap' | 'table' | 'data' | 'unused'
  readonly at: Expr
  readonly size: Expr
  readonly when?: Expr | undefined
  /** Fields hold its place, rather than that it follows from sizes. */
  readonly byField?: true | undefined
  /** The file may end before the region does. */
  readonly mayEndEarly?: true | undefined
  readonly maxSize?: Expr | undefined
  readonly align?: Expr | undefined
  readonly bitmap?: BitmapLayout | undefined
  readonly records?: RecordsLayout | undefined
}

/** A bitmap: guest bytes per bit, and bits in use. */
export interface BitmapLayout {
  readonly unit: Expr
  readonly bits: 'lsb-first' | 'msb-first'
  readonly count?: Expr | undefined
}

/** Entries of varying length, one behind the other: a struct, then a tail, then padding. */
export interface RecordsLayout {
  readonly struct: string
  readonly count: Expr
  /** Bytes behind the struct of an entry; `STRUCT.FIELD` names its own fields. */
  readonly tail: Expr
  readonly align: number
  readonly maxCount: number
  /** Of all entries together, bytes. */
  readonly maxSize?: number | undefined
  /** The entries fill the region exactly; else its size is the least that they can have. */
  readonly fills: boolean
}

/** A rule of each entry of a region with records. */
export interface RecordRule {
  readonly id: string
  readonly region: string
  /** Field of the entry that a finding points at. */
  readonly field: string
  /** `implied` by the field, so that it reads its value whether that is in range or not. */
  readonly kind: 'stated' | 'implied'
  readonly when?: Expr | undefined
  readonly assert: Expr
  readonly expected: string
}

/** A rule that a schema states of its header. What it says of itself is documented under its id. */
export interface StatedRule {
  readonly id: string
  /** What a finding points at: `header.FIELD`, a string, a region, `extensions.NAME[.FIELD]`. */
  readonly at: string
  readonly when?: Expr | undefined
  readonly assert: Expr
  /** What a finding shows as found; the value of what stands at `at` if left out. */
  readonly shown?: ShownLayout | undefined
}

/** A value in a finding: as it is, as a word of bits, with its unit, or as a thing that is there. */
export interface ShownLayout {
  readonly value: Expr
  readonly as: 'plain' | 'hex' | 'bytes' | 'extension'
  /** Name of the field that it is the value of. */
  readonly label?: string | undefined
}

/** Where the facts that every image has come from. */
export interface InfoLayout {
  readonly virtualSize: Expr
  readonly clusterSize: Expr
  readonly backingFile?: TextLayout | undefined
  readonly backingFormat?: TextLayout | undefined
  readonly imageFile?: TextLayout | undefined
  readonly imageFormat?: TextLayout | undefined
  /** Input that takes the length of the image file. */
  readonly imageSizeInput?: string | undefined
  /** Facts of this format alone, under qemu-img's keys. */
  readonly specific: readonly FactLayout[]
}

/** The text at a place, or the first choice that holds. */
export type TextLayout =
  | { readonly kind: 'from'; readonly at: string; readonly when?: Expr | undefined }
  | {
      readonly kind: 'choose'
      readonly choices: readonly { readonly when: Expr; readonly text: string }[]
    }

/** A fact: the text at a place or a choice, a value, or the name of the value of a header field. */
export type FactLayout = { readonly key: string } & (
  | TextLayout
  | { readonly kind: 'value'; readonly value: Expr; readonly when?: Expr | undefined }
  | { readonly kind: 'enum'; readonly field: string; readonly when?: Expr | undefined }
)

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
