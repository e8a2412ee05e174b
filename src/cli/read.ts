/** `cowtools read`: bytes that a guest sees, to the output. */
import { Command } from 'commander'
import type { Image } from '../chain/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { OPENING_HELP, type OpeningOptions, withDisk, withOpeningOptions } from './opening.ts'
import { examples, formatOption } from './options.ts'
import { withSchemas } from './schemas.ts'
import { sizeOption } from './size.ts'

interface Options extends OpeningOptions {
  readonly format?: string
  readonly offset: number
  readonly length?: number
}

/** Bytes per request. */
const PIECE = 1 << 20

/** Prints a part of a disk. */
export function readCommand(io: Io): Command {
  const command = new Command('read')
    .description('Write the bytes that a guest sees to the output.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(sizeOption('--offset <bytes>', 'where to begin, on the virtual disk').default(0))
    .addOption(sizeOption('--length <bytes>', 'how much; default: all the rest'))
  return withSchemas(withOpeningOptions(command), io)
    .addHelpText(
      'after',
      `${OPENING_HELP}${examples([
        'read disk.cow --length 512 | xxd',
        'read --schemas my-schemas disk.toy > disk.raw',
        'read disk.cow --backing-format raw --offset 1M --length 64k > part',
      ])}`,
    )
    .action(async (file: string, options: Options) => {
      if (io.isTerminal.out) {
        throw new CommandError('Cannot write to a terminal: send the bytes to a file or a command')
      }
      const { format } = options
      await withDisk({ path: file, format }, { options, io }, (image) =>
        copyOut(image, options, io),
      )
    })
}

async function copyOut(image: Image, { offset, length }: Options, io: Io): Promise<void> {
  if (offset > image.size) {
    throw new CommandError(`Cannot read from byte ${offset} on: the disk has ${image.size} bytes`)
  }
  const end = length === undefined ? image.size : offset + length
  if (end > image.size) {
    throw new CommandError(
      `Cannot read bytes ${offset} to ${end}: the disk has ${image.size} bytes`,
    )
  }
  for (let at = offset; at < end; at += PIECE) {
    await io.write(await image.read(at, Math.min(PIECE, end - at)))
  }
}
