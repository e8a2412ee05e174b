import type { FormatInput } from './format.ts'
import type { SignaturesInput } from './signatures.ts'

/**
 * Gives a schema module completion and type checks; returns its argument.
 *
 * It loads nothing: zod checks the schema when `generate` reads it.
 */
export function defineFormat(schema: FormatInput): FormatInput {
  return schema
}

/** The same for a list of formats that are known by their signatures alone. */
export function defineSignatures(signatures: SignaturesInput['signatures']): SignaturesInput {
  return { signatures }
}
