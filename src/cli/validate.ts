/** `cowtools validate`: every fault of an image, and where to read about it. */
import { existsSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { addToTally, createTally, type Tally } from '../validate/index.ts'
import { explanationText } from './explain.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { withProgress } from './progress.ts'
import { withSchemas } from './schemas.ts'
import type { CheckSettings, Outcome } from './validate-check.ts'
import { checkInput } from './validate-input.ts'
import {
  policyOf,
  repairOf,
  VALIDATE_HELP,
  type ValidateCommandOptions,
  withValidateOptions,
} from './validate-options.ts'
import { createOutput } from './validate-output.ts'
import { repairAll } from './validate-repair.ts'
import { checkAll, threadsFor } from './validate-run.ts'
import { findTargets } from './validate-targets.ts'

/** Exit codes; with several files the first of these that applies to any. */
const EXIT = { couldNotRun: 1, errors: 2, warnings: 3, good: 0 }

/** Stands for standard input. */
const INPUT = '-'

/** Checks images. */
export function validateCommand(io: Io): Command {
  const command = new Command('validate')
    .description('Check images, and show every fault with the bytes that it is about.')
    .argument('[file...]', 'images, folders, patterns; - for standard input')
  return withSchemas(withValidateOptions(command), io)
    .addHelpText('after', VALIDATE_HELP)
    .action(async (files: string[], options: ValidateCommandOptions) => {
      if (options.explain !== undefined) explain(options.explain, files, io)
      else await validateAll(files, { options, version: command.parent?.version() ?? '', io })
    })
}

function explain(rule: string, files: readonly string[], io: Io): void {
  if (files.length > 0) {
    throw new CommandError('Cannot explain a rule and check files: leave one of them out')
  }
  const specs = specsFolder(process.cwd(), import.meta.url)
  io.out(explanationText(rule, { paint: io.paint, width: io.width, specs }))
}

interface Run {
  readonly options: ValidateCommandOptions
  readonly version: string
  readonly io: Io
}

async function validateAll(files: readonly string[], { options, version, io }: Run): Promise<void> {
  if (files.length === 0) {
    throw new CommandError('Cannot validate: name a file, a folder, or - for standard input')
  }
  const isInput = files.includes(INPUT)
  if (isInput && files.length > 1) {
    throw new CommandError('Cannot validate standard input together with files: run it alone')
  }
  const targets = isInput ? [] : await findTargets(files)
  const repair = repairOf(options)
  if (repair !== undefined) {
    const context = { settings: settingsOf(options, true, io), io }
    io.exitCode = exitCodeOf(await repairAll(targets, repair, context))
    return
  }
  const [first] = targets
  const isOne = isInput || (targets.length === 1 && first?.kind === 'file' && first.isNamed)
  const settings = settingsOf(options, isOne, io)
  const tally = await io.interruptible((signal) => {
    const outcomes = isInput
      ? onlyInput(io, settings, signal)
      : checkAll(targets, settings, { threads: threadsFor(targets.length, options.jobs), signal })
    const isSeen = io.isTerminal.out && settings.output !== 'sarif'
    // On a terminal each line of the output shows how far it is, and a bar would be in between.
    const quiet = isSeen || options.quiet === true
    return withProgress(io, { quiet }, (update) =>
      print(outcomes, { settings, version, io, update: (done) => update(done, targets.length) }),
    )
  })
  io.exitCode = exitCodeOf(tally)
}

async function* onlyInput(
  io: Io,
  settings: CheckSettings,
  signal: AbortSignal,
): AsyncGenerator<Outcome> {
  yield await checkInput(io, settings, signal)
}

function settingsOf(options: ValidateCommandOptions, isOne: boolean, io: Io): CheckSettings {
  return {
    format: options.format,
    schemas: options.schemas,
    policy: policyOf(options),
    output: options.output,
    all: options.all === true,
    isQuiet: options.quiet === true,
    isOne,
    isColoured: io.paint.strong('a') !== 'a',
    width: io.width,
    specs: specsFolder(process.cwd(), import.meta.url),
  }
}

interface Printing {
  readonly settings: CheckSettings
  readonly version: string
  readonly io: Io
  readonly update: (done: number) => void
}

/** Failures that the output itself lists; the others are on the error stream alone. */
const MAX_FAILURES = 1000

/** Prints each outcome as it comes. */
async function print(outcomes: AsyncIterable<Outcome>, printing: Printing): Promise<Tally> {
  const { settings, version, io, update } = printing
  const specs = pathToFileURL(settings.specs).href
  const output = createOutput(settings, { io, version, specs })
  const tally = createTally()
  const failures: string[] = []
  let done = 0
  await write(output.start, io)
  for await (const outcome of outcomes) {
    update(done)
    done += 1
    switch (outcome.kind) {
      case 'checked':
        addToTally(
          tally,
          outcome.verdict,
          outcome.rules.map(({ id }) => id),
        )
        if (outcome.text !== '') await write(output.file(outcome.text), io)
        break
      case 'other':
        tally.others += 1
        break
      case 'failed':
        tally.failures += 1
        if (failures.length < MAX_FAILURES) failures.push(outcome.message)
        io.err(`cowtools: ${outcome.message}\n`)
    }
  }
  await write(output.end(tally, failures), io)
  return tally
}

async function write(text: string, io: Io): Promise<void> {
  if (text !== '') await io.write(text)
}

function exitCodeOf({ verdicts, failures }: Tally): number {
  if (failures > 0) return EXIT.couldNotRun
  if (verdicts.invalid + verdicts.unreadable > 0) return EXIT.errors
  return verdicts.warnings > 0 ? EXIT.warnings : EXIT.good
}

/**
 * The spec pages of this package, as someone in the folder `from` names them: `docs/specs`,
 * `node_modules/cowtools/docs/specs`, or an absolute path. `module` is the URL of this file: two
 * folders below the package in the sources, three in the build.
 */
export function specsFolder(from: string, module: string): string {
  const places = ['../../docs/specs', '../../../docs/specs']
  const found = places.map((place) => fileURLToPath(new URL(place, module))).find(existsSync)
  if (found === undefined) return 'docs/specs'
  const path = relative(from, found)
  return path.startsWith('..') || isAbsolute(path) ? found : path
}
