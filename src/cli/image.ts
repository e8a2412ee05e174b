/** Opens the file that a command is about: its format, its header, and what only a `stat` tells. */
import { dirname, resolve } from 'node:path'
import type { Context, Format, ImageFacts } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import { chooseFormat, mismatchText, signatureSize } from '../formats/index.ts'
import { findLayout } from '../formats/layouts.ts'
import type { Layout } from '../layout/index.ts'
import { FileError, type FileSource, fileLength, openFile } from '../source/file.ts'
import { readHeader } from '../source/index.ts'
import { CommandError } from './failure.ts'

/** A file whose header is at hand. */
export interface OpenImage {
  readonly path: string
  readonly source: FileSource
  readonly format: Format
  /** The header area. */
  readonly bytes: Uint8Array
}

/** What a file's header does not hold. */
export interface Surroundings {
  readonly inputs: Context['inputs']
  /** Sentences about what could not be found out. */
  readonly notes: readonly string[]
}

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
    const first = await source.read(0, signatureSize)
    const name = printableText(path)
    if (first.length === 0) throw new CommandError(`Cannot read "${name}": the file is empty`)
    const choice = chooseFormat(first, format)
    if (choice.kind === 'unknown') {
      throw new CommandError(`Cannot read "${name}": ${mismatchText(first, choice.candidates)}`)
    }
    const bytes = await readHeader(source, choice.format)
    return await use({ path, source, format: choice.format, bytes })
  } finally {
    await source.close()
  }
}

/** The layout of an open image. */
export function layoutOf({ format }: OpenImage): Layout {
  const layout = findLayout(format.id)
  if (layout === undefined) throw new CommandError(`Cannot use format "${format.id}": no layout`)
  return layout
}

/**
 * Looks for the image file that an image names, without opening it. Its length is the size of the
 * disk in the formats that do not record one.
 */
export async function surroundings(path: string, facts: ImageFacts): Promise<Surroundings> {
  const { imageFile, imageSizeInput } = facts
  if (imageSizeInput === undefined) return { inputs: undefined, notes: [] }
  const unknown = facts.virtualSize === undefined ? ': the virtual size is unknown' : ''
  if (imageFile === undefined || imageFile === '') {
    const notes = unknown === '' ? [] : [`No image file can be told${unknown}`]
    return { inputs: undefined, notes }
  }
  try {
    const length = await fileLength(resolve(dirname(path), imageFile))
    if (length !== undefined) return { inputs: { [imageSizeInput]: length }, notes: [] }
    const name = printableText(imageFile)
    return { inputs: undefined, notes: [`The image file "${name}" does not exist${unknown}`] }
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return { inputs: undefined, notes: [`${error.message}${unknown}`] }
  }
}
