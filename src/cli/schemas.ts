/** `--schemas`: formats that only a schema describes, known to one run of a command. */
import { type Command, Option } from 'commander'
import { isBuiltIn, type OutsideFormat, useFormats } from '../formats/registry.ts'
import { interpretedFormat } from '../layout/index.ts'
import type { Io } from './io.ts'

/** Adds the option. Before the command runs, the formats of the schemas that it names are known. */
export function withSchemas(command: Command, io: Io): Command {
  return command.addOption(schemasOption()).hook('preAction', async () => {
    await useSchemas(command.opts<{ schemas?: readonly string[] }>().schemas ?? [], io)
  })
}

function schemasOption(): Option {
  return new Option(
    '--schemas <folder>',
    'know the formats of the schemas in this folder, too; may be given again',
  ).argParser((value: string, before: readonly string[] = []) => [...before, value])
}

/**
 * Makes the formats of schemas known, and no others besides those of this package.
 *
 * @throws SchemaError with every problem of every schema
 */
export async function useSchemas(folders: readonly string[], io: Pick<Io, 'err'>): Promise<void> {
  useFormats([])
  if (folders.length === 0) return
  // The generator is slow to load: who has no schemas does not wait for it.
  const { loadLayouts } = await import('../../codegen/layouts.ts')
  const loaded = await loadLayouts(folders)
  for (const { file, layout } of loaded) {
    if (!isBuiltIn(layout.id)) continue
    io.err(`cowtools: note: ${layout.id} is the format of ${file}, not the one of this package\n`)
  }
  useFormats(
    loaded.map(({ layout, rules }): OutsideFormat => {
      return { format: interpretedFormat(layout, rules), layout, rules }
    }),
  )
}
