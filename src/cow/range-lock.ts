/** Ranges in use: requests that overlap wait for each other, in order; disjoint ones run at once. */

interface Holder {
  readonly start: number
  readonly end: number
  readonly exclusive: boolean
  readonly done: Promise<void>
}

/** A lock over ranges of a disk. Readers of a range share it; a writer has it alone. */
export interface RangeLock {
  /** Runs `task` once no earlier request that conflicts is in progress. */
  run<Result>(
    range: { readonly start: number; readonly end: number; readonly exclusive: boolean },
    task: () => Promise<Result>,
  ): Promise<Result>
}

/** A lock that nobody holds. */
export function rangeLock(): RangeLock {
  const holders = new Set<Holder>()
  return {
    async run({ start, end, exclusive }, task) {
      const before: Promise<void>[] = []
      for (const other of holders) {
        const overlaps = other.start < end && start < other.end
        if (overlaps && (exclusive || other.exclusive)) before.push(other.done)
      }
      let release = () => {}
      const done = new Promise<void>((resolve) => {
        release = resolve
      })
      const holder = { start, end, exclusive, done }
      holders.add(holder)
      try {
        if (before.length > 0) await Promise.all(before)
        return await task()
      } finally {
        holders.delete(holder)
        release()
      }
    },
  }
}
