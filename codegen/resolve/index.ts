/** From a schema to a resolved format: ordered, named passes. */
import type { Format } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { checkDivisions, checkLimits, checkWidths } from './bounds.ts'
import { checkCLayout } from './c-layout.ts'
import { checkCircles } from './circles.ts'
import type { Draft, Pass } from './draft.ts'
import { checkLineage } from './lineage.ts'
import { link } from './link.ts'
import { checkNames } from './names.ts'
import { checkSources, checkSummaries } from './prose.ts'
import { checkReferences } from './references.ts'
import { checkRegionOrder } from './region-order.ts'
import { checkShape } from './shape.ts'
import { checkLedger, checkSizes } from './sizes.ts'
import { checkBits, checkEnums } from './words.ts'

/** Passes over a schema of the right shape: all run, so that all problems show at once. */
const SCHEMA_PASSES: readonly Pass[] = [
  { name: 'summaries', run: checkSummaries },
  { name: 'sources', run: checkSources },
  { name: 'names', run: checkNames },
  { name: 'lineage', run: checkLineage },
  { name: 'sizes', run: checkSizes },
  { name: 'ledger', run: checkLedger },
  { name: 'references', run: checkReferences },
  { name: 'bits', run: checkBits },
  { name: 'enums', run: checkEnums },
  { name: 'c-layout', run: checkCLayout },
]

/** Passes that need a schema without mistakes so far; the first builds the resolved format. */
const FORMAT_PASSES: readonly Pass[] = [
  { name: 'link', run: link },
  { name: 'circles', run: checkCircles },
  { name: 'widths', run: checkWidths },
  { name: 'divisions', run: checkDivisions },
  { name: 'limits', run: checkLimits },
  { name: 'region-order', run: checkRegionOrder },
]

/** The names of all passes, in order. */
export const PASSES = [...SCHEMA_PASSES, ...FORMAT_PASSES].map((pass) => pass.name)

/** A resolved format, or everything that is wrong with its schema. */
export type Resolved =
  | { readonly kind: 'format'; readonly format: Format }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }

/**
 * Resolves one schema. `file` names it in problems and in outputs.
 *
 * Problems show in three steps, since each needs a schema without those of the step before: all of
 * its shape (keys and types), all of what it says, and then what it means, one pass at a time.
 */
export function resolve(schema: unknown, file: string): Resolved {
  const shape = checkShape(schema, file)
  if ('problems' in shape) return { kind: 'problems', problems: shape.problems }
  const draft: Draft = { file, schema: shape.data }
  const problems = SCHEMA_PASSES.flatMap((pass) => pass.run(draft))
  if (problems.length > 0) return { kind: 'problems', problems }
  for (const pass of FORMAT_PASSES) {
    const found = pass.run(draft)
    if (found.length > 0) return { kind: 'problems', problems: found }
  }
  if (!draft.format) throw new TypeError(`Cannot resolve ${file}: no pass built its format`)
  return { kind: 'format', format: draft.format }
}
