/**
 * What differs between two formats, as plain data: JSON prints it as it is, the other outputs lay
 * it out.
 */

/** What a change is about. */
export type Part =
  | 'format'
  | 'header'
  | 'struct'
  | 'string'
  | 'extension'
  | 'input'
  | 'region'
  | 'fact'
  | 'rule'
  | 'implied-rule'

/** The parts, in the order in which they are shown, and their titles. */
export const PARTS: Readonly<Record<Part, string>> = {
  format: 'Format',
  header: 'Header',
  struct: 'Other structs',
  string: 'Texts',
  extension: 'Header extensions',
  input: 'Numbers from outside the file',
  region: 'Regions',
  fact: 'What tools report',
  rule: 'Rules',
  'implied-rule': 'Rules that follow from the layout',
}

/** A number or a text of a format; undefined where it has none. */
export type Said = string | number | undefined

/** One thing that is not as it was. */
export interface Aspect {
  readonly what: string
  readonly before?: Said
  readonly after?: Said
  /** `formula` in the notation of schemas, `hex` in pairs; else plain text, or a number. */
  readonly notation?: 'formula' | 'hex' | undefined
}

/** A thing that only one of the two has, or that both have and that is not the same. */
export type Change =
  | {
      readonly kind: 'added' | 'removed'
      readonly part: Part
      readonly name: string
      /** What it is, in a line. */
      readonly is: string
    }
  | {
      readonly kind: 'changed'
      readonly part: Part
      readonly name: string
      /** Its name in the first format, where that is another. */
      readonly was?: string | undefined
      readonly aspects: readonly Aspect[]
    }

/** Why a reader refuses a file: what it wants of some bytes, and what stands there. */
export interface Refusal {
  /** Field of the reader's header; undefined where a signature is in none. */
  readonly field?: string | undefined
  readonly offset: number
  readonly size: number
  /** In hex pairs; `..` for a byte that is not the same in every file. */
  readonly found: string
  readonly wanted: string
  /** What the reader takes the bytes for, where that is a number. */
  readonly reads?: string | undefined
}

/** What a reader of one format does with a file of the other; both go by their names. */
export type Verdict = { readonly reader: string; readonly file: string } & (
  | {
      readonly kind: 'refuses'
      readonly reasons: readonly Refusal[]
      /** First bytes of the file that are as the reader wants them. */
      readonly alike: number
    }
  | {
      /** `may-take`: what tells the two apart is not the same in every file. */
      readonly kind: 'takes' | 'may-take'
      /** Fields of its header where something else stands. */
      readonly misread: readonly string[]
      /** Regions that it looks for where they are not. */
      readonly misplaced: readonly string[]
      /** What would have to hold in a file of its own: a tool may tell the two apart by that. */
      readonly evidence: readonly string[]
      /** What makes it refuse some of the files all the same. */
      readonly refusesIf: readonly string[]
    }
)

/** One of the two formats. */
export interface Side {
  readonly id: string
  /** Its id; its file, where both have the same id. */
  readonly name: string
  readonly title: string
  readonly schema: string
}

/** A type says how long its field is: the size need not be shown beside it. */
export function shownAspects(aspects: readonly Aspect[]): readonly Aspect[] {
  const isTyped = aspects.some(({ what }) => what === 'type')
  return isTyped ? aspects.filter(({ what }) => what !== 'size') : aspects
}

/** What it means that nothing is said; else `none`. */
const UNSAID: Readonly<Record<string, string>> = {
  'present if': 'always present',
  if: 'always',
  'at most': 'no limit',
}

/** What an aspect says of the first format and of the second. */
export function saidOf({ what, before, after }: Aspect): readonly [string, string] {
  const said = (text: Said) => (text === undefined ? (UNSAID[what] ?? 'none') : String(text))
  return [said(before), said(after)]
}

/** `a, b and c`. */
export function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Everything that differs. */
export interface FormatDiff {
  readonly from: Side
  readonly to: Side
  /** What the schema of the later format says of where it comes from. */
  readonly lineage?: { readonly summary?: string | undefined; readonly notes: readonly string[] }
  readonly changes: readonly Change[]
  /** The reader of `from` with a file of `to`, and the other way round. */
  readonly verdicts: readonly [Verdict, Verdict]
}

/** A thing that both have: nothing where all aspects are the same. */
export function changed(
  part: Part,
  { name, was }: { readonly name: string; readonly was: string },
  aspects: readonly Aspect[],
): readonly Change[] {
  const differing = aspects.filter(({ before, after }) => before !== after)
  if (differing.length === 0 && name === was) return []
  const renamed = name === was ? {} : { was }
  return [{ kind: 'changed', part, name, ...renamed, aspects: differing }]
}
