/** `cowtools generate`: schemas to code and documents. The only command that loads the generator. */
import { Command } from 'commander'
import { plural } from '../layout/counts.ts'
import type { Io } from './io.ts'
import { examples } from './options.ts'

interface Options {
  readonly schemas: string[]
  readonly out: string
  readonly docs: string
  readonly check?: boolean
}

const DEFAULTS = { schemas: ['schemas'], out: 'generated', docs: 'docs/specs' }

/** Generates, or checks that what is there is fresh. */
export function generateCommand(io: Io): Command {
  return new Command('generate')
    .description('Generate parsers, layouts and spec pages from schemas.')
    .option('--schemas <folder...>', 'folders with schemas', DEFAULTS.schemas)
    .option('--out <folder>', 'folder for code', DEFAULTS.out)
    .option('--docs <folder>', 'folder for spec pages', DEFAULTS.docs)
    .option('--check', 'write nothing; exit 1 if anything is not fresh')
    .addHelpText(
      'after',
      examples([
        'generate',
        'generate --check',
        'generate --schemas mine --out out --docs out/docs',
      ]),
    )
    .action((options: Options) => run(options, io))
}

async function run({ schemas, out, docs, check = false }: Options, io: Io): Promise<void> {
  const { generate } = await import('../../codegen/main.ts')
  const report = await generate({ schemas, out, docs, check })
  const formats = plural(report.formats.length, 'format')
  if (!check) {
    const written = [...report.stale, ...report.missing]
    for (const file of written) io.out(`wrote ${file}\n`)
    for (const file of report.extra) io.out(`deleted ${file}\n`)
    for (const file of report.foreign) io.out(`kept ${file}, which is not generated\n`)
    const counts = [
      `${plural(written.length, 'file')} written`,
      `${report.extra.length} deleted`,
      `${report.fresh.length} fresh`,
    ]
    io.out(`${formats}: ${counts.join(', ')}\n`)
    return
  }
  const problems = [
    ...report.stale.map((file) => `stale    ${file}`),
    ...report.missing.map((file) => `missing  ${file}`),
    ...report.extra.map((file) => `extra    ${file}`),
  ]
  if (problems.length === 0) {
    io.out(`${formats}: ${plural(report.fresh.length, 'file')} fresh\n`)
    return
  }
  for (const problem of problems) io.out(`${problem}\n`)
  const command = repairCommand({ schemas, out, docs })
  io.err(`cowtools: ${plural(problems.length, 'file')} not fresh; repair with: ${command}\n`)
  io.exitCode = 1
}

/** The command that makes everything fresh: the one that was run, without `--check`. */
function repairCommand({ schemas, out, docs }: Omit<Options, 'check'>): string {
  const isDefault = schemas.join() === DEFAULTS.schemas.join()
  const isScript = process.env.npm_lifecycle_event === 'generate'
  return [
    isScript ? 'npm run generate' : 'npx cowtools generate',
    ...(isDefault ? [] : [`--schemas ${schemas.map(quoted).join(' ')}`]),
    ...(out === DEFAULTS.out ? [] : [`--out ${quoted(out)}`]),
    ...(docs === DEFAULTS.docs ? [] : [`--docs ${quoted(docs)}`]),
  ].join(' ')
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
