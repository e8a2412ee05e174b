import { FormatError, UnsupportedError } from '../binary/errors.ts'
import { FileError } from '../source/file.ts'

/** A command that cannot go on for a reason of its user's; the message is complete. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** A command that its user stopped. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'

  constructor() {
    super('Interrupted')
  }
}

/** What to tell the user of an error: never a stack trace. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Internal error: ${String(error)}`
  const isExpected =
    error instanceof CommandError ||
    error instanceof InterruptedError ||
    error instanceof FileError ||
    error instanceof FormatError ||
    error instanceof UnsupportedError ||
    // Node's own range errors are about our code, ours about what the caller asks for.
    (error instanceof RangeError && error.message.startsWith('Cannot ')) ||
    error.name === 'SchemaError'
  return isExpected ? error.message : `Internal error: ${error.message}`
}
