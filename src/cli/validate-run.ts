/** Runs the checks of many files at once, and gives the outcomes in the order of the files. */
import { availableParallelism } from 'node:os'
import { type CheckSettings, checkTarget, type Outcome } from './validate-check.ts'
import type { Target, Targets } from './validate-targets.ts'

/** Files that one thread has open at a time: reading waits for the disk. */
const OPEN_FILES = 16
/** Most files that a thread gets at once: a message costs as much as a small file. */
const BATCH_SIZE = 32
/** Batches per thread that are under way or wait for their turn to be printed. */
const BATCHES_AHEAD = 4
/** Files that make a thread worth starting: that takes as long as this many small ones. */
const FILES_PER_THREAD = 1000

/**
 * How many threads to start for so many files; 0: none but this one. Who asks for threads gets them,
 * since files may be few and large; else the number of files decides.
 */
export function threadsFor(files: number, jobs: number | undefined): number {
  const worthwhile = Math.floor(files / FILES_PER_THREAD)
  const threads = Math.min(jobs ?? Math.min(availableParallelism(), worthwhile), files)
  return threads > 1 ? threads : 0
}

/** Checks all files, with none or more threads; outcomes come in the order of the files, and few are held at a time. */
export async function* checkAll(
  targets: Targets,
  settings: CheckSettings,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal },
): AsyncGenerator<Outcome> {
  if (threads === 0) {
    yield* inOrder(targets, OPEN_FILES, (target) => checkTarget(target, settings, signal))
    return
  }
  const { createPool } = await import('./validate-pool.ts')
  const pool = createPool(threads, settings)
  try {
    const ahead = threads * BATCHES_AHEAD
    const size = Math.min(BATCH_SIZE, Math.ceil(targets.length / ahead))
    for await (const outcomes of inOrder(batches(targets, size), ahead, pool.run)) {
      signal.throwIfAborted()
      yield* outcomes
    }
  } finally {
    await pool.close()
  }
}

/** Checks the files of one batch. */
export async function checkBatch(
  batch: Targets,
  settings: CheckSettings,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  const check = (target: Target) => checkTarget(target, settings)
  for await (const outcome of inOrder(batch, OPEN_FILES, check)) outcomes.push(outcome)
  return outcomes
}

function* batches(targets: Targets, size: number): Generator<Targets> {
  for (let at = 0; at < targets.length; at += size) yield targets.slice(at, at + size)
}

/** Runs a task for each item, at most `limit` at a time, and gives the results in order. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  limit: number,
  run: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const ahead: Promise<Result>[] = []
  for (const item of items) {
    const task = run(item)
    // Its failure is told when its turn comes; until then it is no unhandled one.
    task.catch(() => {})
    ahead.push(task)
    if (ahead.length < limit) continue
    const first = ahead.shift()
    if (first) yield await first
  }
  for (const task of ahead) yield await task
}
