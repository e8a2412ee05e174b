/**
 * Threads that check files.
 *
 * Each thread has one batch at a time; batches wait in a queue that the caller keeps short. A thread
 * that dies fails the run: nothing that a file holds may do that.
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { CheckSettings, Outcome } from './validate-check.ts'
import type { Targets } from './validate-targets.ts'

/** Threads at work. Close it after use. */
export interface Pool {
  readonly run: (batch: Targets) => Promise<readonly Outcome[]>
  readonly close: () => Promise<void>
}

interface Job {
  readonly batch: Targets
  readonly resolve: (outcomes: readonly Outcome[]) => void
  readonly reject: (error: Error) => void
}

/** Starts `size` threads. */
export function createPool(size: number, settings: CheckSettings): Pool {
  const waiting: Job[] = []
  const idle: Worker[] = []
  const running = new Map<Worker, Job>()
  let failure: Error | undefined

  const assign = () => {
    while (idle.length > 0 && waiting.length > 0) {
      const [worker, job] = [idle.shift(), waiting.shift()]
      if (worker === undefined || job === undefined) return
      running.set(worker, job)
      worker.postMessage(job.batch)
    }
  }
  const fail = (error: Error) => {
    failure ??= error
    for (const job of [...running.values(), ...waiting.splice(0)]) job.reject(failure)
    running.clear()
  }
  const workers = Array.from({ length: size }, () => startWorker(settings))
  for (const worker of workers) {
    idle.push(worker)
    worker.on('error', fail)
    worker.on('exit', () => fail(new Error('a thread ended')))
    worker.on('message', (outcomes: readonly Outcome[]) => {
      running.get(worker)?.resolve(outcomes)
      running.delete(worker)
      idle.push(worker)
      assign()
    })
  }
  return {
    run: (batch) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure)
        waiting.push({ batch, resolve, reject })
        assign()
      }),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/**
 * In the build the thread's module is JavaScript. In the sources it is TypeScript, as this one is:
 * where the runtime does not understand that, jiti translates.
 */
function startWorker(workerData: CheckSettings): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  const module = new URL(`./validate-worker.${isSource ? 'ts' : 'js'}`, import.meta.url)
  const isUnderstood = !isSource || Boolean((process.features as Features).typescript)
  // Flags of this process are not for the thread: a loader of ours would not work there.
  if (isUnderstood) return new Worker(module, { workerData, execArgv: [] })
  const jiti = JSON.stringify(createRequire(import.meta.url).resolve('jiti'))
  const url = JSON.stringify(module.href)
  const code = `require(${jiti}).createJiti(${url}).import(${url})`
  return new Worker(code, { workerData, execArgv: [], eval: true })
}

/** What types of Node 20 do not know yet. */
type Features = { readonly typescript?: unknown }
