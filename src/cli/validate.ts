/** `cowtools validate`: every fault of an image, and where to read about it. */
import { existsSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { openFile } from '../source/file.ts'
import {
  imageFileFinding,
  summaryText,
  type ValidatedHeader,
  type Validation,
  validate,
  validationJson,
  validationText,
} from '../validate/index.ts'
import { failureText } from './failure.ts'
import { layoutOf, surroundings } from './image.ts'
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
      `
Checks the header area, and that the file has room for what the header promises. What stands in
tables (L1, L2, refcounts), bitmaps and data is not checked: a valid image may be damaged there.

Exit codes: 0 valid, 2 errors, 3 warnings only, 1 could not run. Of several files the first of
1, 2, 3, 0 that applies to any.
${examples(['validate disk.cow', 'validate -f qcow2 *.img', 'validate --output json old.add-cow'])}`,
    )
    .action((files: string[], options: Options) => validateFiles(files, options, io))
}

async function validateFiles(files: readonly string[], options: Options, io: Io): Promise<void> {
  const validations: Validation[] = []
  const isHuman = options.output === 'human'
  const isOne = files.length === 1
  let failures = 0
  let before = ''
  for (const file of files) {
    try {
      const { validation, text } = await validateFile(file, { options, isOne }, io)
      if (isHuman) io.out(`${gap(before, text)}${text}`)
      before = text
      validations.push(validation)
    } catch (error) {
      io.err(`cowtools: ${failureText(error)}\n`)
      failures += 1
    }
  }
  const [first] = validations
  if (isHuman && !isOne) {
    const { paint } = io
    io.out(`${before === '' ? '' : '\n'}${summaryText(validations, { paint, failures })}`)
  }
  if (!isHuman && first !== undefined) {
    io.out(`${validationJson(isOne ? first : validations)}\n`)
  }
  io.exitCode = failures > 0 ? EXIT.couldNotRun : exitCodeOf(validations)
}

/** An empty line between reports, but not between those of one line. */
function gap(before: string, text: string): string {
  const isLine = (report: string) => report.indexOf('\n') === report.length - 1
  return before === '' || (isLine(before) && isLine(text)) ? '' : '\n'
}

async function validateFile(
  file: string,
  { options, isOne }: { options: Options; isOne: boolean },
  io: Io,
): Promise<{ validation: Validation; text: string }> {
  const source = await openFile(file)
  try {
    const validation = await validate(source, {
      filename: file,
      format: options.format,
      inputs: async (facts) => (await surroundings(file, facts)).inputs,
      findings: (header) => imageFileFindings(file, header),
    })
    const { paint, width } = io
    const specs = specsFolder(process.cwd(), import.meta.url)
    const text =
      options.output === 'human'
        ? await validationText(validation, source, { paint, width, specs, hasScope: isOne })
        : ''
    return { validation, text }
  } finally {
    await source.close()
  }
}

async function imageFileFindings(file: string, header: ValidatedHeader) {
  const { imageFileProblem } = await surroundings(file, header.facts)
  if (imageFileProblem === undefined) return []
  return [imageFileFinding(layoutOf(header), header, imageFileProblem)]
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

function exitCodeOf(validations: readonly Validation[]): number {
  const verdicts = new Set(validations.map(({ verdict }) => verdict))
  if (verdicts.has('invalid') || verdicts.has('unreadable')) return EXIT.errors
  return verdicts.has('warnings') ? EXIT.warnings : EXIT.good
}
