/** Undo records in memory. */
import { UndoError, type UndoStore } from '../../../src/validate/undo.ts'

/** An undo store whose record a test can see. */
export interface MemoryUndo extends UndoStore {
  record: Uint8Array | undefined
}

/** Makes an undo store in memory. */
export function memoryUndo(initial?: Uint8Array): MemoryUndo {
  return {
    record: initial,
    async read(limit) {
      return this.record?.slice(0, limit)
    },
    async create(record) {
      if (this.record) throw new UndoError('repair', 'exists', 'it is there')
      this.record = record
    },
    async remove() {
      this.record = undefined
    },
  }
}
