import { constants } from 'node:os'
import { FormatError, UnsupportedError } from '../binary/errors.ts'
import { FileError } from '../source/file.ts'

/** A command that cannot go on for a reason of its user's; the message is complete. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** What asks a process to end. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A command that its user stopped. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  /** As shells count a process that a signal ended: 128 and its number. */
  readonly exitCode: number

  constructor(signal: StopSignal = 'SIGINT') {
    super('Interrupted')
    this.exitCode = SIGNAL_BASE + constants.signals[signal]
  }
}

const SIGNAL_BASE = 128

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
