/**
 * An image with the images below it.
 *
 * Every layer is opened by the format that the image above records, or that the caller gives, and
 * never by a guess. Names go through the open policy. A chain that is too deep, or that comes back to
 * a file it has open, is refused; files are told apart by identity, not by name.
 */
import { FormatError, UnsupportedError } from '../binary/errors.ts'
import type { Format, ImageFacts } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import type { BlockDevice } from '../block/device.ts'
import type { OpenedFile } from '../cow/overlay.ts'
import { openOverlay, readOverlayHeader } from '../cow/overlay.ts'
import { type Driver, driverFor, isFormatName } from '../formats/drivers.ts'
import { chooseFormat, headSize, mismatchText } from '../formats/index.ts'
import { rawDevice } from '../formats/raw/index.ts'
import { FileError } from '../source/file-error.ts'
import { type Files, type OpenPolicy, protocolPrefix } from './files.ts'

/** How to open an image. */
export interface OpenOptions {
  /** Exact id, family or `raw`; told from the bytes if left out. */
  readonly format?: string | undefined
  /** Formats of the layers below, from the top down, where the images do not record them. */
  readonly backingFormats?: readonly (string | undefined)[] | undefined
  /** Tell an unrecorded format from the bytes; a guest that writes a header can mislead it. */
  readonly probe?: boolean | undefined
  /** Default: reading alone. Layers below are never written. */
  readonly writable?: boolean | undefined
  /** Which named files may be opened. Default: none. */
  readonly policy?: OpenPolicy | undefined
  /**
   * Leave out the layers below: what is not in this image reads as zeros. For reading alone, where the
   * image names a backing file.
   */
  readonly withoutBacking?: boolean | undefined
  /**
   * Open an image although its backing file is not what the image records, in formats that insist on
   * it: what the disk shows may be a mixture of two states.
   */
  readonly allowChangedBacking?: boolean | undefined
  /** Most layers; default 16. */
  readonly maxDepth?: number | undefined
  /** Told of what an operator should know: a format that was guessed. */
  readonly onWarning?: ((message: string) => void) | undefined
}

