/** The command line as a function: arguments in, text and an exit code out. */
import { existsSync, readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { diffCommand } from './diff.ts'
import { failureText, InterruptedError } from './failure.ts'
import { generateCommand } from './generate.ts'
import type { Io } from './io.ts'
import { examples } from './options.ts'
import { schemaCommand } from './schema.ts'

/** Runs one command; gives the exit code of the process. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    // `generate` makes the code that the other commands load: it must run where there is none yet.
    const isOfSchemas = ['generate', 'schema', 'diff'].includes(args[0] ?? '')
    const others = isOfSchemas ? [] : (await import('./image-commands.ts')).imageCommands
    const commands = [...others, diffCommand, generateCommand, schemaCommand]
    await createProgram(commands, io).parseAsync(args, { from: 'user' })
    return io.exitCode
  } catch (error) {
    // Commander has printed its own message, and ends so after --help and --version as well.
    if (error instanceof CommanderError) return error.exitCode
    io.err(`cowtools: ${failureText(error)}\n`)
    return error instanceof InterruptedError ? error.exitCode : 1
  }
}

function createProgram(commands: readonly ((io: Io) => Command)[], io: Io): Command {
  const program = new Command('cowtools')
    .description('Reads, checks and documents disk-image formats, from a single source.')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpCommand('help [command]', 'Show help for a command.')
    .addHelpText('after', examples(['info disk.cow', 'dump disk.cow', 'validate *.qcow2']))
  for (const create of commands) program.addCommand(create(io))
  prepare(program, io)
  return program
}

/** Gives a command, and those in it, our streams and error grammar; none ends the process. */
function prepare(command: Command, io: Io): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'show help')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => io.width,
      getErrHelpWidth: () => io.width,
      outputError: (text, write) => write(text.replace(/^error: /, 'cowtools: ')),
    })
  for (const inner of command.commands) prepare(inner, io)
}

/** The version in package.json: two folders up in the sources, three in the build. */
function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    const url = new URL(path, import.meta.url)
    if (!existsSync(url)) continue
    const { name, version } = JSON.parse(readFileSync(url, 'utf8'))
    if (name === 'cowtools') return version
  }
  return 'unknown'
}
