/** `cowtools commit`: what an overlay holds, into the file below it. */
import { Command } from 'commander'
import { printableText } from '../binary/text.ts'
import { commitInto, type Image } from '../chain/index.ts'
import { driverFor } from '../formats/drivers.ts'
import { clearImage, openImage, openStore } from '../node.ts'
import { openFile } from '../source/file.ts'
import { readHeader } from '../source/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import {
  OPENING_HELP,
  type OpeningOptions,
  openDisk,
  openingOf,
  withLayerOptions,
  withRescue,
} from './opening.ts'
import { examples, formatOption, progressOptions } from './options.ts'
import { type ProgressOptions, withProgress } from './progress.ts'

interface Options extends OpeningOptions, ProgressOptions {
  readonly format?: string
  readonly drop?: boolean
}

/** Merges an image into its backing file. */
export function commitCommand(io: Io): Command {
  const command = new Command('commit')
    .description('Write what an image holds into its backing file, and empty the image.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .option('-d, --drop', 'leave the image as it is, to be deleted')
  for (const option of progressOptions()) command.addOption(option)
  return withLayerOptions(command)
    .addHelpText(
      'after',
      `
The image is emptied when the backing file has everything: its bits are cleared, its files keep
their length. A backing file that is shorter than the image is made as long.
${OPENING_HELP}${examples(['commit --backing-format raw disk.cow', 'commit -d a.acow'])}`,
    )
    .action((file: string, options: Options) => commit(file, options, io))
}

async function commit(file: string, options: Options, io: Io): Promise<void> {
  const image = await openDisk({ path: file, format: options.format }, { options, io }).catch(
    (error: unknown) => {
      throw withRescue(error)
    },
  )
  try {
    await io.interruptible((signal) =>
      withBelow(image, { options, io }, async (below) => {
        const before = below.size
        await withProgress(io, options, (onProgress) =>
          commitInto(image, below, { signal, onProgress }),
        )
        if (below.size > before) tellGrowth(below, before, { options, io })
      }),
    )
  } finally {
    await image.close()
  }
  const { format } = image
  if (options.drop !== true) {
    await clearImage(file, { ...openingOf(file, options, io), format })
    await recordTime(image)
  }
  if (options.quiet !== true) io.out('Image committed.\n')
}

/** The backing file is newer now, and an image that records its time would be refused. */
async function recordTime({ path, format: id, facts, backing }: Image): Promise<void> {
  const { format } = driverFor(id)
  if (backing === undefined || facts?.backingMtime === undefined || !format.writing) return
  const below = await openFile(backing.path)
  await below.close()
  const store = await openStore(path)
  try {
    const bytes = await readHeader(store, format)
    const time = { backingMtime: BigInt(below.modified) }
    await store.write(0, format.writing.setHeader(bytes, time))
    await store.flush()
  } finally {
    await store.close()
  }
}

interface Context {
  readonly options: Options
  readonly io: Io
}

/** Opens the backing file of an open image for writing. */
async function withBelow(
  { backing, path }: Image,
  { options, io }: Context,
  use: (below: Image) => Promise<void>,
): Promise<void> {
  if (backing === undefined) {
    const state = 'it has no backing file, or holds the whole disk'
    throw new CommandError(`Cannot commit "${printableText(path)}": ${state}`)
  }
  const below = await openImage(backing.path, {
    ...openingOf(path, options, io),
    format: backing.format,
    backingFormats: options.backingFormat?.slice(1),
    writable: true,
  })
  try {
    await use(below)
  } finally {
    await below.close()
  }
}

function tellGrowth({ path, size }: Image, before: number, { options, io }: Context): void {
  if (options.quiet === true) return
  const name = printableText(path)
  io.err(`cowtools: note: "${name}" had ${before} bytes and has ${size} now, as the image\n`)
}
