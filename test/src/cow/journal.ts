/**
 * Crashes: everything that was done to every file, in one order, and what may be left of it.
 *
 * A write or a resize may be on the disk from its beginning on, and is certain to be once a flush of
 * its store has returned that was called after it had returned. Any subset of the others is there,
 * each whole or torn at sectors, in any order.
 */
import { type MemoryFiles, memoryFiles, type Wrap } from '../chain/files.ts'
import { SECTOR } from './images.ts'
import { type GuestEvent, oracleOf } from './oracle.ts'

/** A change of a file. */
export type Change =
  | {
      readonly kind: 'write'
      readonly path: string
      readonly offset: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'resize'; readonly path: string; readonly size: number }

type JournalEvent =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'durable'; readonly changes: ReadonlySet<Change> }
  | { readonly kind: 'guest'; readonly event: GuestEvent }

/** A record of what was done to files and to a disk. */
export interface Journal {
  readonly wrap: Wrap
  /** Starts the record: all that is in the files is durable. */
  start(files: MemoryFiles): void
  note(event: GuestEvent): void
  readonly events: readonly JournalEvent[]
  /** The files at the start. */
  readonly initial: ReadonlyMap<string, Uint8Array>
}

/** How a journal watches. */
export interface JournalOptions {
  /** Awaited before and after a store does something: lets others have their turn. */
  readonly pause?: (() => Promise<void>) | undefined
  /** Files whose flush does nothing, though it says it did. */
  readonly lies?: ((path: string) => boolean) | undefined
}

/** Makes a journal; nothing is recorded before `start`. */
export function journal(options: JournalOptions = {}): Journal {
  const { pause = async () => {}, lies = () => false } = options
  const events: JournalEvent[] = []
  const initial = new Map<string, Uint8Array>()
  /** Changes that have returned, by file, and are not known to be durable. */
  const returned = new Map<string, Set<Change>>()
  let on = false

  async function record(change: Change, work: () => Promise<void>): Promise<void> {
    await pause()
    if (on) events.push({ kind: 'change', change })
    await work()
    await pause()
    const done = returned.get(change.path) ?? new Set()
    returned.set(change.path, done.add(change))
  }

  return {
    events,
    initial,
    start(files) {
      on = true
      for (const [path, store] of files.stores) initial.set(path, store.bytes())
    },
    note(event) {
      events.push({ kind: 'guest', event })
    },
    wrap: (path, store) => ({
      get size() {
        return store.size
      },
      async read(offset, length) {
        await pause()
        return await store.read(offset, length)
      },
      write(offset, bytes) {
        const change: Change = { kind: 'write', path, offset, bytes: bytes.slice() }
        return record(change, () => store.write(offset, change.bytes))
      },
      resize: (size) => record({ kind: 'resize', path, size }, () => store.resize(size)),
      async flush() {
        const changes = new Set(returned.get(path))
        await pause()
        await store.flush()
        await pause()
        if (lies(path)) return
        for (const change of changes) returned.get(path)?.delete(change)
        events.push({ kind: 'durable', changes })
      },
    }),
  }
}

