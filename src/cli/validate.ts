/** `cowtools validate`: every fault of an image, and where to read about it. */
import { Command } from 'commander'
import { openFile } from '../source/file.ts'
import { type Validation, validate, validationJson, validationText } from '../validate/index.ts'
import { failureText } from './failure.ts'
import { surroundings } from './image.ts'
import type { Io } from './io.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'

interface Options {
  readonly format?: string
  readonly output: Output
}

/** Exit codes; with several files the first of these that applies to any. */
const EXIT = { couldNotRun: 1, errors: 2, warnings: 3, good: 0 }

/** Checks images. */
export function validateCommand(io: Io): Command {
  return new Command('validate')
    .description('Check images, and show every fault with the bytes that it is about.')
    .argument('<file...>', 'images')
    .addOption(formatOption())
    .addOption(outputOption())
    .addHelpText(
      'after',
      `\nExit codes: 0 valid, 2 errors, 3 warnings only, 1 could not run; of several files the worst.
${examples(['validate disk.cow', 'validate -f qcow2 *.img', 'validate --output json old.add-cow'])}`,
    )
    .action((files: string[], options: Options) => validateFiles(files, options, io))
}

async function validateFiles(files: readonly string[], options: Options, io: Io): Promise<void> {
  const validations: Validation[] = []
  let failures = 0
  for (const file of files) {
    try {
      const { validation, text } = await validateFile(file, options, io)
      if (options.output === 'human') io.out(validations.length > 0 ? `\n${text}` : text)
      validations.push(validation)
    } catch (error) {
      io.err(`cowtools: ${failureText(error)}\n`)
      failures += 1
    }
  }
  const [first] = validations
  if (options.output === 'json' && first !== undefined) {
    io.out(`${validationJson(files.length > 1 ? validations : first)}\n`)
  }
  io.exitCode = failures > 0 ? EXIT.couldNotRun : exitCodeOf(validations)
}

async function validateFile(
  file: string,
  options: Options,
  io: Io,
): Promise<{ validation: Validation; text: string }> {
  const source = await openFile(file)
  try {
    const validation = await validate(source, {
      filename: file,
      format: options.format,
      inputs: async (facts) => (await surroundings(file, facts)).inputs,
    })
    const { paint, width } = io
    const text =
      options.output === 'human'
        ? await validationText(validation, source, { paint, width, specs: 'docs/specs' })
        : ''
    return { validation, text }
  } finally {
    await source.close()
  }
}

function exitCodeOf(validations: readonly Validation[]): number {
  const verdicts = new Set(validations.map(({ verdict }) => verdict))
  if (verdicts.has('invalid') || verdicts.has('unreadable')) return EXIT.errors
  return verdicts.has('warnings') ? EXIT.warnings : EXIT.good
}
