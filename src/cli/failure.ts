import { UnsupportedError } from '../binary/errors.ts'
import { FileError } from '../source/file.ts'

/** A command that cannot go on for a reason of its user's; the message is complete. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** What to tell the user of an error: never a stack trace. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Internal error: ${String(error)}`
  const isExpected =
    error instanceof CommandError ||
    error instanceof FileError ||
    error instanceof UnsupportedError ||
    error.name === 'SchemaError'
  return isExpected ? error.message : `Internal error: ${error.message}`
}
