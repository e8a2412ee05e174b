/** `cowtools schema check`: what is wrong with schemas, at its line and column. Writes nothing. */
import { existsSync } from 'node:fs'
import { Command, Option } from 'commander'
import type { LocatedProblem } from '../../codegen/locate.ts'
import { plural } from '../layout/counts.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { examples } from './options.ts'

/** How problems are printed: for people, for programs, or as annotations of a GitHub workflow. */
type SchemaOutput = 'human' | 'json' | 'github'

const OUTPUTS: readonly SchemaOutput[] = ['human', 'json', 'github']

const HELP = `
Each problem is one line, file:line:column: path: what is wrong; what to do. A mistake in a file
that schemas share is shown there. In a GitHub workflow problems become annotations of the lines.

Exit codes: 0 all schemas are right, 1 some are not, or could not be read.
${examples([
  'schema check schemas',
  'schema check schemas/toy/v1.ts schemas/toy/v2.json',
  'schema check --output json schemas',
])}`

/** The commands that work on schemas; none of them needs generated code. */
export function schemaCommand(io: Io): Command {
  return new Command('schema')
    .description('Check schemas.')
    .addCommand(checkCommand(io))
    .addHelpText('after', examples(['schema check schemas']))
}

function checkCommand(io: Io): Command {
  return new Command('check')
    .description('Check schemas, and say where in their files a mistake stands.')
    .argument('<path...>', 'schema files, or folders with schemas')
    .addOption(
      new Option('--output <how>', 'how to print')
        .choices(OUTPUTS)
        .default(defaultOutput(), 'human; github in its workflows'),
    )
    .addHelpText('after', HELP)
    .action((paths: string[], { output }: { output: SchemaOutput }) => run(paths, output, io))
}

const defaultOutput = (): SchemaOutput =>
  process.env.GITHUB_ACTIONS === 'true' ? 'github' : 'human'

async function run(paths: readonly string[], output: SchemaOutput, io: Io): Promise<void> {
  const missing = paths.find((path) => !existsSync(path))
  if (missing !== undefined) {
    throw new CommandError(`Cannot check ${missing}: no such file or folder`)
  }
  const { checkSources } = await import('../../codegen/sources.ts')
  const { count, problems } = await checkSources(paths)
  const located = problems.length === 0 ? [] : await withPlaces(problems)
  if (problems.length > 0) io.exitCode = 1
  if (output === 'json') {
    const list = located.map(({ at, file, path, message, mend }) => ({
      file: at?.file ?? file,
      ...(at && { line: at.line, column: at.column, schema: file }),
      path,
      message,
      mend,
    }))
    io.out(`${JSON.stringify({ problems: list }, undefined, 2)}\n`)
    return
  }
  if (problems.length === 0) {
    const verb = count === 1 ? 'is' : 'are'
    io.out(
      count === 0
        ? 'the list of signatures is right\n'
        : `${plural(count, 'schema')} ${verb} right\n`,
    )
    return
  }
  for (const one of located) {
    io.out(`${output === 'github' ? githubLine(one) : humanLine(one, io)}\n`)
  }
  io.err(`cowtools: ${plural(problems.length, 'problem')}\n`)
}

/** The compiler that knows where things stand is slow to load, and not needed if all is well. */
async function withPlaces(problems: readonly LocatedProblem[]): Promise<readonly LocatedProblem[]> {
  const { locateProblems } = await import('../../codegen/locate.ts')
  return locateProblems(problems)
}

function humanLine(problem: LocatedProblem, { paint }: Io): string {
  const { at, file } = problem
  const place = at ? `${at.file}:${at.line}:${at.column}` : file
  return `${paint.strong(place)}: ${words(problem)}`
}

/** What is wrong; with the schema, where the mistake stands in a file that it shares. */
function words({ at, file, path, message, mend }: LocatedProblem): string {
  const shared = at && at.file !== file ? ` (in ${file})` : ''
  return `${path}: ${message}; ${mend}${shared}`
}

/** A workflow command: GitHub shows it beside the line. */
function githubLine(problem: LocatedProblem): string {
  const { at, file } = problem
  const properties = { file: at?.file ?? file, ...(at && { line: at.line, col: at.column }) }
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`)
  return `::error ${list.join(',')}::${data(words(problem))}`
}

/** Escaped as the runner decodes it. */
const data = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (value: string | number) =>
  data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')
