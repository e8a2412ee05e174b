/** `cowtools compare`: whether two images show a guest the same disk. */
import { Command } from 'commander'
import { type Comparison, compareDevices, type Image } from '../chain/index.ts'
import { failureText, InterruptedError } from './failure.ts'
import type { Io } from './io.ts'
import {
  type Named,
  OPENING_HELP,
  type OpeningOptions,
  openDisk,
  withOpeningOptions,
} from './opening.ts'
import { examples, formatOption, progressOptions } from './options.ts'
import { type ProgressOptions, withProgress } from './progress.ts'
import { withSchemas } from './schemas.ts'

interface Options extends OpeningOptions, ProgressOptions {
  readonly format?: string
  readonly secondFormat?: string
  readonly strict?: boolean
}

/** Exit codes, as qemu-img's. */
const EXIT = { identical: 0, different: 1, notOpened: 2, notRead: 4 }

/** Compares two images. */
export function compareCommand(io: Io): Command {
  const command = new Command('compare')
    .description('Compare what a guest sees of two images.')
    .argument('<first>', 'image')
    .argument('<second>', 'image')
    .addOption(formatOption())
    .option('-F, --second-format <format>', 'format of the second file')
    .option('-s, --strict', 'images of different size differ, and so do holes and zeros')
  for (const option of progressOptions()) command.addOption(option)
  return withSchemas(withOpeningOptions(command), io)
    .addHelpText(
      'after',
      `
Exit codes: 0 identical, 1 different, 2 an image cannot be opened, 4 it cannot be read.
${OPENING_HELP}${examples(['compare disk.cow disk.raw', 'compare -f cow -F raw disk.cow disk.raw'])}`,
    )
    .action((first: string, second: string, options: Options) =>
      compare([first, second], options, io),
    )
}

async function compare(
  [first, second]: readonly [string, string],
  options: Options,
  io: Io,
): Promise<void> {
  const images: Image[] = []
  const named: readonly Named[] = [
    { path: first, format: options.format },
    { path: second, format: options.secondFormat, option: '-F' },
  ]
  try {
    for (const one of named) images.push(await openDisk(one, { options, io }))
  } catch (error) {
    await closeAll(images)
    return fail(error, EXIT.notOpened, io)
  }
  try {
    const [a, b] = images
    if (a && b) report(await comparison(a, b, options, io), options, io)
  } catch (error) {
    fail(error, EXIT.notRead, io)
  } finally {
    await closeAll(images)
  }
}

async function comparison(a: Image, b: Image, options: Options, io: Io): Promise<Comparison> {
  const { strict } = options
  return await io.interruptible((signal) =>
    withProgress(io, options, (onProgress) => compareDevices(a, b, { strict, signal, onProgress })),
  )
}

function report(comparison: Comparison, { quiet }: Options, io: Io): void {
  io.exitCode = comparison.kind === 'identical' ? EXIT.identical : EXIT.different
  if (quiet !== true) io.out(`${verdict(comparison)}\n`)
}

/** The sentence that qemu-img has for it. */
function verdict(comparison: Comparison): string {
  switch (comparison.kind) {
    case 'identical':
      return `${comparison.sizesDiffer ? 'Warning: Image size mismatch!\n' : ''}Images are identical.`
    case 'content':
      return `Content mismatch at offset ${comparison.offset}!`
    case 'status':
      return `Strict mode: Offset ${comparison.offset} block status mismatch!`
    case 'size':
      return 'Strict mode: Image size mismatch!'
  }
}

function fail(error: unknown, exitCode: number, io: Io): void {
  if (error instanceof InterruptedError) throw error
  io.err(`cowtools: ${failureText(error)}\n`)
  io.exitCode = exitCode
}

async function closeAll(images: readonly Image[]): Promise<void> {
  for (const image of images) await image.close()
}
