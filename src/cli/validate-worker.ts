/** A thread of `validate`: gets batches of files, gives back what became of each. */
import { parentPort, workerData } from 'node:worker_threads'
import { useSchemas } from './schemas.ts'
import type { CheckSettings } from './validate-check.ts'
import { checkBatch } from './validate-run.ts'
import type { Targets } from './validate-targets.ts'

const settings = workerData as CheckSettings
// The process has said what there is to say of the schemas.
const ready = useSchemas(settings.schemas ?? [], { err: () => {} })

parentPort?.on('message', async (batch: Targets) => {
  await ready
  parentPort?.postMessage(await checkBatch(batch, settings))
})
