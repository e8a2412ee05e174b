/** `cowtools dump`: the header of an image byte by byte, each with its owner. */
import { Command } from 'commander'
import { hexText, jsonText, owners, type Span, zerosEnd } from '../layout/index.ts'
import { dumpText, type OwnedImage } from './dump-text.ts'
import { layoutOf, type OpenImage, surroundings, withImage } from './image.ts'
import type { Io } from './io.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'

interface Options {
  readonly format?: string
  readonly output: Output
  readonly full?: boolean
}

/** Shows every byte of a header. */
export function dumpCommand(io: Io): Command {
  return new Command('dump')
    .description('Show every byte of the header: its owner, and its value in words.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(outputOption())
    .option('--full', 'show runs of zeros and long slack in full')
    .addHelpText('after', examples(['dump disk.cow', 'dump disk.qcow2 --output json']))
    .action(async (file: string, options: Options) => {
      await withImage(file, options.format, async (image) => {
        const owned = await ownersOf(image)
        const isFull = options.full === true
        io.out(options.output === 'json' ? dumpJson(owned) : dumpText(owned, io, isFull))
      })
    })
}

async function ownersOf(image: OpenImage): Promise<OwnedImage> {
  const { format, bytes, source, path } = image
  const fileSize = source.size
  const { inputs } = await surroundings(path, format.facts(bytes, { fileSize }))
  return { image, spans: owners(layoutOf(image), bytes, { fileSize, inputs }) }
}

function dumpJson({ image, spans }: OwnedImage): string {
  const { path, format, source, bytes } = image
  const last = spans.at(-1)
  return `${jsonText({
    filename: path,
    format: format.family,
    schema: format.id,
    size: source.size,
    'header-size': last === undefined ? 0 : last.offset + last.length,
    spans: spans.map((span) => spanJson(span, bytes)),
  })}\n`
}

function spanJson(span: Span, bytes: Uint8Array): object {
  const { offset, length, kind, section, name, summary, value, text, isPart } = span
  const end = offset + length
  const isZero = zerosEnd(bytes, offset, end) === end
  return {
    offset,
    length,
    kind,
    name: name === '' ? section.name : `${section.name}.${name}`,
    summary,
    value: value instanceof Uint8Array ? undefined : value,
    text,
    part: isPart ? true : undefined,
    // Zeros are left out: a cluster of slack would be megabytes of them.
    ...(isZero ? { zero: true } : { hex: hexText(bytes.subarray(offset, end)) }),
  }
}
