/** A thread that tries cases. It may hang or run out of memory: the parent watches it. */
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { formatsWith } from './broken-formats.ts'
import { type Failure, failureOf } from './failure.ts'
import { caseMaker, type FuzzCase } from './fuzz-case.ts'
import { type Answer, GIVEN, IDLE, type Request, type WorkerSetup } from './protocol.ts'
import { tryCarefully, tryCase } from './trial.ts'

const setup: WorkerSetup = workerData
const current = new Int32Array(setup.current)
const maker = caseMaker(setup.seed, setup.formats)
const known = setup.fault === undefined ? undefined : formatsWith(setup.fault)

/** The error of a promise that nobody waited for, until its case is told of it. */
let rejected: Failure | undefined
process.on('unhandledRejection', (error) => {
  rejected = { ...failureOf('all', error), kind: 'rejection' }
})

/** Cases between two looks for rejections. */
const GROUP = 32

/** Tries a case and waits for what nobody waited for: rejections are told at the end of a turn. */
async function failureIn(one: FuzzCase, attempt: typeof tryCase): Promise<Failure | undefined> {
  rejected = undefined
  const failure = await attempt(one, known)
  await turn()
  return failure ?? rejected
}

/** Tries a group of cases; where one of them left a rejection, each is tried again by itself. */
async function tryGroup(from: number, to: number): Promise<void> {
  rejected = undefined
  for (let number = from; number < to; number++) {
    const one = await maker.make(number)
    Atomics.store(current, 0, number)
    const failure = await tryCase(one, known)
    if (failure) tell({ kind: 'failure', number, failure })
  }
  await turn()
  if (rejected === undefined) return
  for (let number = from; number < to; number++) {
    const failure = await failureIn(await maker.make(number), tryCase)
    if (failure?.kind === 'rejection') tell({ kind: 'failure', number, failure })
  }
}

async function answer(request: Request): Promise<Answer> {
  if (request.kind === 'case') {
    Atomics.store(current, 0, GIVEN)
    const attempt = request.isCareful ? tryCarefully : tryCase
    return { kind: 'done', failure: await failureIn(request.one, attempt) }
  }
  for (let from = request.from; from < request.to; from += GROUP) {
    await tryGroup(from, Math.min(from + GROUP, request.to))
  }
  return { kind: 'done', failure: undefined }
}

function tell(message: Answer): void {
  parentPort?.postMessage(message)
}

parentPort?.on('message', async (request: Request) => {
  const done = await answer(request)
  Atomics.store(current, 0, IDLE)
  tell(done)
})