/** An open image and what it says of itself. */
export interface Image extends BlockDevice {
  /** `raw`, or the exact id. */
  readonly format: string
  readonly path: string
  readonly facts: ImageFacts | undefined
  /** The image below, where there is one and it was opened. */
  readonly backing: Image | undefined
  /** Closes it at the end of an `await using`, where the runtime has that. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Most layers of a chain. */
const MAX_DEPTH = 16

interface Opening {
  readonly files: Files
  readonly options: OpenOptions
  /** For `clearOverlay`: nothing shows that is not below, so nothing below has to be there. */
  readonly clearing?: boolean
  /** Identities of the files that are open already, with their paths. */
  readonly seen: Map<string, string>
  /** Files to let go of if opening fails. */
  readonly opened: OpenedFile[]
}

/**
 * Opens the image at `path` with everything below it.
 *
 * @throws FormatError, UnsupportedError, FileError
 */
export async function openChain(
  files: Files,
  path: string,
  options: OpenOptions = {},
): Promise<Image> {
  return await openTop({ files, options, seen: new Map(), opened: [] }, path)
}

/**
 * Gives up all that an image holds itself, so that what is below it shows. What is below is not
 * opened: whoever calls this has seen to it that nothing gets lost.
 *
 * @throws FormatError, UnsupportedError, FileError
 */
export async function clearOverlay(
  files: Files,
  path: string,
  options: OpenOptions = {},
): Promise<void> {
  const alone = { ...options, writable: true, withoutBacking: true }
  const image = await openTop(
    { files, options: alone, clearing: true, seen: new Map(), opened: [] },
    path,
  )
  try {
    if (image.facts?.backingFile === undefined) {
      const state = 'it has no backing file, and what it holds would be lost'
      throw new UnsupportedError(`Cannot clear "${printableText(path)}": ${state}`, {
        code: 'feature',
        feature: 'clear',
      })
    }
    await image.discard(0, image.size)
    await image.flush()
  } finally {
    await image.close()
  }
}

async function openTop(opening: Opening, path: string): Promise<Image> {
  try {
    return await openLayer(opening, path, { depth: 0, format: opening.options.format })
  } catch (error) {
    for (const file of opening.opened.reverse()) await file.close().catch(() => {})
    throw error
  }
}

interface Layer {
  readonly depth: number
  readonly format: string | undefined
  /** What errors call the file, where an image names it. */
  readonly shown?: string
}

async function openLayer(opening: Opening, path: string, layer: Layer): Promise<Image> {
  const { depth } = layer
  const limit = opening.options.maxDepth ?? MAX_DEPTH
  if (depth >= limit) {
    throw new UnsupportedError(`Cannot open "${printableText(path)}": more than ${limit} layers`, {
      code: 'feature',
      feature: 'chain depth',
    })
  }
  const writable = depth === 0 && opening.options.writable === true
  const main = await openFile(opening, path, { writable, shown: layer.shown })
  const format = layer.format ?? (await probed(opening, main, depth))
  if (format === 'raw') {
    const device = rawDevice(main, writable)
    return withFacts(device, { format: 'raw', path, facts: undefined, backing: undefined })
  }
  const id = await exactFormat(main, format)
  const driver = driverFor(id)
  if (writable && driver.isReadOnly) throw readOnlyError(path, id)
  const header = await readOverlayHeader(driver.format, main)
  if (writable) refuseLoss(opening, path, header.facts)
  const image = await openImageFile(opening, header.facts, path, writable)
  const backing = await openBelow(opening, header.facts, path, depth)
  refuseChanged(opening, { format: driver.format, path, facts: header.facts }, backing)
  const device = await openOverlay(
    header,
    { main, image },
    {
      below: backing,
      writable,
      resizeHeader: resizerOf(driver, opening.options),
      onWarning: opening.options.onWarning,
    },
  )
  return withFacts(device, { format: id, path, facts: header.facts, backing })
}

function readOnlyError(path: string, id: string): UnsupportedError {
  return new UnsupportedError(
    `Cannot open "${printableText(path)}" for writing: ${id} images can only be read`,
    { code: 'feature', feature: 'write' },
  )
}

/** A device is full of getters: the facts are added to it, not copied from it. */
function withFacts(
  device: BlockDevice,
  facts: Pick<Image, 'format' | 'path' | 'facts' | 'backing'>,
): Image {
  const close = { [Symbol.asyncDispose ?? 'asyncDispose']: () => device.close() }
  return Object.assign(Object.create(device) as BlockDevice, facts, close) as Image
}

/** A write of a part of a cluster would put zeros over the rest, which the layer below has. */
function refuseLoss({ options, clearing }: Opening, path: string, facts: ImageFacts): void {
  if (options.withoutBacking !== true || clearing || facts.backingFile === undefined) return
  throw new UnsupportedError(
    `Cannot open "${printableText(path)}" for writing without its backing file: clusters would lose what is below`,
    { code: 'feature', feature: 'write without backing' },
  )
}

async function openFile(
  opening: Opening,
  path: string,
  { writable, shown }: { readonly writable: boolean; readonly shown?: string | undefined },
): Promise<OpenedFile> {
  const file = await opening.files.open(path, writable).catch((error: unknown) => {
    throw shown === undefined ? error : namedError(error, shown)
  })
  opening.opened.push(file)
  const other = opening.seen.get(file.identity)
  if (other !== undefined) {
    throw new UnsupportedError(
      `Cannot open "${printableText(path)}": the chain has this file already, as "${printableText(other)}"`,
      { code: 'feature', feature: 'chain loop' },
    )
  }
  opening.seen.set(file.identity, path)
  return file
}

/** The error of a file that an image names: it says which image. */
function namedError(error: unknown, what: string): unknown {
  if (!(error instanceof FileError)) return error
  const { code, path } = error
  const state = code === 'ENOENT' ? 'it does not exist' : error.state
  return new FileError('open', path, { code, state, what }, error)
}

/** The format that the bytes tell, for the file the caller named, or with the caller's leave. */
async function probed(opening: Opening, main: OpenedFile, depth: number): Promise<string> {
  const name = printableText(main.path)
  if (depth > 0 && opening.options.probe !== true) {
    throw new UnsupportedError(
      `Cannot open "${name}": the image above does not record its format; name it, or allow probing`,
      { code: 'format', feature: 'probe' },
    )
  }
  const first = await main.store.read(0, headSize)
  const choice = chooseFormat(first)
  if (choice.kind === 'known') {
    if (depth > 0)
      opening.options.onWarning?.(`the format of "${name}" was guessed: ${choice.format.id}`)
    return choice.format.id
  }
  if (depth > 0) {
    opening.options.onWarning?.(`the format of "${name}" was guessed: raw`)
    return 'raw'
  }
  throw new FormatError(`Cannot open "${name}": ${mismatchText(first, choice.candidates)}`, {
    code: 'unknown-format',
    field: 'signature',
    offset: 0,
  })
}

/** The exact id of a format that may be given as a family. */
async function exactFormat(main: OpenedFile, format: string): Promise<string> {
  const first = await main.store.read(0, headSize)
  const choice = chooseFormat(first, format)
  if (choice.kind === 'known') return choice.format.id
  throw new FormatError(
    `Cannot open "${printableText(main.path)}": ${mismatchText(first, choice.candidates)}`,
    { code: 'unknown-format', field: 'signature', offset: 0 },
  )
}

async function openImageFile(
  opening: Opening,
  facts: ImageFacts,
  base: string,
  writable: boolean,
): Promise<OpenedFile | undefined> {
  const { imageFile, imageFormat } = facts
  if (imageFile === undefined) return undefined
  if (imageFormat !== undefined && imageFormat !== '' && imageFormat !== 'raw') {
    throw new UnsupportedError(
      `Cannot open the image file "${printableText(imageFile)}": its format is "${printableText(imageFormat)}", not raw`,
      { code: 'format', feature: imageFormat },
    )
  }
  const named = { base, name: imageFile, what: 'image file' }
  const path = await allowedPath(opening, named)
  return await openFile(opening, path, { writable, shown: shownName(named) })
}

async function openBelow(
  opening: Opening,
  facts: ImageFacts,
  base: string,
  depth: number,
): Promise<Image | undefined> {
  const { backingFile, backingFormat } = facts
  if (backingFile === undefined || opening.options.withoutBacking === true) return undefined
  const named = { base, name: backingFile, what: 'backing file' }
  const path = await allowedPath(opening, named)
  const recorded = backingFormat === '' ? undefined : backingFormat
  const format = opening.options.backingFormats?.[depth] ?? recorded
  if (format !== undefined && !isFormatName(format)) {
    throw new UnsupportedError(
      `Cannot open the backing file "${printableText(backingFile)}": its format "${printableText(format)}" is not known`,
      { code: 'format', feature: format },
    )
  }
  return await openLayer(opening, path, { depth: depth + 1, format, shown: shownName(named) })
}

/** Some formats insist that the backing file is as it was when the image was made. */
function refuseChanged(
  { options, opened }: Opening,
  { format, path, facts }: { format: Format; path: string; facts: ImageFacts },
  backing: Image | undefined,
): void {
  if (backing === undefined || options.allowChangedBacking === true) return
  const { changedBacking } = format
  const { backingMtime, backingSize } = facts
  const refuse = (state: string) => {
    const name = printableText(facts.backingFile ?? '')
    throw new UnsupportedError(
      `Cannot open "${printableText(path)}": its backing file "${name}" ${state}; the disk may show a mixture of two states`,
      { code: 'feature', feature: 'changed backing' },
    )
  }
  const size = BigInt(backing.size)
  if (changedBacking?.size === 'error' && backingSize !== undefined && backingSize !== size) {
    refuse(`has ${size} bytes, and had ${backingSize} when the image was made`)
  }
  const modified = opened.find((file) => file.path === backing.path)?.modified
  if (changedBacking?.mtime !== 'error' || backingMtime === undefined) return
  if (modified !== undefined && backingMtime !== BigInt(modified)) {
    refuse(`was changed at ${modified}, and is recorded as of ${backingMtime} (seconds since 1970)`)
  }
}

/** How the size is changed; not at all where the backing file has to have it too. */
function resizerOf(driver: Driver, options: OpenOptions): Driver['resizeHeader'] {
  const { format } = driver
  if (format.changedBacking?.size !== 'error' || options.allowChangedBacking === true) {
    return driver.resizeHeader
  }
  return () => {
    throw new UnsupportedError(
      `Cannot resize: a disk of ${format.id} is as large as its backing file; convert the image instead`,
      { code: 'feature', feature: 'resize' },
    )
  }
}

/** A name found in an image. */
interface NamedFile {
  /** Path of the image. */
  readonly base: string
  readonly name: string
  /** What it is the name of. */
  readonly what: string
}

const shownName = ({ base, name, what }: NamedFile) =>
  `the ${what} "${printableText(name)}", named in "${printableText(base)}"`

/** Checks a name found in an image against the policy; the path to open. */
async function allowedPath(opening: Opening, named: NamedFile): Promise<string> {
  const { base, name, what } = named
  const shown = shownName(named)
  const refuse = (state: string) =>
    new UnsupportedError(`Cannot open ${shown}: ${state}`, { code: 'feature', feature: what })
  if (protocolPrefix(name) !== undefined) throw refuse('names with a protocol are not opened')
  if (name.includes('\0')) throw refuse('the name has a NUL inside')
  const { policy = 'deny' } = opening.options
  if (policy === 'deny') throw refuse('files that an image names are not opened without leave')
  const path = opening.files.resolve(base, name)
  if (policy === 'all') return path
  const folder = await opening.files.realPath(policy.within)
  const real = await opening.files.realPath(path).catch((error: unknown) => {
    throw namedError(error, shown)
  })
  const inside = real.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
  if (!inside) throw refuse(`it is outside "${printableText(policy.within)}"`)
  return path
}
