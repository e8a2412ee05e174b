import type { Prose } from '../ir.ts'
import type { FormatSchema } from '../schema/index.ts'

/** The prose of a part of a schema, as the resolved format has it. */
export function proseOf(thing: {
  summary?: string | undefined
  details?: string | undefined
  sources?: FormatSchema['sources']
}): Prose {
  return { summary: thing.summary ?? '', details: thing.details, sources: thing.sources ?? [] }
}
