/** A worker with a watchdog: one that hangs or dies is replaced, and its case is the failure. */
import { Worker } from 'node:worker_threads'
import type { Failure } from './failure.ts'
import { type Answer, IDLE, type Request, type WorkerSetup } from './protocol.ts'

/** How to watch. */
export interface WatchOptions {
  readonly seed: number
  readonly formats: readonly string[]
  /** A fault of `broken-formats.ts`: to see that it is found. */
  readonly fault?: string | undefined
  /** A case that takes longer than this hangs, milliseconds. */
  readonly hangAfter: number
}

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'done'; readonly failure: Failure | undefined }
  /** The worker is gone, in the case of that number. */
  | { readonly kind: 'lost'; readonly number: number; readonly failure: Failure }

/** Tries cases in a thread, one request at a time. */
export interface WatchedWorker {
  ask(request: Request, onFailure?: (number: number, failure: Failure) => void): Promise<Outcome>
  close(): Promise<void>
}

/** Times that the watchdog looks before a case hangs. */
const LOOKS = 10
/**
 * Most memory of the heap of a worker, MiB; buffers are outside it. With a small part for young
 * objects, which is what a worker with limits has, cases take a third longer.
 */
const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 }

/** Starts a worker. */
export function watchedWorker(options: WatchOptions): WatchedWorker {
  const shared = new SharedArrayBuffer(4)
  const current = new Int32Array(shared)
  let worker: Worker | undefined

  function start(): Worker {
    Atomics.store(current, 0, IDLE)
    const { seed, formats, fault } = options
    const workerData: WorkerSetup = { current: shared, seed, formats, fault }
    const started = new Worker(new URL('./worker-entry.mjs', import.meta.url), {
      workerData,
      execArgv: [],
      resourceLimits: HEAP,
    })
    // One that is being ended may fail once more, when nobody waits for it.
    return started.on('error', () => {})
  }

  return {
    async ask(request, onFailure = () => {}) {
      worker ??= start()
      const outcome = await asked(worker, request, { current, onFailure, ...options })
      if (outcome.kind === 'lost') {
        await worker.terminate()
        worker = undefined
      }
      return outcome
    },
    async close() {
      await worker?.terminate()
    },
  }
}

interface Watch {
  readonly current: Int32Array
  readonly hangAfter: number
  readonly onFailure: (number: number, failure: Failure) => void
}

function asked(worker: Worker, request: Request, watch: Watch): Promise<Outcome> {
  const { current, hangAfter, onFailure } = watch
  return new Promise((resolve, reject) => {
    const lost = (kind: 'hang' | 'crash', message: string) => {
      const number = Atomics.load(current, 0)
      if (number === IDLE) reject(new Error(`Cannot run a worker: ${message}`))
      end({ kind: 'lost', number, failure: { kind, verb: 'all', message, where: '' } })
    }
    const onError = (error: unknown) => lost('crash', String(error))
    const onExit = (code: number) => lost('crash', `the worker ended with ${code}`)
    const onMessage = (answer: Answer) => {
      if (answer.kind === 'failure') onFailure(answer.number, answer.failure)
      else end(answer)
    }
    const watchdog = watchFor(current, hangAfter, () => lost('hang', `no end in ${hangAfter} ms`))
    function end(outcome: Outcome) {
      clearInterval(watchdog)
      worker.off('error', onError).off('exit', onExit).off('message', onMessage)
      resolve(outcome)
    }
    worker.on('error', onError).on('exit', onExit).on('message', onMessage)
    worker.postMessage(request)
  })
}

/** Calls `onHang` when the worker has been in one case for too long. */
function watchFor(current: Int32Array, hangAfter: number, onHang: () => void) {
  let last = IDLE
  let looks = 0
  return setInterval(() => {
    const now = Atomics.load(current, 0)
    looks = now === last && now !== IDLE ? looks + 1 : 0
    last = now
    if (looks > LOOKS) onHang()
  }, hangAfter / LOOKS)
}
