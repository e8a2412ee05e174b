/** Opens the disks that commands work on: which files may be opened, and as what. */
import { dirname } from 'node:path'
import { type Command, Option } from 'commander'
import { UnsupportedError } from '../binary/errors.ts'
import { printableText } from '../binary/text.ts'
import type { Image, OpenOptions, OpenPolicy } from '../chain/index.ts'
import { chooseFormat, headSize, mismatchText } from '../formats/index.ts'
import { openImage } from '../node.ts'
import { FileError, openFile } from '../source/file.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'

/** What the options of a command say about the layers below. */
export interface OpeningOptions {
  readonly backingFormat?: readonly string[]
  readonly probe?: boolean
  readonly allowBacking?: string
  readonly withoutBacking?: boolean
  readonly allowChangedBacking?: boolean
}

/** Adds the options that tell how to open the files that an image names, or to leave them out. */
export function withOpeningOptions(command: Command): Command {
  return withLayerOptions(command).option(
    '--without-backing',
    'leave out the layers below: they read as zeros',
  )
}

/** Adds the options that tell how to open the files that an image names: all of them are needed. */
export function withLayerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backing-format <format>',
        'format of the backing file, where the image does not record it; once per layer',
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .option('--probe', 'guess such formats from the bytes (a guest can mislead the guess)')
    .option(
      '--allow-backing <folder>',
      "open files that images name in this folder, or `all`; default: the image's own folder",
    )
    .option(
      '--allow-changed-backing',
      'open images of formats that insist on it although the backing file was changed',
    )
}

/** The paragraph of a command's help about the layers below. */
export const OPENING_HELP = `
Images of cow and add-cow-v4 do not record the format of their backing file: say
--backing-format raw, or what it is. Files that an image names are opened only if
they are in its own folder: see --allow-backing.
`

/** How to open the image at `path`, or one that is to be made there. */
export function openingOf(path: string, options: OpeningOptions, io: Io): OpenOptions {
  return {
    backingFormats: options.backingFormat,
    probe: options.probe,
    withoutBacking: options.withoutBacking,
    allowChangedBacking: options.allowChangedBacking,
    policy: policyOf(path, options),
    onWarning: (message) => io.err(`cowtools: warning: ${printableText(message)}\n`),
  }
}

function policyOf(path: string, { allowBacking }: OpeningOptions): OpenPolicy {
  return allowBacking === 'all' ? 'all' : { within: allowBacking ?? dirname(path) }
}

/** An image, the format that the command line says it has, and whether it is to be written. */
export interface Named {
  readonly path: string
  readonly format: string | undefined
  /** The option that names the format. */
  readonly option?: '-f' | '-F'
  readonly writable?: boolean
  readonly withoutBacking?: boolean
}

/** Opens an image, gives it to `use`, and closes it. */
export async function withDisk<Result>(
  named: Named,
  context: { readonly options: OpeningOptions; readonly io: Io },
  use: (image: Image) => Promise<Result>,
): Promise<Result> {
  const image = await openDisk(named, context)
  try {
    return await use(image)
  } finally {
    await image.close()
  }
}

/** Opens an image; its caller closes it. Errors name the option that would help. */
export async function openDisk(
  named: Named,
  { options, io }: { readonly options: OpeningOptions; readonly io: Io },
): Promise<Image> {
  const { path, writable, withoutBacking } = named
  if (writable && options.withoutBacking === true) {
    throw new CommandError(
      `Cannot write "${printableText(path)}" without its backing file: clusters would lose what is below; leave out --without-backing`,
    )
  }
  const format = await formatOf(named, io)
  try {
    const how = openingOf(path, options, io)
    const alone = withoutBacking ?? how.withoutBacking
    return await openImage(path, { ...how, format, writable, withoutBacking: alone })
  } catch (error) {
    throw withHint(error)
  }
}

/** The format to open a named file as: what looks like no image at all is a raw disk. */
async function formatOf(named: Named, io: Io): Promise<string | undefined> {
  const { path, format, option = '-f', writable } = named
  if (format !== undefined) return format
  const source = await openFile(path)
  try {
    const first = await source.read(0, headSize)
    const choice = chooseFormat(first)
    if (choice.kind === 'known') return choice.format.id
    const name = printableText(path)
    if (choice.candidates.length > 0 || writable === true) {
      const state = mismatchText(first, choice.candidates)
      throw new CommandError(`Cannot open "${name}": ${state}; say ${option} raw for a raw disk`)
    }
    io.err(`cowtools: warning: "${name}" is taken for a raw disk: say ${option} raw\n`)
    return 'raw'
  } finally {
    await source.close()
  }
}

/** The error of an image whose backing file is gone, with what can be done without that. */
export function withRescue(error: unknown): unknown {
  const isGone = error instanceof FileError && error.code === 'ENOENT'
  if (!isGone || !error.message.startsWith('Cannot open the backing file')) return error
  const ways =
    '`convert --without-backing` copies what the image holds itself, `rebase -u` changes only the name of the backing file'
  return new CommandError(`${error.message}; ${ways}`, { cause: error })
}

/** The error of an image that needs leave to be opened, with the option that gives it. */
export function withHint(error: unknown): unknown {
  if (!(error instanceof UnsupportedError)) return error
  if (error.feature === 'probe') {
    const [state = ''] = error.message.split('; name it')
    const way = 'say --backing-format raw, or what it is, or use --probe'
    return new CommandError(`${state}: ${way}`, { cause: error })
  }
  if (error.feature === 'changed backing') {
    const way = 'use --allow-changed-backing if the content is the right one all the same'
    return new CommandError(`${error.message}: ${way}`, { cause: error })
  }
  if (/: it is outside "/.test(error.message)) {
    const way = 'use --allow-backing FOLDER, or --allow-backing all'
    return new CommandError(`${error.message}: ${way}`, { cause: error })
  }
  return error
}
