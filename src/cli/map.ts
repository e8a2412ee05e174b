/** `cowtools map`: where every byte of a disk is, in qemu-img's words. */
import { Command } from 'commander'
import { printableText } from '../binary/text.ts'
import type { Extent } from '../block/device.ts'
import { chainExtents, type Image } from '../chain/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { OPENING_HELP, type OpeningOptions, withDisk, withOpeningOptions } from './opening.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'
import { withSchemas } from './schemas.ts'
import { sizeOption } from './size.ts'

interface Options extends OpeningOptions {
  readonly format?: string
  readonly output: Output
  readonly startOffset: number
  readonly maxLength?: number
}

/** Characters that are gathered before they are written. */
const BATCH = 1 << 16

/** Shows where data is. */
export function mapCommand(io: Io): Command {
  const command = new Command('map')
    .description('Show which file has which part of a disk, through all layers.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(outputOption())
    .addOption(sizeOption('--start-offset <bytes>', 'where to begin').default(0))
    .addOption(sizeOption('--max-length <bytes>', 'how much of the disk to show'))
  return withSchemas(withOpeningOptions(command), io)
    .addHelpText(
      'after',
      `${OPENING_HELP}${examples([
        'map disk.cow --backing-format raw',
        'map --output=json a.acow',
        'map --schemas my-schemas disk.toy',
      ])}`,
    )
    .action(async (file: string, options: Options) => {
      const { format } = options
      await withDisk({ path: file, format }, { options, io }, (image) => show(image, options, io))
    })
}

async function show(image: Image, options: Options, io: Io): Promise<void> {
  const { startOffset: start, maxLength = image.size, output } = options
  if (start > image.size) {
    throw new CommandError(`Cannot map from byte ${start}: the disk has ${image.size} bytes`)
  }
  const extents = chainExtents(image, start, Math.min(maxLength, image.size - start))
  const texts = output === 'json' ? jsonTexts(extents) : humanTexts(extents)
  let batch = ''
  for await (const text of texts) {
    batch += text
    if (batch.length < BATCH) continue
    await io.write(batch)
    batch = ''
  }
  await io.write(batch)
}

/** One entry per line, each written when it is known: an array of any length. */
async function* jsonTexts(extents: AsyncIterable<Extent>): AsyncGenerator<string> {
  let before = '['
  for await (const extent of extents) {
    yield `${before}${entryText(extent)}`
    before = ',\n'
  }
  yield before === '[' ? '[]\n' : ']\n'
}

function entryText({ offset, length, depth, state, hostOffset, file }: Extent): string {
  const isData = state === 'data' || state === 'compressed'
  const pairs = [
    ['start', offset],
    ['length', length],
    ['depth', depth],
    ['present', state !== 'unallocated'],
    ['zero', !isData],
    ['data', isData],
    ['offset', hostOffset],
    ['filename', hostOffset === undefined ? undefined : file],
  ]
  const shown = pairs.filter(([, value]) => value !== undefined)
  return `{ ${shown.map(([key, value]) => `"${key}": ${JSON.stringify(value)}`).join(', ')}}`
}

const COLUMN = 16

async function* humanTexts(extents: AsyncIterable<Extent>): AsyncGenerator<string> {
  yield `${['Offset', 'Length', 'Mapped to'].map((title) => title.padEnd(COLUMN)).join('')}File\n`
  for await (const { offset, length, state, hostOffset, file = '' } of extents) {
    if (state !== 'data' || hostOffset === undefined) continue
    const cells = [offset, length, hostOffset].map((value) => hexCell(value).padEnd(COLUMN))
    yield `${cells.join('')}${printableText(file)}\n`
  }
}

/** As C prints it with `%#x`: zero has no prefix. */
function hexCell(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`
}
