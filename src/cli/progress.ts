/** How far a long task is: a bar on a terminal, or qemu-img's percentages. */
import type { Io } from './io.ts'

/** What the options of a command say about its output. */
export interface ProgressOptions {
  readonly progress?: boolean
  readonly quiet?: boolean
}

/** Told how much is done; `end` leaves the line. */
export interface Progress {
  readonly update: (done: number, total: number) => void
  readonly end: () => void
}

/** A task that is over before this shows no bar, milliseconds. */
const PATIENCE = 400
/** Time between two looks of the bar, milliseconds. */
const INTERVAL = 100
const BAR_WIDTH = 40
/** Erases the line that the cursor is on. */
const ERASE_LINE = '\r\u001b[K'

/** The progress that suits the output: none with `-q`, a bar on a terminal, percentages with `-p`. */
export function createProgress(io: Io, options: ProgressOptions): Progress {
  if (options.quiet === true) return { update: () => {}, end: () => {} }
  if (io.isTerminal.err) return barProgress(io)
  return options.progress === true ? percentProgress(io) : { update: () => {}, end: () => {} }
}

/** Runs a task with its progress, which ends whatever happens. */
export async function withProgress<Result>(
  io: Io,
  options: ProgressOptions,
  task: (update: Progress['update']) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(io, options)
  try {
    return await task(progress.update)
  } finally {
    progress.end()
  }
}

function barProgress(io: Io): Progress {
  let next = Date.now() + PATIENCE
  let isShown = false
  return {
    update(done, total) {
      const now = Date.now()
      if (now < next) return
      next = now + INTERVAL
      isShown = true
      const part = total === 0 ? 1 : done / total
      const full = Math.floor(part * BAR_WIDTH)
      const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
      io.err(`${ERASE_LINE}${bar} ${Math.floor(part * 100)} %`)
    },
    end() {
      if (isShown) io.err(ERASE_LINE)
    },
  }
}

/** As qemu-img prints it, a percent at a time. */
function percentProgress(io: Io): Progress {
  const show = (percent: number) => io.out(`    (${percent.toFixed(2)}/100%)\r`)
  let last = 0
  show(last)
  return {
    update(done, total) {
      const percent = total === 0 ? 100 : (done / total) * 100
      if (percent < last + 1 && (percent < 100 || last === 100)) return
      last = percent
      show(percent)
    },
    end: () => io.out('\n'),
  }
}
