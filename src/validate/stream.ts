/** Checks an image that comes as a stream: standard input, an upload, a response. */
import { createInspector, type InspectOptions } from './inspector.ts'
import type { Validation } from './validation.ts'

/** How to check a stream. */
export interface InspectStreamOptions extends InspectOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Checks an image without seeking, in less than 1 MiB besides the chunks of the stream. Reading stops
 * as soon as no later byte can change the verdict, and the stream is then closed.
 *
 * @throws UnsupportedError `format` if `options.format` names none; what the stream throws; what
 * `options.signal` throws, between two chunks
 */
export async function inspectStream(
  stream: AsyncIterable<Uint8Array>,
  options: InspectStreamOptions,
): Promise<Validation> {
  const inspector = createInspector(options)
  options.signal?.throwIfAborted()
  for await (const chunk of stream) {
    options.signal?.throwIfAborted()
    if (inspector.push(chunk) === 'done') break
  }
  return inspector.finish()
}
