/** What the parts of one format are called in another. */
import type { Format } from '../ir.ts'
import { earlierFormats } from '../resolve/lineage.ts'

/** Old path to new: `header.mtime`, `backing_file`. A path that is not in it stays the same. */
export type Renames = ReadonlyMap<string, string>

/**
 * The renames from one format to another, as the lineages of `known` declare them: along the way
 * from the one to the other, or back. None where neither comes from the other.
 */
export function renamesBetween(from: Format, to: Format, known: readonly Format[]): Renames {
  const forth = wayBack(to, from, known)
  if (forth) return joined(forth)
  const back = wayBack(from, to, known)
  return back ? inverted(joined(back)) : new Map()
}

/** Whether the lineage of `to` leads to `from`, directly or through others. */
export function descends(to: Format, from: Format, known: readonly Format[]): boolean {
  return wayBack(to, from, known) !== undefined
}

/** The formats after `start` up to `format`, in order of time. */
function wayBack(
  format: Format,
  start: Format,
  known: readonly Format[],
): readonly Format[] | undefined {
  const way: Format[] = []
  let at: Format | undefined = format
  while (at?.lineage && !way.includes(at)) {
    way.unshift(at)
    const earlier = earlierFormats(at, known)
    if (earlier.some(({ id }) => id === start.id)) return way
    at = earlier[0]
  }
  return undefined
}

/** The renames of several steps as those of one. */
function joined(steps: readonly Format[]): Renames {
  const all = new Map<string, string>()
  for (const { lineage } of steps) {
    const step = lineage?.renamed ?? new Map<string, string>()
    const rest = new Map(step)
    for (const [old, name] of all) {
      const next = step.get(name)
      if (next === undefined) continue
      all.set(old, next)
      rest.delete(name)
    }
    for (const [old, name] of rest) if (!all.has(old)) all.set(old, name)
  }
  return all
}

const inverted = (renames: Renames) =>
  new Map([...renames].map(([old, name]) => [name, old] as const))
