/** Tries the library on one case, and says what went wrong. */
import { readFileSync } from 'node:fs'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Format } from '../../src/binary/index.ts'
import { checkVerb, interpretVerb, parseVerb } from './codec-verbs.ts'
import { type Failure, failureOf } from './failure.ts'
import { type FuzzCase, filesOf, trialRandom } from './fuzz-case.ts'
import { dumpVerb, infoVerb, openVerb } from './image-verbs.ts'
import { type Subject, subjectOf } from './subject.ts'
import { reportVerb, streamVerb, trustedVerb, untrustedVerb } from './validate-verbs.ts'

/** Something to do with an image. It throws if that goes wrong. */
export type Verb = (subject: Subject) => void | Promise<void>

/** A verb, and in one of how many cases it is done: what costs most is done less often. */
interface Share {
  readonly name: string
  readonly run: Verb
  readonly oneIn: number
}

const VERBS: readonly Share[] = [
  { name: 'check', run: checkVerb, oneIn: 1 },
  { name: 'parse', run: parseVerb, oneIn: 1 },
  { name: 'interpret', run: interpretVerb, oneIn: 1 },
  { name: 'validate', run: trustedVerb, oneIn: 1 },
  { name: 'validate untrusted', run: untrustedVerb, oneIn: 2 },
  { name: 'validate a stream', run: streamVerb, oneIn: 4 },
  { name: 'report', run: reportVerb, oneIn: 8 },
  { name: 'info', run: infoVerb, oneIn: 4 },
  { name: 'dump', run: dumpVerb, oneIn: 8 },
  { name: 'open', run: openVerb, oneIn: 1 },
]

/** What a case may take. */
export const LIMITS = { milliseconds: 1000, bytes: 64 << 20 }

/** A case that takes too much is tried so often again: other programs run on this machine. */
const TRIES = 2

/**
 * The first thing that goes wrong in a case: of the verbs, those that its number chooses are tried.
 * `known` holds the formats where they are not ours.
 */
export async function tryCase(
  one: FuzzCase,
  known?: readonly Format[],
): Promise<Failure | undefined> {
  let failure = await tryOnce(one, { known, isCareful: false, isWhole: false })
  for (let again = 0; again < TRIES && isExcess(failure); again++) {
    failure = await tryOnce(one, { known, isCareful: true, isWhole: false })
  }
  return failure
}

/** The same, measured with care from the start: for a case that is made smaller. */
export function tryCarefully(
  one: FuzzCase,
  known?: readonly Format[],
): Promise<Failure | undefined> {
  return tryOnce(one, { known, isCareful: true, isWhole: false })
}

/** The same with every verb: for a case that failed once. */
export function tryWhole(one: FuzzCase): Promise<Failure | undefined> {
  return tryOnce(one, { known: undefined, isCareful: true, isWhole: true })
}

function isExcess(failure: Failure | undefined): boolean {
  return failure?.kind === 'slow' || failure?.kind === 'memory'
}

interface Trial {
  readonly known: readonly Format[] | undefined
  /**
   * Measure verb by verb. Collect garbage before that, so that none is collected meanwhile, and count
   * the time of this thread alone.
   */
  readonly isCareful: boolean
  /** Try all verbs. */
  readonly isWhole: boolean
}

async function tryOnce(one: FuzzCase, trial: Trial): Promise<Failure | undefined> {
  const progress: Progress = { verb: 'area', costs: [] }
  const run = () => runVerbs(one, trial, progress)
  if (trial.isCareful) collectGarbage()
  try {
    if (trial.isCareful) await run()
    else progress.costs.push(await costOf('all', run, wallTime))
  } catch (error) {
    return failureOf(progress.verb, error)
  }
  return excessOf(progress.costs)
}

/** How far a trial is. */
interface Progress {
  verb: string
  readonly costs: Cost[]
}

async function runVerbs(one: FuzzCase, trial: Trial, progress: Progress): Promise<void> {
  const subject = subjectOf(one.format, { files: filesOf(one), known: trial.known })
  for (const [part, share] of VERBS.entries()) {
    const random = trialRandom(one, part)
    // Asked in any case: a verb makes the same choices whether it was bound to be tried or not.
    if (!random.oneIn(share.oneIn) && !trial.isWhole) continue
    progress.verb = share.name
    const run = () => share.run({ ...subject, random })
    if (trial.isCareful) progress.costs.push(await costOf(share.name, run, threadTime))
    else await run()
  }
}

/** What a verb, or all of them, took. */
interface Cost {
  readonly verb: string
  readonly milliseconds: number
  readonly bytes: number
}

async function costOf(
  verb: string,
  run: () => void | Promise<void>,
  clock: () => number,
): Promise<Cost> {
  const start = clock()
  const before = allocated()
  await run()
  return { verb, milliseconds: clock() - start, bytes: allocated() - before }
}

/** The failure of a case that took too much of something. */
function excessOf(costs: readonly Cost[]): Failure | undefined {
  const where = ''
  const [slowest] = costs.toSorted((a, b) => b.milliseconds - a.milliseconds)
  const total = costs.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  if (slowest && total > LIMITS.milliseconds) {
    return { kind: 'slow', verb: slowest.verb, message: `took ${Math.round(total)} ms`, where }
  }
  const large = costs.find(({ bytes }) => bytes > LIMITS.bytes)
  if (large) {
    const message = `took ${Math.round(large.bytes / 2 ** 20)} MiB`
    return { kind: 'memory', verb: large.verb, message, where }
  }
  return undefined
}

const wallTime = () => performance.now()

/** Milliseconds that this thread has run, where the system tells; other threads do not count. */
function threadTime(): number {
  try {
    const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    return wallTime()
  }
}

/** The collector, which Node shows under a flag only. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/**
 * Bytes that this thread holds. Their growth over a case is what the case has allocated, unless they
 * were collected meanwhile; it takes microseconds to ask.
 */
function allocated(): number {
  const { used_heap_size, external_memory, malloced_memory } = getHeapStatistics()
  return used_heap_size + external_memory + malloced_memory
}
