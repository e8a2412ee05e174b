/** What can go wrong in a case. */
import { FormatError, UnsupportedError } from '../../src/binary/index.ts'

/** A case that went wrong. */
export interface Failure {
  readonly kind: 'throw' | 'oracle' | 'slow' | 'memory' | 'hang' | 'crash' | 'rejection'
  /** What was being done: `check`, `validate untrusted`. */
  readonly verb: string
  readonly message: string
  /** Where, in the first frames of the stack. */
  readonly where: string
}

/** Two answers that should be one. */
export class OracleError extends Error {
  override readonly name = 'OracleError'
}

/** Throws unless it holds. */
export function expectThat(holds: boolean, message: () => string): void {
  if (!holds) throw new OracleError(message())
}

/**
 * Whether an error is one that opening and reading may end with: bytes that break their format, a
 * feature that is not there, or what the library refuses in its own words. A RangeError of the
 * runtime, such as an invalid array length, is none.
 */
export function isDocumented(error: unknown): boolean {
  if (error instanceof FormatError || error instanceof UnsupportedError) return true
  return error instanceof RangeError && /^Cannot \S+ .*/s.test(error.message)
}

/** The failure of an error that nobody expects. */
export function failureOf(verb: string, error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { kind: 'throw', verb, message: `threw ${String(error)}`, where: '' }
  }
  const kind = error instanceof OracleError ? 'oracle' : 'throw'
  return { kind, verb, message: `${error.name}: ${error.message}`, where: framesOf(error) }
}

/** The innermost frames in this repository, without line numbers: they tell faults apart. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.includes(' at '))
  const own = frames.filter(
    (line) => /\/(src|generated|test)\//.test(line) && !/node_modules/.test(line),
  )
  return own
    .slice(0, 3)
    .map((line) =>
      line
        .replace(/^\s*at /, '')
        .replace(/\(?(?:file:\/\/)?\/.*\/((?:src|generated|test)\/)/, '$1'),
    )
    .map((line) => line.replace(/\?[^:)]*/, '').replace(/\)$/, ''))
    .join(' < ')
}

/** The same for two cases of one fault: numbers, names and bytes in messages differ. */
export function signatureOf({ kind, verb, message, where }: Failure): string {
  const words = message
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/0x[0-9a-f]+|\d+/gi, '#')
    .slice(0, 120)
  // What is slow as a whole is not always slowest in the same place.
  const what = kind === 'slow' ? kind : `${kind} ${verb}`
  return `${what}: ${words} ${where.replace(/:\d+/g, '')}`
}
