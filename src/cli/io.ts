/** Where a command writes, in which colours, and the exit code that it leaves. */
import picocolors from 'picocolors'
import type { ReportPaint } from '../validate/report.ts'

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
    paint: createPaint(stdout.isTTY === true && !isPlain),
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, stdout.columns ?? MAX_WIDTH)),
    exitCode: 0,
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
