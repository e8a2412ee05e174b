/** `cowtools convert`: a disk in another format. */
import { Command, Option } from 'commander'
import { printableText } from '../binary/text.ts'
import { SECTOR } from '../block/device.ts'
import { type CopyOptions, copyDevice, type Image } from '../chain/index.ts'
import { driverFor } from '../formats/drivers.ts'
import { type CreateOptions, createImage, filesOf, nodeFiles } from '../node.ts'
import { fileIdentity } from '../source/file.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { type NewImageOptions, newImage, withNewImageOptions } from './new-image.ts'
import { OPENING_HELP, withDisk, withHint, withOpeningOptions } from './opening.ts'
import { examples, formatOption, progressOptions } from './options.ts'
import { type ProgressOptions, withProgress } from './progress.ts'
import { withSchemas } from './schemas.ts'
import { sizeOption } from './size.ts'
import { unkeptFacts } from './unkept.ts'

interface Options extends NewImageOptions, ProgressOptions {
  readonly quiet?: boolean
  readonly format?: string
  readonly outputFormat: string
  /** `-B`, as qemu-img spells `-b` here. */
  readonly B?: string | undefined
  readonly sparse?: number
  readonly targetCache: 'writeback' | 'unsafe'
}

/** Copies a disk into a new image. */
export function convertCommand(io: Io): Command {
  const command = new Command('convert')
    .description('Copy a disk into a new image of any format.')
    .argument('<source>', 'image')
    .argument('<target>', 'image to make; it gets its name when it is complete')
    .addOption(formatOption())
    .option('-O, --output-format <format>', 'format of the new image', 'raw')
  withNewImageOptions(command)
    .addOption(new Option('-B <file>', 'the same as -b').hideHelp())
    .addOption(
      sizeOption('-S, --sparse <bytes>', 'leave runs of zeros out from this length on; 0: never'),
    )
    .addOption(
      new Option('-t, --target-cache <mode>', 'when the copy is flushed to the disk, see below')
        .choices(['writeback', 'unsafe'])
        .default('writeback'),
    )
  for (const option of progressOptions()) command.addOption(option)
  return withSchemas(withOpeningOptions(command), io)
    .addHelpText(
      'after',
      `
What the new format cannot record is said before anything is written.
A target that is there is replaced, as qemu-img does it, when the copy is complete.
With -b only what differs from the backing file is stored.
-t writeback flushes the copy before it gets its name. -t unsafe flushes nothing: as fast
as cp, and a power loss soon after can leave an incomplete file under that name.
${OPENING_HELP}${examples([
  'convert --backing-format raw disk.cow disk.raw',
  'convert -O cow disk.raw disk.cow',
  'convert --schemas my-schemas disk.toy disk.raw',
  'convert -f raw -O add-cow-v18 -o image_file=a.raw -b base.raw -F raw disk.raw a.acow',
])}`,
    )
    .action((source: string, target: string, options: Options) =>
      convert([source, target], { ...options, backingFile: options.backingFile ?? options.B }, io),
    )
}

async function convert(
  [source, target]: readonly [string, string],
  options: Options,
  io: Io,
): Promise<void> {
  checkSparse(options.sparse)
  const { format, outputFormat, targetCache } = options
  // The formats on the command line are those of the source's layers.
  const { backingFormat: _, ...others } = options
  const asked = {
    ...(await newImage(target, outputFormat, { options: others, io })),
    force: true,
    flush: targetCache !== 'unsafe',
  }
  await withDisk({ path: source, format }, { options, io }, async (disk) => {
    for (const file of targetsOf(target, asked)) await refuseOwnFile(disk, file)
    const image = { ...asked, size: sizeFor(disk, asked) }
    if (options.quiet !== true) {
      for (const note of unkeptFacts(disk, image)) io.err(`cowtools: note: ${note}\n`)
    }
    await io.interruptible((signal) =>
      withProgress(io, options, async (onProgress) => {
        const copying = { sparse: options.sparse, signal, onProgress }
        await createImage(target, image, (made) => copyWhole(disk, made, copying)).catch(
          (error: unknown) => {
            throw withHint(error)
          },
        )
      }),
    )
  })
}

/** Copies all of a disk into one that is made, which some formats cannot make as large. */
async function copyWhole(disk: Image, made: Image, options: CopyOptions): Promise<void> {
  if (made.size < disk.size) {
    const state = `the disk has ${disk.size} bytes, and one of ${made.format} has whole sectors, ${made.size} bytes`
    throw new CommandError(`Cannot convert "${printableText(disk.path)}": ${state}`)
  }
  await copyDevice(disk, made, { ...options, below: made.backing })
}

/** As large as the disk, or as asked for; never smaller. */
function sizeFor(disk: Image, { format, size }: CreateOptions): number {
  const unit = format === 'raw' ? 1 : driverFor(format).sizeUnit
  const needed = Math.ceil(disk.size / unit) * unit
  if (size === undefined || size >= disk.size) return Math.max(needed, size ?? 0)
  throw new CommandError(
    `Cannot convert into ${size} bytes: the disk has ${disk.size} bytes; resize the copy afterwards`,
  )
}

/** Multiple and limit of `-S`, as qemu-img's. */
const SPARSE = { unit: SECTOR, max: 16_777_216 }

function checkSparse(size: number | undefined): void {
  if (size === undefined || (size % SPARSE.unit === 0 && size <= SPARSE.max)) return
  throw new CommandError(
    `Cannot use -S ${size}: it is a multiple of ${SPARSE.unit} up to ${SPARSE.max}, or 0`,
  )
}

/** The files that are made. */
function targetsOf(target: string, { imageFile }: CreateOptions): readonly string[] {
  return imageFile === undefined ? [target] : [target, nodeFiles.resolve(target, imageFile)]
}

/** A target must not take the place of a file that the source is read from. */
async function refuseOwnFile(disk: Image, target: string): Promise<void> {
  const own = await fileIdentity(target)
  if (own === undefined) return
  for (const file of filesOf(disk)) {
    if ((await fileIdentity(file)) !== own) continue
    const name = printableText(target)
    throw new CommandError(
      `Cannot write "${name}": the source is read from it; choose another name`,
    )
  }
}
