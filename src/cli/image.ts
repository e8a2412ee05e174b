/** Opens the file that a command is about: its format, its header, and what only a `stat` tells. */
import { dirname, resolve } from 'node:path'
import type { Context, Format, ImageFacts } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import { protocolPrefix } from '../chain/index.ts'
import {
  type Choice,
  choiceText,
  chooseFormat,
  detect,
  headSize,
  mismatchText,
} from '../formats/index.ts'
import { findLayout } from '../formats/layouts.ts'
import { type Layout, shortPrintable } from '../layout/index.ts'
import { FileError, type FileSource, fileLength, openFile } from '../source/file.ts'
import { readHeader } from '../source/index.ts'
import { CommandError } from './failure.ts'

/** A file whose header is at hand. */
export interface OpenImage {
  readonly path: string
  readonly source: FileSource
  readonly format: Format
  /** What the bytes say; another than `format` where the caller named the wrong one. */
  readonly detected: Format | undefined
  /** What decided, where several formats begin alike. */
  readonly choice: Choice | undefined
  /** The header area. */
  readonly bytes: Uint8Array
}

/** What a file's header does not hold. */
export interface Surroundings {
  readonly inputs: Context['inputs']
  /** What is wrong with the image file that is named, for certain: `does not exist`. */
  readonly imageFileProblem: string | undefined
  /** Sentences about what could not be found out. */
  readonly notes: readonly string[]
}

/** Characters of a name, or of a message, that a note shows. */
const NOTE_LIMIT = 240

/**
 * Opens a file, gives its header to `use`, and closes it.
 *
 * @throws FileError, UnsupportedError, CommandError if it is empty or of no known format
 */
export async function withImage<Result>(
  path: string,
  format: string | undefined,
  use: (image: OpenImage) => Promise<Result>,
): Promise<Result> {
  const source = await openFile(path)
  try {
    const first = await source.read(0, headSize)
    const name = printableText(path)
    if (first.length === 0) throw new CommandError(`Cannot read "${name}": the file is empty`)
    const choice = chooseFormat(first, format)
    if (choice.kind === 'unknown') {
      throw new CommandError(`Cannot read "${name}": ${mismatchText(first, choice.candidates)}`)
    }
    const { format: chosen } = choice
    const found = detect(first)
    const detected = found.kind === 'known' ? found.format : undefined
    const bytes = await readHeader(source, chosen)
    return await use({ path, source, format: chosen, detected, choice: choice.choice, bytes })
  } finally {
    await source.close()
  }
}

/** The layout of an open image. */
export function layoutOf({ format }: Pick<OpenImage, 'format'>): Layout {
  const layout = findLayout(format.id)
  if (layout === undefined) throw new CommandError(`Cannot use format "${format.id}": no layout`)
  return layout
}

/** A sentence if the bytes are of another format than they are read as. */
export function mismatchNote({ format, detected }: OpenImage): readonly string[] {
  if (detected === undefined || detected === format) return []
  return [`These bytes are ${detected.id}, and -f has them read as ${format.id}`]
}

/** A sentence if several formats begin like the image. */
export function choiceNote({ choice }: OpenImage): readonly string[] {
  if (choice === undefined) return []
  return [`The file ${choiceText(choice)} (-f names another)`]
}

/**
 * Looks for the image file that an image names, without opening it. Its length is the size of the
 * disk in the formats that do not record one.
 */
export async function surroundings(path: string, facts: ImageFacts): Promise<Surroundings> {
  const { imageFile, imageSizeInput } = facts
  const needsSize = imageSizeInput !== undefined && facts.virtualSize === undefined
  const unknown = needsSize ? ': the virtual size is unknown' : ''
  const without = (imageFileProblem: string | undefined, notes: string[]) => {
    return { inputs: undefined, imageFileProblem, notes }
  }
  if (imageFile === undefined || imageFile === '') {
    return without(undefined, needsSize ? [`No image file can be told${unknown}`] : [])
  }
  const name = `The image file "${shortPrintable(imageFile, NOTE_LIMIT)}"`
  if (protocolPrefix(imageFile) !== undefined) {
    return without(undefined, [`${name} is not looked for: it names a protocol${unknown}`])
  }
  try {
    const length = await fileLength(resolve(dirname(path), imageFile))
    if (length === undefined) {
      return without('does not exist', [`${name} does not exist${unknown}`])
    }
    const inputs = imageSizeInput === undefined ? undefined : { [imageSizeInput]: length }
    return { inputs, imageFileProblem: undefined, notes: [] }
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    if (error.code === 'ENOTFILE') {
      return without('is no regular file', [`${name} is no regular file${unknown}`])
    }
    return without(undefined, [`${shortPrintable(error.message, NOTE_LIMIT)}${unknown}`])
  }
}
