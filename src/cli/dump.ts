/** `cowtools dump`: the header of an image byte by byte, each with its owner. */
import { Command } from 'commander'
import {
  hexDigits,
  jsonText,
  type LeftOut,
  owners,
  type Span,
  TEXT_LIMIT,
  withShortLists,
  zerosEnd,
} from '../layout/index.ts'
import { dumpText, type OwnedImage, valueInWords } from './dump-text.ts'
import { layoutOf, mismatchNote, type OpenImage, surroundings, withImage } from './image.ts'
import type { Io } from './io.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'
import { withSchemas } from './schemas.ts'

interface Options {
  readonly format?: string
  readonly output: Output
  readonly full?: boolean
}

/** Values of one list that are shown without `--full`. */
const LIST_LIMIT = 1000

/** Shows every byte of a header. */
export function dumpCommand(io: Io): Command {
  const command = new Command('dump')
    .description('Show every byte of the header: its owner, and its value in words.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(outputOption())
    .option('--full', 'show all: zeros, slack, long values and long lists are cut otherwise')
  return withSchemas(command, io)
    .addHelpText(
      'after',
      examples([
        'dump disk.cow',
        'dump disk.qcow2 --output json',
        'dump --schemas my-schemas disk.toy',
      ]),
    )
    .action(async (file: string, options: Options) => {
      await withImage(file, options.format, async (image) => {
        const owned = await ownersOf(image, options.full === true)
        io.out(options.output === 'json' ? dumpJson(owned) : dumpText(owned, io))
      })
    })
}

async function ownersOf(image: OpenImage, isFull: boolean): Promise<OwnedImage> {
  const { format, bytes, source, path } = image
  const fileSize = source.size
  const { inputs } = await surroundings(path, format.facts(bytes, { fileSize }))
  const spans = owners(layoutOf(image), bytes, { fileSize, inputs })
  return { image, isFull, spans: isFull ? spans : withShortLists(spans, LIST_LIMIT) }
}

function dumpJson({ image, spans, isFull }: OwnedImage): string {
  const { path, format, source, bytes } = image
  const last = spans.at(-1)
  const limit = isFull ? Number.POSITIVE_INFINITY : TEXT_LIMIT
  const hexLimit = 2 * limit
  const json = {
    filename: path,
    format: format.family,
    schema: format.id,
    size: source.size,
    'header-size': last === undefined ? 0 : last.offset + last.length,
    notes: mismatchNote(image),
    spans: spans.map((span) =>
      span.kind === 'left out' ? leftOutJson(span) : spanJson(span, { bytes, limit }),
    ),
  }
  return `${jsonText(json, hexLimit)}\n`
}

/** Values that only `--full` shows. */
function leftOutJson({ offset, length, section, count }: LeftOut): object {
  return { offset, length, kind: 'left out', name: section.name, values: count }
}

function spanJson(span: Span, at: { bytes: Uint8Array; limit: number }): object {
  const { offset, length, kind, section, name, summary, value, text, isPart } = span
  const end = offset + length
  const isZero = zerosEnd(at.bytes, offset, end) === end
  const shown = Math.min(end, offset + at.limit)
  return {
    offset,
    length,
    kind,
    name: name === '' ? section.name : `${section.name}.${name}`,
    summary,
    value: value instanceof Uint8Array ? undefined : value,
    text: text === undefined ? undefined : valueInWords(text, value, at.limit),
    part: isPart ? true : undefined,
    // Zeros are left out: a cluster of slack would be megabytes of them.
    ...(isZero ? { zero: true } : { hex: hexDigits(at.bytes.subarray(offset, shown)) }),
    'bytes-left-out': isZero || shown === end ? undefined : end - shown,
  }
}
