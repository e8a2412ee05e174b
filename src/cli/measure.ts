/** `cowtools measure`: how large the files of a new image would be. */
import { Command } from 'commander'
import { chainExtents, coveringSize, type Image } from '../chain/index.ts'
import { driverFor } from '../formats/drivers.ts'
import { jsonText } from '../layout/index.ts'
import type { CreateOptions } from '../node.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { type NewImageOptions, newImage, withNewImageOptions } from './new-image.ts'
import { OPENING_HELP, withDisk, withOpeningOptions } from './opening.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'
import { sizeOption } from './size.ts'

interface Options extends NewImageOptions {
  readonly format?: string
  readonly outputFormat: string
  readonly output: Output
  readonly size?: number
}

/** Bytes of all files of an image together. */
interface Sizes {
  readonly required: number
  readonly 'fully-allocated': number
}

/** Computes sizes of files. */
export function measureCommand(io: Io): Command {
  const command = new Command('measure')
    .description('Compute how large the files of a new image would be.')
    .argument('[file]', 'image to convert')
    .addOption(formatOption())
    .addOption(outputOption())
    .option('-O, --output-format <format>', 'format of the new image', 'raw')
    .addOption(sizeOption('--size <bytes>', 'virtual size, instead of a file'))
  return withOpeningOptions(withNewImageOptions(command))
    .addHelpText(
      'after',
      `
An image file counts too. Holes count as bytes: less may be taken on disk.
${OPENING_HELP}${examples(['measure -O cow --size 10G', 'measure -O cow --output json disk.raw'])}`,
    )
    .action((file: string | undefined, options: Options) => measure(file, options, io))
}

async function measure(file: string | undefined, options: Options, io: Io): Promise<void> {
  const asked = await newImage('.', options.outputFormat, {
    options: { ...options, unchecked: true },
    io,
  })
  const sizes = await measured(file, { asked, options, io })
  if (options.output === 'json') return io.out(`${jsonText(sizes)}\n`)
  const full = sizes['fully-allocated']
  io.out(`required size: ${sizes.required}\nfully allocated size: ${full}\n`)
}

async function measured(
  file: string | undefined,
  { asked, options, io }: { asked: CreateOptions; options: Options; io: Io },
): Promise<Sizes> {
  const { size, format } = options
  if (file === undefined) {
    if (size !== undefined) return sizesOf(asked, size, 0)
    throw new CommandError('Cannot measure: name an image, or a size with --size')
  }
  if (size !== undefined) throw new CommandError('Cannot measure a file and a --size at once')
  return await withDisk({ path: file, format }, { options, io }, async (image) =>
    sizesOf(asked, image.size, await endOfData(image)),
  )
}

/** Where the last data of a disk ends. */
async function endOfData(image: Image): Promise<number> {
  let end = 0
  for await (const { offset, length, state } of chainExtents(image)) {
    if (state === 'data' || state === 'compressed') end = offset + length
  }
  return end
}

/** The sizes of an image whose data ends at `end`. */
function sizesOf(asked: CreateOptions, asSize: number, end: number): Sizes {
  if (asked.format === 'raw') return { required: asSize, 'fully-allocated': asSize }
  const driver = driverFor(asked.format)
  const { format, hasImageFile } = driver
  const size = coveringSize(driver, asSize)
  const imageFile = hasImageFile ? (asked.imageFile ?? '-') : undefined
  const name = asked.backingFile ?? (driver.needsBacking ? '-' : undefined)
  const backing = name === undefined ? undefined : { name, mtime: 0 }
  const bytes = driver.create({ ...asked, size, imageFile, backing })
  const { imageSizeInput } = format.facts(bytes)
  const inputs = imageSizeInput === undefined ? {} : { [imageSizeInput]: size }
  const regions = format.regions(bytes, { inputs })
  const endOf = (kind: string) => {
    const region = regions.find((one) => one.kind === kind)
    return Number((region?.offset ?? 0n) + (region?.size ?? 0n))
  }
  const metadata = Math.max(bytes.length, endOf('bitmap'))
  if (hasImageFile) return { required: metadata + size, 'fully-allocated': metadata + size }
  const full = endOf('data')
  const used = coveringSize(driver, end)
  return { required: end === 0 ? metadata : full - size + used, 'fully-allocated': full }
}
