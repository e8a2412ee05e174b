/** Checks one image and says what is wrong with it, without stopping at the first fault. */
import type { Finding } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import type { Files } from '../chain/files.ts'
import { headSize, tailSize } from '../formats/registry.ts'
import type { ByteSource } from '../source/source.ts'
import { walkBacking } from './backing-chain.ts'
import { identify } from './detection.ts'
import { examine } from './examination.ts'
import { withHead } from './head.ts'
import { readHeaderArea } from './header-area.ts'
import { lookAtImageFile } from './image-file.ts'
import { type Checked, formatOutcome, rawOutcome, unreadableOutcome } from './outcome.ts'
import { type Policy, TRUSTED } from './policy.ts'
import type { WalkOptions } from './reach.ts'
import { runScans } from './scan.ts'
import { type Clock, createStopwatch, type Stopwatch } from './stopwatch.ts'
import type { Validation } from './validation.ts'

export { countOf, sortFindings, type Validation, type Verdict } from './validation.ts'

/** How to check. */
export interface ValidateOptions {
  /** Name to show. */
  readonly filename: string
  /** Where the image is among `files`; default: `filename`. */
  readonly path?: string | undefined
  /** Exact id, family or `raw`; told from the bytes if left out. */
  readonly format?: string | undefined
  /** Default: `TRUSTED`. */
  readonly policy?: Policy | undefined
  /**
   * Where the files are that the image names; without them no name is followed. That a name leads back
   * to the image itself shows if the image has an identity that is one of theirs.
   */
  readonly files?: Files | undefined
  readonly signal?: AbortSignal | undefined
  /** Tells the time for the budget, in milliseconds. */
  readonly clock?: Clock | undefined
}

/**
 * Checks an image: its header, its bitmaps and tables of records, the space that nothing uses, and, as
 * far as the policy lets it, the files that it names. L1, L2 and refcount tables and the data are
 * not read.
 *
 * Bad bytes never throw, whatever they are: every fault is a finding, and so is a budget that is used
 * up. The time is linear in the bytes that are read.
 *
 * @throws UnsupportedError `format` if `options.format` names none; what the image throws when it
 * cannot be read; what `options.signal` throws
 */
export async function validate(image: ByteSource, options: ValidateOptions): Promise<Validation> {
  const { filename, policy = TRUSTED, signal } = options
  const stopwatch = createStopwatch(policy.maxMilliseconds, options.clock)
  stopwatch.start()
  signal?.throwIfAborted()
  const checked: Checked = { filename, policy }
  const first = await image.read(0, headSize)
  const source = withHead(image, first)
  const fileSize = source.size
  const tail = await source.read(Math.max(0, fileSize - tailSize), tailSize)
  const identified = identify({ first, tail, fileSize }, options.format)
  const { findings } = identified
  switch (identified.kind) {
    case 'unreadable':
      return unreadableOutcome(checked, findings)
    case 'raw':
      return rawOutcome(checked, findings, fileSize)
    case 'format': {
      const { format } = identified
      const others = await checkImage(source, format, { ...options, policy, stopwatch })
      return formatOutcome(checked, format, { detection: findings, others })
    }
  }
}

interface Running extends ValidateOptions {
  readonly policy: Policy
  readonly stopwatch: Stopwatch
}

async function checkImage(
  source: ByteSource,
  format: Format,
  running: Running,
): Promise<readonly Finding[]> {
  const { policy, signal } = running
  const { isExpired } = running.stopwatch
  const bytes = await readHeaderArea(source, format)
  const context = { fileSize: source.size }
  const header = { format, bytes, context, facts: format.facts(bytes, context) }
  const walk = walkOptions(source, running)
  const image = walk && (await lookAtImageFile(header, walk))
  const examination = examine({ format, bytes, policy, imageFileSize: image?.size })
  const expiredAt = await runScans(source, examination.plan, { isExpired, signal })
  const own = examination.conclude({ fileSize: source.size, expiredAt })
  if (walk === undefined) return own
  const whole = { ...header, facts: examination.facts }
  const others = [...(image?.findings ?? []), ...(await walkBacking(whole, image, walk))]
  // What the header tells by itself, as two equal names, is said once.
  return [...own, ...others.filter(({ rule }) => own.every((found) => found.rule !== rule))]
}

/** How the named files are reached; undefined if they are left alone. */
function walkOptions(source: ByteSource, running: Running): WalkOptions | undefined {
  const { files, filename, path = filename, policy, signal, stopwatch } = running
  if (files === undefined || policy.follow === 'deny') return undefined
  const { identity } = source
  return { files, path, identity, policy, signal, isExpired: stopwatch.isExpired }
}
