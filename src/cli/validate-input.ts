/** Standard input as an image: checked as it arrives, and not kept but for its first bytes. */
import { UnsupportedError } from '../binary/errors.ts'
import { reasonOf } from '../source/file-error.ts'
import { type ByteSource, readableLength } from '../source/index.ts'
import { inspectStream } from '../validate/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { type CheckSettings, type Outcome, outcomeOf } from './validate-check.ts'

/** What standard input is called in reports. */
const NAME = '(standard input)'
/** Bytes that are kept to show findings in context: headers are rarely longer. */
const KEPT_SIZE = 65_536

/** Checks the image that is piped into the command. */
export async function checkInput(
  io: Io,
  settings: CheckSettings,
  signal: AbortSignal,
): Promise<Outcome> {
  const { format, policy } = settings
  const input: AsyncIterable<Uint8Array> & { readonly destroy?: () => void } = io.input
  // A pipe may stay silent for ever: to wait for its next bytes would be to ignore the signal.
  const stop = () => input.destroy?.()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const head = createHead(input)
    const validation = await inspectStream(head.stream, { filename: NAME, format, policy, signal })
    return await outcomeOf(validation, head.source(), { ...settings, isStream: true })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof UnsupportedError) throw error
    const { state } = reasonOf(error)
    throw new CommandError(`Cannot read standard input: ${state}`, { cause: error })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** A stream that keeps its first bytes. */
function createHead(input: AsyncIterable<Uint8Array>): {
  readonly stream: AsyncIterable<Uint8Array>
  readonly source: () => ByteSource
} {
  const kept = new Uint8Array(KEPT_SIZE)
  let size = 0
  let isWhole = false
  async function* stream(): AsyncGenerator<Uint8Array> {
    for await (const chunk of input) {
      if (size < KEPT_SIZE) kept.set(chunk.subarray(0, KEPT_SIZE - size), size)
      size += chunk.length
      yield chunk
    }
    isWhole = true
  }
  return {
    stream: stream(),
    source: () => ({
      // Where reading stopped early nobody knows the end.
      size: isWhole ? size : Number.MAX_SAFE_INTEGER,
      async read(offset, length) {
        const there = Math.min(size, KEPT_SIZE)
        return kept.subarray(offset, offset + readableLength(there, offset, length))
      },
    }),
  }
}
