/** What a command touches of the process: its streams, colours, signals and exit code. */
import { once } from 'node:events'
import picocolors from 'picocolors'
import type { ReportPaint } from '../validate/report.ts'
import { InterruptedError, type StopSignal } from './failure.ts'

/** Colours by meaning; each takes text and gives it back, coloured or not. */
export interface Paint extends ReportPaint {
  readonly heading: (text: string) => string
  readonly name: (text: string) => string
  readonly value: (text: string) => string
}

/** What a command may touch of the process. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Writes to the output, and waits until it takes more: for what may be long. */
  readonly write: (chunk: Uint8Array | string) => Promise<void>
  /** What is piped into the command. */
  readonly input: AsyncIterable<Uint8Array>
  /** Which streams somebody looks at. */
  readonly isTerminal: { readonly out: boolean; readonly err: boolean }
  /** Runs a task; Ctrl-C and `kill` stop it through the signal, so that it can clean up. */
  readonly interruptible: <Result>(
    task: (signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>
  readonly paint: Paint
  /** Columns that human output may fill. */
  readonly width: number
  exitCode: number
}

/** Human output is made for this width, and takes no more. */
const MAX_WIDTH = 100
const MIN_WIDTH = 60

/** The process: its streams, with colours on a terminal only and never under `NO_COLOR`. */
export function processIo(): Io {
  const { stdout, stderr, env } = process
  const isPlain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    async write(chunk) {
      if (!stdout.write(chunk)) await once(stdout, 'drain')
    },
    get input() {
      return process.stdin
    },
    isTerminal: { out: stdout.isTTY === true, err: stderr.isTTY === true },
    interruptible: (task) => interruptible(task),
    paint: createPaint(stdout.isTTY === true && !isPlain),
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, stdout.columns ?? MAX_WIDTH)),
    exitCode: 0,
  }
}

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The first signal stops the task, a second one the process. */
async function interruptible<Result>(
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const stop = (received: NodeJS.Signals) => {
    for (const signal of SIGNALS) process.off(signal, stop)
    controller.abort(new InterruptedError(SIGNALS.find((signal) => signal === received)))
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await task(controller.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}

/** Colours, or none. */
export function createPaint(isColoured: boolean): Paint {
  const colours = picocolors.createColors(isColoured)
  return {
    error: colours.red,
    warning: colours.yellow,
    notice: colours.cyan,
    good: colours.green,
    strong: colours.bold,
    dim: colours.dim,
    heading: (text) => colours.bold(colours.underline(text)),
    name: colours.blue,
    value: colours.green,
  }
}
