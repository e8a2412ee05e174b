import type { FormatInput } from './format.ts'

/**
 * Gives a schema module completion and type checks; returns its argument.
 *
 * It loads nothing: zod checks the schema when `generate` reads it.
 */
export function defineFormat(schema: FormatInput): FormatInput {
  return schema
}
