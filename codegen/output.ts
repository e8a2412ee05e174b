import type { ForeignFormat, Format } from './ir.ts'

/** A generated file. */
export interface OutputFile {
  /** Which tree it belongs to: code (`--out`) or documents (`--docs`). */
  readonly root: 'out' | 'docs'
  /** Path inside that tree, with `/`. */
  readonly path: string
  readonly text: string
}

/** What an emitter may depend on besides the formats. */
export interface EmitOptions {
  /** Import of the runtime from `out/<id>/`: a package name, or a relative path. */
  readonly runtime: string
  /** Ending of relative imports in generated TypeScript. */
  readonly extension: '.ts' | '.js'
  /** Formats that are known by their signatures alone. */
  readonly foreign?: readonly ForeignFormat[] | undefined
  /** Path of the page with all rules, in the tree of documents. */
  readonly rulesPage?: string | undefined
}

/** One output: all formats in, files out. Emitters read nothing but the resolved formats. */
export type Emitter = (formats: readonly Format[], options: EmitOptions) => readonly OutputFile[]

/** First line of every generated file, without its comment marks. */
export function banner(format: Format | undefined): string {
  const from = format ? format.schemaFile : 'the schemas'
  return `Generated from ${from} by \`cowtools generate\`. Do not edit: change the schema and run it again.`
}