/** A small generator of numbers below `limit`, the same for the same seed. */
export function dice(seed: number): (limit: number) => number {
  let state = (seed >>> 0) | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** How to look for a crash that does harm. */
export interface CrashOptions {
  readonly seed: number
  /** The disk at the start of the journal; undefined while there is none. */
  readonly guest: Uint8Array
  /** Reads all of the disk from what a crash left; throws if it cannot be opened. */
  readonly read: (files: MemoryFiles) => Promise<Uint8Array>
  /** Random subsets for every moment, beside the plain ones. */
  readonly subsets: number
  /** Whether a crash can leave some sectors of a write, and not others. */
  readonly tears: boolean
}

/** Crashes at every moment; tells of the first that does harm. */
export async function harmOf(record: Journal, options: CrashOptions): Promise<string | undefined> {
  const roll = dice(options.seed)
  const oracle = oracleOf(options.guest)
  const disk = new Map(record.initial)
  let loose: Change[] = []
  const seen = new Set<string>()
  for (const [moment, one] of [undefined, ...record.events].entries()) {
    if (one?.kind === 'guest') oracle.take(one.event)
    if (one?.kind === 'change') loose.push(one.change)
    if (one?.kind === 'durable') {
      for (const change of loose) if (one.changes.has(change)) applyTo(disk, change)
      loose = loose.filter((change) => !one.changes.has(change))
    }
    // Between two events of the guest the files do not change.
    if (one?.kind === 'change' || one?.kind === 'durable') seen.clear()
    for (const kept of keptOf(loose, options, roll)) {
      const left = new Map(disk)
      for (const change of kept) applyTo(left, change)
      const files = memoryFiles(Object.fromEntries(left))
      const fault = await faultAfter(files, options, (bytes) => oracle.faultOf(bytes))
      if (fault === undefined) continue
      return `after event ${moment}, with ${kept.length} of ${loose.length} changes kept: ${fault}
kept: ${kept.map(shown).join('; ')}
of: ${loose.map(shown).join('; ')}`
    }
  }
  return undefined
}

async function faultAfter(
  files: MemoryFiles,
  options: CrashOptions,
  faultOf: (disk: Uint8Array) => string | undefined,
): Promise<string | undefined> {
  try {
    return faultOf(await options.read(files))
  } catch (error) {
    return `it cannot be read: ${error}`
  }
}

const shown = (change: Change) =>
  change.kind === 'write'
    ? `${change.path} ${change.offset}+${change.bytes.length}`
    : `${change.path} = ${change.size}`

/** Which of the loose changes survive, and in which order. */
function keptOf(
  loose: readonly Change[],
  { subsets, tears }: CrashOptions,
  roll: (limit: number) => number,
): Change[][] {
  if (loose.length === 0) return [[]]
  const all: Change[][] = [[], [...loose]]
  if (loose.length <= 3) {
    for (let mask = 1; mask < 2 ** loose.length - 1; mask++) {
      all.push(loose.filter((_, index) => (mask >> index) & 1))
    }
  } else {
    const index = roll(loose.length)
    all.push(loose.slice(-1), loose.slice(0, -1))
    all.push(loose.slice(index, index + 1), loose.toSpliced(index, 1))
    for (let i = 0; i < subsets; i++) all.push(loose.filter(() => roll(2) === 1))
  }
  if (loose.length > 1)
    all.push(
      shuffled(
        loose.filter(() => roll(4) > 0),
        roll,
      ),
    )
  if (tears) all.push(loose.filter(() => roll(4) > 0).flatMap((change) => torn(change, roll)))
  return all
}

function shuffled(changes: readonly Change[], roll: (limit: number) => number): Change[] {
  const rest = [...changes]
  return changes.flatMap(() => rest.splice(roll(rest.length), 1))
}

/** Some sectors of a write. */
function torn(change: Change, roll: (limit: number) => number): Change[] {
  if (change.kind !== 'write') return [change]
  const { offset, bytes } = change
  const parts: Change[] = []
  for (let at = offset; at < offset + bytes.length; ) {
    const end = Math.min((Math.floor(at / SECTOR) + 1) * SECTOR, offset + bytes.length)
    const part = bytes.subarray(at - offset, end - offset)
    if (roll(2) === 1) parts.push({ ...change, offset: at, bytes: part })
    at = end
  }
  return parts
}

function applyTo(disk: Map<string, Uint8Array>, change: Change): void {
  const before = disk.get(change.path) ?? new Uint8Array()
  const end = change.kind === 'write' ? change.offset + change.bytes.length : change.size
  const size = change.kind === 'write' ? Math.max(end, before.length) : end
  const after = new Uint8Array(size)
  after.set(before.subarray(0, size))
  if (change.kind === 'write') after.set(change.bytes, change.offset)
  disk.set(change.path, after)
}
