/** `cowtools diff`: what differs between two versions of a format. Loads the schemas, not the code. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import type { Format } from '../../codegen/ir.ts'
import { printableText } from '../binary/text.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { examples } from './options.ts'

/** How differences are printed: for people, for programs, or for a page. */
type DiffOutput = 'human' | 'json' | 'markdown'

const OUTPUTS: readonly DiffOutput[] = ['human', 'json', 'markdown']

interface Options {
  readonly schemas?: string[]
  readonly output: DiffOutput
}

const HELP = `
A format is an id (see formats), or a file with a schema. Ids are looked up in the folders of
--schemas, else in the folder schemas, else among the formats of this package. What was renamed is
known from the lineage that the later schema states; all else goes by its name.

The end says what a reader of the one does with a file of the other: that follows from signatures,
constants, ranges, incompatible features, and where the fields are.

Exit codes: 0 compared, whether or not anything differs, 1 could not compare.
${examples([
  'diff add-cow-v4 add-cow-v10',
  'diff --output markdown add-cow-v10 add-cow-v18',
  'diff --output json old/toy.json schemas/toy/v1.ts',
  'diff toy-v1 toy-v2 --schemas mine',
])}`

/** Compares two formats. */
export function diffCommand(io: Io): Command {
  return new Command('diff')
    .description(
      'Show what differs between two formats: fields, regions, rules, and who reads whom.',
    )
    .argument('<a>', 'the earlier format: an id or a schema file')
    .argument('<b>', 'the later format: an id or a schema file')
    .option('--schemas <folder...>', 'folders with the schemas that ids are looked up in')
    .addOption(new Option('--output <how>', 'how to print').choices(OUTPUTS).default('human'))
    .addHelpText('after', HELP)
    .action((a: string, b: string, options: Options) => run([a, b], options, io))
}

async function run(
  names: readonly [string, string],
  { schemas, output }: Options,
  io: Io,
): Promise<void> {
  const needsFolder = schemas !== undefined || names.some((name) => !isFile(name))
  const known = needsFolder ? await formatsIn(schemas ?? defaultSources()) : []
  const [from, to] = [await formatNamed(names[0], known), await formatNamed(names[1], known)]
  if (from === to) throw new CommandError(`Cannot compare ${from.id} with itself: name two formats`)
  const { diffFormats, diffMarkdown } = await import('../../codegen/diff/index.ts')
  const diff = diffFormats(from, to, known)
  switch (output) {
    case 'json':
      io.out(`${JSON.stringify(diff, undefined, 2)}\n`)
      break
    case 'markdown':
      io.out(`# ${diff.from.name} → ${diff.to.name}\n\n${diffMarkdown(diff, { level: 2 })}`)
      break
    case 'human': {
      const { diffText } = await import('./diff-text.ts')
      io.out(diffText(diff, io))
    }
  }
}

const isFile = (name: string) => /\.(ts|js|mjs|json)$/.test(name)

async function formatNamed(name: string, known: readonly Format[]): Promise<Format> {
  const shown = printableText(name)
  if (isFile(name)) {
    if (!existsSync(name)) throw new CommandError(`Cannot compare ${shown}: no such file`)
    const [format] = await formatsIn([name])
    if (format) return format
  }
  const exact = known.find(({ id }) => id === name)
  if (exact) return exact
  const alike = known.filter(({ family, variantOf }) => variantOf === name || family === name)
  const [only] = alike
  if (only && alike.length === 1) return only
  const state = only ? 'that is several formats, name one of them' : 'no such format; known'
  const ids = (only ? alike : known).map(({ id }) => id).join(', ')
  throw new CommandError(`Cannot compare "${shown}": ${state}: ${ids}`)
}

async function formatsIn(paths: readonly string[]): Promise<readonly Format[]> {
  const { resolveSources } = await import('../../codegen/sources.ts')
  return (await resolveSources(paths)).formats
}

/** The folder that `generate` reads too; else the schemas that come with this package. */
function defaultSources(): readonly string[] {
  return existsSync('schemas') ? ['schemas'] : packagedSchemas(import.meta.url)
}

/**
 * The schemas of this package as JSON, one for each format. `module` is the URL of this file: two
 * folders below the package in the sources, three in the build.
 */
export function packagedSchemas(module: string): readonly string[] {
  for (const place of ['../../generated', '../../../generated']) {
    const folder = fileURLToPath(new URL(place, module))
    if (!existsSync(folder)) continue
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name, 'schema.json'))
    const found = files.filter((file) => existsSync(file))
    if (found.length > 0) return found
  }
  return []
}
