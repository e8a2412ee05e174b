/** `cowtools create`: new, empty images. */
import { Command } from 'commander'
import { printableText } from '../binary/text.ts'
import { type CreateOptions, createImage, openImage } from '../node.ts'
import type { Io } from './io.ts'
import { type NewImageOptions, newImage, withNewImageOptions } from './new-image.ts'
import { OPENING_HELP, withHint, withOpeningOptions } from './opening.ts'
import { examples, formatOption } from './options.ts'
import { parseSize } from './size.ts'

interface Options extends NewImageOptions {
  readonly format: string
}

/** Makes an image. */
export function createCommand(io: Io): Command {
  const command = new Command('create')
    .description('Make an image, alone or over a backing file.')
    .argument('<file>', 'image to make')
    .argument('[size]', 'virtual size; default: that of the backing file', parseSize)
    .addOption(formatOption().default('raw'))
  return withOpeningOptions(withNewImageOptions(command))
    .option('-u, --unchecked', 'do not look at the backing file; needs a size')
    .option('--force', 'replace a file that is there; cut an image file longer than the disk')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      `
A file that is there and not empty is replaced with --force only. Without a size, the disk
has room for all of the backing file: its size, rounded up to whole sectors.
${OPENING_HELP}${examples([
  'create -f cow -b base.raw -F raw disk.cow',
  'create -f add-cow-v18 -o image_file=a.raw,cluster_size=64k -b base.raw -F raw a.acow',
  'create -f raw disk.raw 10G',
])}`,
    )
    .action((file: string, size: number | undefined, options: Options) =>
      create(file, { size, options, io }),
    )
}

async function create(
  file: string,
  { size, options, io }: { size: number | undefined; options: Options; io: Io },
): Promise<void> {
  const image = await newImage(file, options.format, { options, io })
  const asked = { ...image, size: size ?? image.size, unchecked: options.unchecked }
  try {
    await io.interruptible((signal) => createImage(file, { ...asked, signal }))
  } catch (error) {
    throw withHint(error)
  }
  if (options.quiet !== true)
    io.out(`Formatting '${printableText(file)}', ${await facts(file, asked)}\n`)
}

/** What was made, in the words of qemu-img. */
async function facts(file: string, image: CreateOptions): Promise<string> {
  const made = await openImage(file, { format: image.format, policy: 'all', withoutBacking: true })
  const { size } = made
  await made.close()
  const pairs = {
    fmt: image.format,
    size,
    cluster_size: image.clusterSize,
    backing_file: image.backingFile,
    backing_fmt: image.backingFormat,
    image_file: image.imageFile,
  }
  return Object.entries(pairs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${printableText(String(value))}`)
    .join(' ')
}
