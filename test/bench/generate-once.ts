/** One run of the generator in a fresh process, phase by phase; prints times as JSON. */
import { resolve as resolvePath } from 'node:path'
import type { OutputFile } from '../../codegen/output.ts'

/** Milliseconds that a phase took. */
interface Phase {
  readonly name: string
  readonly milliseconds: number
}

const phases: Phase[] = [{ name: 'start Node and tsx', milliseconds: performance.now() }]

async function phase<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  phases.push({ name, milliseconds: performance.now() - start })
  return result
}

await phase('load ts-morph', () => import('ts-morph'))
await phase('load zod', () => import('zod'))
await phase('load Handlebars', () => import('handlebars'))
const { EMITTERS } = await phase('load the generator', () => import('../../codegen/main.ts'))
const { loadSchemas } = await import('../../codegen/load.ts')
const { byByteOrder } = await import('../../codegen/resolve/byte-orders.ts')
const { resolve } = await import('../../codegen/resolve/index.ts')
const { writeOutputs } = await import('../../codegen/write.ts')

const schemas = await phase('load the schemas', () => loadSchemas(['schemas']))
const formats = await phase('resolve', () =>
  schemas.flatMap(({ file, schema }) =>
    byByteOrder(schema).map((one) => {
      const resolved = resolve(one, file)
      if (resolved.kind === 'problems') throw new Error(`${file} has problems`)
      return resolved.format
    }),
  ),
)
const options = { runtime: '../../src/binary/index.ts', extension: '.ts' } as const
const files: OutputFile[] = []
for (const emitter of EMITTERS) {
  files.push(...(await phase(emitter.name, () => emitter(formats, options))))
}
const roots = { out: resolvePath('generated'), docs: resolvePath('docs/specs') }
await phase('compare', () => writeOutputs(files, roots, true))
process.stdout.write(JSON.stringify(phases))
