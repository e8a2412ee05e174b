/** Many cases on several threads: failures of one fault are told apart from others and counted. */
import { type Failure, signatureOf } from './failure.ts'
import { caseMaker, type FuzzCase } from './fuzz-case.ts'
import { shrunk } from './shrink.ts'
import { type WatchOptions, watchedWorker } from './watched-worker.ts'

/** How much to try. */
export interface CampaignOptions extends WatchOptions {
  readonly jobs: number
  /** Cases, from `from` on. */
  readonly cases: number
  readonly from?: number | undefined
  readonly milliseconds: number
  /** The run ends when so many faults are known. */
  readonly maxFaults?: number | undefined
  /** Judgements that making one case smaller may take. */
  readonly shrinkSteps?: number | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Told of a fault when it is first seen. */
  readonly onFault?: ((number: number, failure: Failure) => void) | undefined
}

/** How far a run is. */
export interface Progress {
  readonly tried: number
  readonly faults: number
}

/** A fault, with the smallest case that shows it. */
export interface Fault {
  readonly signature: string
  readonly count: number
  /** Number of the first case that showed it. */
  readonly number: number
  readonly failure: Failure
  readonly smallest: FuzzCase
}

/** What a run found. */
export interface Report {
  readonly tried: number
  readonly milliseconds: number
  readonly faults: readonly Fault[]
}

/** Cases that a worker gets at a time. */
const BLOCK = 128
/** Faults that are kept apart; the run ends with the last. */
const MAX_FAULTS = 50
const SHRINK_STEPS = 400

interface Found {
  readonly number: number
  readonly failure: Failure
  count: number
}

/** Runs the cases, then makes each fault's case small. */
export async function runCampaign(options: CampaignOptions): Promise<Report> {
  const start = performance.now()
  const found = new Map<string, Found>()
  const tried = await tryAll(options, found)
  const milliseconds = performance.now() - start
  const faults: Fault[] = []
  for (const [signature, { number, failure, count }] of found) {
    const smallest = await smallestCase(options, number, signature)
    faults.push({ signature, number, failure, count, smallest })
  }
  return { tried, milliseconds, faults }
}

async function tryAll(options: CampaignOptions, found: Map<string, Found>): Promise<number> {
  const { from = 0, cases, milliseconds, jobs, maxFaults = MAX_FAULTS } = options
  const deadline = performance.now() + milliseconds
  const end = from + cases
  let next = from
  let tried = 0

  function note(number: number, failure: Failure): void {
    const signature = signatureOf(failure)
    const known = found.get(signature)
    if (known) known.count += 1
    if (known || found.size >= maxFaults) return
    found.set(signature, { number, failure, count: 1 })
    options.onFault?.(number, failure)
  }

  async function work(): Promise<void> {
    const worker = watchedWorker(options)
    while (next < end && performance.now() < deadline && found.size < maxFaults) {
      const block = { from: next, to: Math.min(next + BLOCK, end) }
      next = block.to
      let at = block.from
      while (at < block.to) {
        const outcome = await worker.ask({ kind: 'range', from: at, to: block.to }, note)
        if (outcome.kind === 'lost') note(outcome.number, outcome.failure)
        at = outcome.kind === 'lost' ? Math.max(at, outcome.number) + 1 : block.to
      }
      tried += block.to - block.from
      options.onProgress?.({ tried, faults: found.size })
    }
    await worker.close()
  }

  await Promise.all(Array.from({ length: jobs }, work))
  return tried
}

async function smallestCase(
  options: CampaignOptions,
  number: number,
  signature: string,
): Promise<FuzzCase> {
  const one = await caseMaker(options.seed, options.formats).make(number)
  const worker = watchedWorker(options)
  const limit = options.shrinkSteps ?? SHRINK_STEPS
  const isCareful = signature.startsWith('memory')
  // What hangs or is slow takes long each time, and garbage is collected before memory is measured.
  const share = /^(hang|slow)/.test(signature) ? 20 : isCareful ? 2 : 1
  const steps = Math.ceil(limit / share)
  try {
    return await shrunk(one, steps, async (smaller) => {
      const outcome = await worker.ask({ kind: 'case', one: smaller, isCareful })
      return outcome.failure !== undefined && signatureOf(outcome.failure) === signature
    })
  } finally {
    await worker.close()
  }
}
