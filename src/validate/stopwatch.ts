/** Measures the time that a check has worked, and says when it was too long. */
export interface Stopwatch {
  /** Runs, for as long as it is not stopped. */
  start(): void
  /** Stands still: the check waits for others. */
  stop(): void
  readonly isExpired: () => boolean
}

/** A clock in milliseconds that only goes forward. */
export type Clock = () => number

/** A stopwatch that stands still. */
export function createStopwatch(
  maxMilliseconds: number,
  clock: Clock = () => performance.now(),
): Stopwatch {
  let worked = 0
  let since: number | undefined
  const running = () => (since === undefined ? 0 : clock() - since)
  return {
    start() {
      since ??= clock()
    },
    stop() {
      worked += running()
      since = undefined
    },
    isExpired: () =>
      maxMilliseconds !== Number.POSITIVE_INFINITY && worked + running() > maxMilliseconds,
  }
}
