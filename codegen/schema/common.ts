/** What every part of a schema shares: names, integers, expressions and prose. */
import { z } from 'zod'

/** A name as the specification spells it: snake_case, starting with a letter. */
export const specName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name is snake_case: lower-case letters, digits and _')
  .describe('Name as the specification spells it, in snake_case')

/** An integer of any size: a number while it is safe, else decimal or 0x-hex text. */
export const integer = z
  .union([
    z.number().int(),
    z.string().regex(/^-?(0x[0-9a-fA-F]+|\d+)$/, 'an integer is decimal or 0x-hex'),
  ])
  .describe('Integer; beyond 2^53 as text, decimal or 0x-hex')

/** A byte count or an offset inside a struct. */
export const byteCount = z.number().int().nonnegative().describe('Bytes')

/** An expression of the schema language, see docs/schema-language.md. */
export const expression = z
  .union([z.string().min(1), z.number().int()])
  .describe('Expression over fields, values and inputs; evaluated exactly, as integers')

/** Bytes in hex, in pairs: `4f 4f 4f 4d`. */
export const hexBytes = z
  .string()
  .regex(/^[0-9a-f]{2}( [0-9a-f]{2})*$/, 'bytes are lower-case hex pairs with one space between')
  .describe('Bytes as hex pairs')

/** What a finding asks of a reader. */
export const severity = z
  .enum(['error', 'warning', 'notice'])
  .describe('error: refuse to open; warning: read with care; notice: worth knowing')

/** Where a fact comes from. */
export const source = z
  .strictObject({
    title: z.string().min(1).describe('What it is: a mail, a patch, a file of a release'),
    locator: z.string().min(1).describe('Where and which: list and date, message id, version'),
    url: z.url().optional().describe('Link, where a stable one exists'),
  })
  .describe('A primary source')

/**
 * The prose that lives beside the thing it documents. `summary` is optional for zod alone: the
 * `summaries` pass demands it everywhere, so that all missing ones are reported at once.
 */
export const prose = {
  summary: z.string().optional().describe('One line: what it is or means; required'),
  details: z.string().optional().describe('Markdown: background, quirks, what tools really do'),
  sources: z.array(source).optional().describe('Where the facts come from'),
}
