/** Schemas as data that the runtime can interpret: nothing is generated, and nothing written. */
import type { RuleDoc } from '../src/binary/finding.ts'
import type { Layout } from '../src/layout/layout.ts'
import { layoutOf } from './emit/layout/index.ts'
import { rulesOfFormat } from './emit/rules/docs.ts'
import { resolveSources } from './sources.ts'

/** What a schema says, as its `layout.ts` and its `rules.ts` would have it. */
export interface LoadedLayout {
  /** The schema. */
  readonly file: string
  readonly layout: Layout
  readonly rules: readonly RuleDoc[]
}

/**
 * The layout of every schema below the folders.
 *
 * @throws SchemaError with every problem of every schema, or if there is none
 */
export async function loadLayouts(folders: readonly string[]): Promise<readonly LoadedLayout[]> {
  const { formats } = await resolveSources(folders)
  return formats.map((format) => ({
    file: format.schemaFile,
    layout: layoutOf(format),
    rules: rulesOfFormat(format),
  }))
}
