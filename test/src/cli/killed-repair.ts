/**
 * Repairs a file and kills itself on the way: `killed-repair.ts FILE STEP`. Step 0 is before the undo
 * record is made, 1 after it; then comes each write, and the flush.
 */

import { undoStoreFor } from '../../../src/cli/undo-store.ts'
import { openStore } from '../../../src/source/file.ts'
import type { ByteStore } from '../../../src/source/index.ts'
import { planRepair } from '../../../src/validate/repair.ts'
import { applyEdits, type UndoStore } from '../../../src/validate/undo.ts'

const [path = '', lastStep = ''] = process.argv.slice(2)
let step = -1

/** Ends the process as a power cut would, if it is time. */
function next(): void {
  step += 1
  if (step === Number(lastStep)) process.kill(process.pid, 'SIGKILL')
}

const inner = await openStore(path)
const store: ByteStore = {
  size: inner.size,
  read: (offset, length) => inner.read(offset, length),
  async write(offset, bytes) {
    await inner.write(offset, bytes)
    next()
  },
  resize: (size) => inner.resize(size),
  async flush() {
    await inner.flush()
    next()
  },
}
const kept = undoStoreFor(path)
const undo: UndoStore = {
  ...kept,
  async create(record) {
    next()
    await kept.create(record)
    next()
  },
}

const plan = await planRepair(inner, { checking: { filename: path } })
if (plan.kind === 'refused') throw new Error(plan.reason)
const { size, edits } = plan
await applyEdits(store, undo, { file: 'x', format: 'cow-v2', size, edits })
