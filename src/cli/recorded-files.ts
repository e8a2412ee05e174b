/** Follows the names that images record, without a need that what they name is there. */
import type { ImageFacts } from '../binary/format.ts'
import { chooseFormat, headSize } from '../formats/index.ts'
import { nodeFiles } from '../node.ts'
import { FileError, fileIdentity, openFile } from '../source/file.ts'
import { readHeader } from '../source/index.ts'

/** An image, and the format that it is said to have. */
interface Recorded {
  readonly path: string
  readonly format: string | undefined
}

/**
 * The files that a chain consists of, by the names in its headers, as far as they are there and can be
 * read. Where no format is recorded, the bytes tell it.
 */
export async function recordedFiles(top: Recorded): Promise<readonly string[]> {
  const found: string[] = []
  const seen = new Set<string>()
  for (let layer: Recorded | undefined = top; layer !== undefined; ) {
    const { path }: Recorded = layer
    const identity = await identityOf(path)
    if (identity === undefined || seen.has(identity)) break
    seen.add(identity)
    found.push(path)
    const facts = await recordedFacts(layer)
    const { imageFile, backingFile, backingFormat } = facts ?? {}
    const image = imageFile === undefined ? undefined : nodeFiles.resolve(path, imageFile)
    if (image !== undefined && (await identityOf(image)) !== undefined) found.push(image)
    const format = backingFormat === '' ? undefined : backingFormat
    layer =
      backingFile === undefined ? undefined : { path: nodeFiles.resolve(path, backingFile), format }
  }
  return found
}

/** Undefined for what is not there, or is no regular file. */
async function identityOf(path: string): Promise<string | undefined> {
  return await fileIdentity(path).catch(() => undefined)
}

/** What the header says, where it can be read. */
async function recordedFacts({ path, format }: Recorded): Promise<ImageFacts | undefined> {
  if (format === 'raw') return undefined
  try {
    const source = await openFile(path)
    try {
      const choice = chooseFormat(await source.read(0, headSize), format)
      if (choice.kind !== 'known') return undefined
      return choice.format.facts(await readHeader(source, choice.format), { fileSize: source.size })
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof FileError) return undefined
    throw error
  }
}
