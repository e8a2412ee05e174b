import { readInto } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'

/**
 * The same store, whose flush does nothing where all changes are durable already. So its owner may
 * flush whenever it must be sure, and pays only if there is something to be sure of.
 */
export function trackedStore(store: ByteStore): ByteStore {
  /** Changes that have returned, or failed: a part of them may be there. */
  let changes = 0
  /** How many of them were there when a flush began that succeeded. */
  let durable = 0

  async function changing(work: Promise<void>): Promise<void> {
    try {
      await work
    } finally {
      changes += 1
    }
  }

  return {
    get size() {
      return store.size
    },
    read: (offset, length) => store.read(offset, length),
    readInto: (offset, target) => readInto(store, offset, target),
    write: (offset, bytes) => changing(store.write(offset, bytes)),
    resize: (size) => changing(store.resize(size)),
    async flush() {
      const covered = changes
      if (covered === durable) return
      await store.flush()
      durable = Math.max(durable, covered)
    },
  }
}
