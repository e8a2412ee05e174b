/** `cowtools resize`: another virtual size. */
import { Command } from 'commander'
import { printableText } from '../binary/text.ts'
import { SECTOR } from '../block/device.ts'
import type { Image } from '../chain/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { OPENING_HELP, type OpeningOptions, withDisk, withOpeningOptions } from './opening.ts'
import { examples, formatOption } from './options.ts'
import { sizeFault, sizeOf } from './size.ts'

interface Options extends OpeningOptions {
  readonly format?: string
  readonly shrink?: boolean
  readonly quiet?: boolean
}

/** Changes the size of a disk. */
export function resizeCommand(io: Io): Command {
  const command = new Command('resize')
    .description('Change the virtual size of an image.')
    .argument('<file>', 'image')
    .argument('<size>', 'new size, or with + or - before it, by how much')
    .addOption(formatOption())
    .option('--shrink', 'allow the loss of all data past the new end')
    .option('-q, --quiet', 'print nothing but errors')
    // `-1G` looks like an option.
    .allowUnknownOption()
  return withOpeningOptions(command)
    .addHelpText(
      'after',
      `${OPENING_HELP}${examples([
        'resize -f raw disk.raw +1G',
        'resize --shrink a.acow 512M',
        'resize --shrink a.acow -- -512M',
      ])}`,
    )
    .action(async (file: string, text: string, options: Options) => {
      const named = { path: file, format: options.format, writable: true }
      await withDisk(named, { options, io }, (image) => resize(image, text, options))
      if (options.quiet !== true) io.out('Image resized.\n')
    })
}

async function resize(image: Image, text: string, { shrink }: Options): Promise<void> {
  const size = newSize(image, text)
  const name = printableText(image.path)
  if (image.format !== 'raw' && size % SECTOR !== 0) {
    throw new CommandError(
      `Cannot resize "${name}" to ${size} bytes: a disk of ${image.format} has whole sectors of ${SECTOR}`,
    )
  }
  if (size < image.size && shrink !== true) {
    throw new CommandError(
      `Cannot resize "${name}": all data past byte ${size} would be lost; use --shrink to allow it`,
    )
  }
  await image.resize(size)
  await image.flush()
}

function newSize(image: Image, text: string): number {
  const sign = /^[+-]/.exec(text)?.[0]
  const amount = sizeOf(sign === undefined ? text : text.slice(1))
  if (amount === undefined) {
    throw new CommandError(
      `Cannot resize to "${printableText(text)}": ${sizeFault(text.replace(/^[+-]/, ''))}`,
    )
  }
  const size = sign === '+' ? image.size + amount : sign === '-' ? image.size - amount : amount
  if (size >= 0 && Number.isSafeInteger(size)) return size
  throw new CommandError(`Cannot resize by ${text}: the disk has ${image.size} bytes`)
}
