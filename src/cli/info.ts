/** `cowtools info`: what an image says of itself, under qemu-img's keys and the specification's. */
import { Command } from 'commander'
import type { Choice } from '../formats/index.ts'
import { type ExtensionRecord, jsonText, TEXT_LIMIT } from '../layout/index.ts'
import { withImage } from './image.ts'
import { collectInfo, extensionContent, type ImageInfo } from './image-info.ts'
import { infoText } from './info-text.ts'
import type { Io } from './io.ts'
import { examples, formatOption, type Output, outputOption } from './options.ts'
import { withSchemas } from './schemas.ts'

/** Shows what an image is. */
export function infoCommand(io: Io): Command {
  const command = new Command('info')
    .description('Show what an image is: sizes, names, fields, extensions, regions.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .addOption(outputOption())
  return withSchemas(command, io)
    .addHelpText(
      'after',
      examples([
        'info disk.cow',
        'info -f add-cow --output json old.add-cow',
        'info --schemas my-schemas disk.toy',
      ]),
    )
    .action(async (file: string, options: { format?: string; output: Output }) => {
      await withImage(file, options.format, async (image) => {
        const info = await collectInfo(image)
        const isJson = options.output === 'json'
        io.out(isJson ? `${jsonText(infoJson(info), TEXT_LIMIT)}\n` : infoText(info, io))
      })
    })
}

/** The object that `--output json` prints; what the image does not have is left out. */
function infoJson(info: ImageInfo): object {
  const { image, facts, interpretation } = info
  const { family, id } = image.format
  return {
    filename: image.path,
    format: family,
    'virtual-size': facts.virtualSize ?? null,
    'actual-size': image.source.allocatedSize,
    'cluster-size': facts.clusterSize,
    'backing-filename': facts.backingFile,
    'backing-filename-format': facts.backingFormat,
    'format-specific':
      Object.keys(facts.specific).length > 0 ? { type: family, data: facts.specific } : undefined,
    cowtools: {
      schema: id,
      choice: image.choice && choiceJson(image.choice),
      header: Object.fromEntries(interpretation.header),
      strings: Object.fromEntries(interpretation.strings.map(({ name, text }) => [name, text])),
      extensions: interpretation.extensions.records
        .filter(({ isEnd }) => !isEnd)
        .map((record) => extensionJson(info, record)),
      regions: info.regions.map(({ name, kind, offset, size }) => ({
        name,
        kind,
        offset: offset ?? null,
        size: size ?? null,
      })),
      notes: info.notes,
    },
  }
}

/** What each of the formats that begin alike would make of the file, the best first. */
function choiceJson({ readings, isOpen, isClear }: Choice): object {
  return {
    'is-clear': isClear,
    'is-open': isOpen,
    readings: readings.map(({ format, evidence }) => ({
      schema: format.id,
      evidence: evidence.map(({ summary, holds }) => ({ summary, holds: holds ?? null })),
    })),
  }
}

function extensionJson({ layout, image }: ImageInfo, record: ExtensionRecord): object {
  return {
    offset: record.offset,
    type: `0x${record.type.toString(16)}`,
    name: record.known?.name ?? null,
    length: record.statedLength,
    ...extensionContent(layout, image.bytes, record),
  }
}
