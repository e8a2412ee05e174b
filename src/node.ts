/** What needs Node: files as sources and stores, and images by path. */
import { constants } from 'node:fs'
import { access, chmod, lstat, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { UnsupportedError } from './binary/errors.ts'
import { decodeText, printableText } from './binary/text.ts'
import { coveringSize, createOverlay, createRaw, diskSize } from './chain/create.ts'
import type { Files } from './chain/files.ts'
import { clearOverlay, type Image, type OpenOptions, openChain } from './chain/open.ts'
import { type Driver, driverFor } from './formats/drivers.ts'
import { chooseFormat, findFormat, headSize } from './formats/index.ts'
import {
  FileError,
  FileSource,
  fileIdentity,
  fileLength,
  openFile,
  openStore,
  pathBytes,
} from './source/file.ts'
import { fileError, reasonOf } from './source/file-error.ts'
import { type ByteStore, unflushedStore } from './source/store.ts'

export { FileError, type FileSource, type FileStore, openFile, openStore } from './source/file.ts'

/** The files of this machine. */
export const nodeFiles: Files = {
  async open(path, writable) {
    const store = writable ? await openStore(path) : await openFile(path)
    const { identity } = store
    const modified = store instanceof FileSource ? store.modified : undefined
    return { store, path, identity, modified, close: () => store.close() }
  },
  resolve: (base, name) => resolvePath(dirname(base), name),
  async realPath(path) {
    try {
      const real = await realpath(pathBytes(path), { encoding: 'buffer' })
      return decodeText(real, 0, real.length)
    } catch (error) {
      throw fileError('open', path, error)
    }
  },
}

/**
 * Opens an image and, as the policy allows, what is below it.
 *
 * @throws FormatError, UnsupportedError, FileError
 */
export function openImage(path: string, options: OpenOptions = {}): Promise<Image> {
  return openChain(nodeFiles, path, options)
}

/**
 * Gives up all that an image holds itself, so that what is below it shows. What it names is not
 * opened.
 *
 * @throws FormatError, UnsupportedError, FileError
 */
export function clearImage(path: string, options: OpenOptions = {}): Promise<void> {
  return clearOverlay(nodeFiles, path, options)
}

/** A new image. Names in it are relative to its own folder. */
export interface CreateOptions {
  /** Exact id, a family with one format, or `raw`. */
  readonly format: string
  /** Bytes, rounded down to what the format can have; with none, that of the backing file, rounded up. */
  readonly size?: number | undefined
  readonly clusterSize?: number | undefined
  readonly backingFile?: string | undefined
  readonly backingFormat?: string | undefined
  /** How to open the backing file. Default: with every file that it names, and no guess. */
  readonly openBacking?: OpenOptions | undefined
  /** Do not look at the backing file: it may not exist yet. Then the size must be given. */
  readonly unchecked?: boolean | undefined
  /** For formats that keep the data in a file of its own; made if it does not exist. */
  readonly imageFile?: string | undefined
  /** Replace a file that is there and not empty; cut an image file that is longer than the disk. */
  readonly force?: boolean | undefined
  /**
   * Whether all is on the disk before the file has its name. Default: yes. With `false` nothing is
   * flushed, and a power loss soon after can leave an incomplete file under that name.
   */
  readonly flush?: boolean | undefined
  /** Stops it, as long as the file does not have its name. */
  readonly signal?: AbortSignal | undefined
}

/** Puts content on a new disk, before its files get their names. */
export type Fill = (disk: Image) => Promise<void>

/**
 * Makes an image. The file gets its name when it is complete: a failure leaves what was there. A file
 * that is there and not empty is replaced with `force` only.
 *
 * An image file that exists is used with what it holds. With `fill` it is made anew instead, and gets
 * its name together with the image.
 *
 * @throws UnsupportedError, RangeError, FileError
 */
export async function createImage(
  path: string,
  options: CreateOptions,
  fill?: Fill,
): Promise<void> {
  if (options.format !== 'raw') return await createOver(path, options, fill)
  const { size } = options
  if (size === undefined) throw new RangeError('Cannot create a raw image: it needs a size')
  if (options.backingFile !== undefined || options.imageFile !== undefined) {
    throw new RangeError('Cannot create a raw image: it has no header to name another file')
  }
  await refuseReplaced(path, options)
  await replaceFile(path, options, async (part) => {
    await withStore(part, options, (store) => createRaw(store, size))
    if (fill) await filled(filesAt([[path, part]], options), path, { format: 'raw' }, fill)
  })
}

async function createOver(path: string, options: CreateOptions, fill?: Fill): Promise<void> {
  const driver = driverFor(findFormat(options.format)?.id ?? options.format)
  checkNames(driver, options)
  const { imageFile } = options
  const imagePath = imageFile === undefined ? undefined : nodeFiles.resolve(path, imageFile)
  const backing = await backingOf(path, options)
  await refuseShared(path, imagePath, backing?.files ?? [])
  const image = { ...options, size: sizeOf(driver, options.size, backing?.size), backing }
  await refuseReplaced(path, options)
  const opening = openingOf(driver, options)
  if (imagePath === undefined) {
    await replaceFile(path, options, async (part) => {
      await withStore(part, options, (main) => createOverlay(driver, { main }, image))
      if (fill) await filled(filesAt([[path, part]], options), path, opening, fill)
    })
  } else if (fill === undefined) {
    await refuseCut(imagePath, image.size, options.force === true)
    await keepIfMade(await linkTarget(imagePath), (imagePart) =>
      replaceFile(path, options, (part) => createPair(driver, { part, imagePart }, image)),
    )
  } else {
    await replacePair(path, imagePath, options, async ({ part, imagePart }) => {
      await createPair(driver, { part, imagePart }, image)
      const names = [
        [path, part],
        [imagePath, imagePart],
      ] as const
      await filled(filesAt(names, options), path, opening, fill)
    })
  }
}

/** The size that is asked for, or one that all of the backing file fits into. */
function sizeOf(driver: Driver, asked: number | undefined, below: number | undefined): number {
  const { id, changedBacking } = driver.format
  const isBound = changedBacking?.size === 'error' && below !== undefined
  if (isBound && asked !== undefined && diskSize(driver, asked) !== below) {
    const state = `a disk of this format is as large as its backing file, which has ${below} bytes`
    throw new RangeError(`Cannot create ${id} with ${asked} bytes: ${state}`)
  }
  if (asked !== undefined) return diskSize(driver, asked)
  if (below !== undefined) return coveringSize(driver, below)
  throw new RangeError(`Cannot create ${driver.format.id}: it needs a size or a backing file`)
}

/** A header and the file of its data, under the names that they have until they are complete. */
interface Parts {
  readonly part: string
  readonly imagePart: string
}

async function createPair(
  driver: Driver,
  { part, imagePart }: Parts,
  image: Parameters<typeof createOverlay>[2] & CreateOptions,
): Promise<void> {
  await withStore(imagePart, image, (store) =>
    withStore(part, image, (main) => createOverlay(driver, { main, image: store }, image)),
  )
}

function openingOf(driver: Driver, options: CreateOptions): OpenOptions {
  // Whatever else: what the new image is over must show, or it would be written over zeros.
  const { backingFormats = [], withoutBacking: _, ...rest } = options.openBacking ?? {}
  const formats = [options.backingFormat, ...backingFormats]
  return { ...rest, policy: 'all', format: driver.format.id, backingFormats: formats }
}

async function filled(files: Files, path: string, options: OpenOptions, fill: Fill): Promise<void> {
  const disk = await openChain(files, path, { ...options, writable: true })
  try {
    await fill(disk)
    await disk.flush()
  } finally {
    await disk.close()
  }
}

/** The files as they will be: pairs of a name to be, and where the file is until it is complete. */
function filesAt(names: readonly (readonly [string, string])[], { flush }: CreateOptions): Files {
  const parts = new Map(names)
  return {
    ...nodeFiles,
    async open(path, writable) {
      const file = await nodeFiles.open(parts.get(path) ?? path, writable)
      if (!writable || flush !== false) return { ...file, path }
      return { ...file, path, store: unflushedStore(file.store as ByteStore) }
    },
  }
}

function checkNames(driver: Driver, options: CreateOptions): void {
  const { id } = driver.format
  const refuse = (state: string) => {
    throw new RangeError(`Cannot create ${id}: ${state}`)
  }
  if (driver.hasImageFile && options.imageFile === undefined) {
    refuse('it keeps its data in an image file: name one (-o image_file=NAME)')
  }
  if (!driver.hasImageFile && options.imageFile !== undefined) refuse('it has no image file')
  if (driver.needsBacking && options.backingFile === undefined) {
    refuse('it cannot do without a backing file: name one (-b NAME)')
  }
  const { clusterSize } = options
  if (clusterSize === undefined) return
  const sizes = driver.clusterSizes
  if (sizes === undefined) refuse('its cluster size cannot be chosen')
  else if (
    !Number.isInteger(Math.log2(clusterSize)) ||
    clusterSize < sizes.min ||
    clusterSize > sizes.max
  ) {
    refuse(`a cluster size is a power of two from ${sizes.min} to ${sizes.max}, not ${clusterSize}`)
  }
}

/** What a new image records of its backing file, and which files that one consists of. */
async function backingOf(path: string, options: CreateOptions) {
  const { backingFile: name, backingFormat: format } = options
  if (name === undefined) return undefined
  const target = nodeFiles.resolve(path, name)
  const facts = await stat(pathBytes(target)).catch(() => undefined)
  const mtime = facts === undefined ? 0 : Math.floor(facts.mtimeMs / 1000)
  if (options.unchecked === true) {
    return { name, format: familyOf(format), mtime, size: undefined, files: [target] }
  }
  const how = { policy: 'all', ...options.openBacking, withoutBacking: false, format } as const
  const image = await openImage(target, how)
  try {
    return {
      name,
      format: familyOf(format ?? image.format),
      mtime,
      size: image.size,
      files: filesOf(image),
    }
  } finally {
    await image.close()
  }
}

/** The name that headers have for a format: ids are ours alone. */
export function familyOf(format: string | undefined): string | undefined {
  return format === undefined ? undefined : (findFormat(format)?.family ?? format)
}

/** The files of one layer: the image, and the file of its data where it has one. */
export function ownFilesOf({ path, facts }: Image): readonly string[] {
  if (facts?.imageFile === undefined) return [path]
  return [path, nodeFiles.resolve(path, facts.imageFile)]
}

/** Every file that an open image consists of, from the top down. */
export function filesOf(image: Image): readonly string[] {
  const { backing } = image
  return [...ownFilesOf(image), ...(backing === undefined ? [] : filesOf(backing))]
}

/** A new image must not take the place of a file that it needs. */
async function refuseShared(
  path: string,
  imagePath: string | undefined,
  backing: readonly string[],
): Promise<void> {
  const own = imagePath === undefined ? [path] : [path, imagePath]
  for (const [at, one] of own.entries()) {
    for (const other of [...own.slice(at + 1), ...backing]) {
      if (!(await isSameFile(one, other))) continue
      throw new RangeError(
        `Cannot create "${printableText(path)}": it would write to "${printableText(other)}", which it also needs`,
      )
    }
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  if (resolvePath(await linkTarget(a)) === resolvePath(await linkTarget(b))) return true
  const [left, right] = await Promise.all([fileIdentity(a), fileIdentity(b)])
  return left !== undefined && left === right
}

/** A file that is there is not replaced by the way; an empty one has nothing to lose. */
async function refuseReplaced(path: string, { force }: CreateOptions): Promise<void> {
  const length = await fileLength(path)
  if (length === undefined || length === 0 || force === true) return
  const source = await openFile(path)
  const choice = chooseFormat(await source.read(0, headSize).finally(() => source.close()))
  const what =
    choice.kind === 'known' ? `an image (${choice.format.id})` : `a file of ${length} bytes`
  const state = `${what} is there already; choose another name, or replace it with --force`
  throw new FileError('create', path, { code: 'EEXIST', state })
}

async function refuseCut(path: string, size: number, force: boolean): Promise<void> {
  const length = await fileLength(path)
  if (length === undefined || length <= size || force) return
  throw new UnsupportedError(
    `Cannot use the image file "${printableText(path)}": it has ${length} bytes and would be cut to ${size}; give the disk that size, or use --force`,
    { code: 'feature', feature: 'image file' },
  )
}

/** Opens a file, made if it is not there, and flushes it after use. */
async function withStore(
  path: string,
  { flush }: CreateOptions,
  use: (store: ByteStore) => Promise<void>,
): Promise<void> {
  const exists = (await fileLength(path)) !== undefined
  const file = await openStore(path, exists ? {} : { create: 'new' })
  const store = flush === false ? unflushedStore(file) : file
  try {
    await use(store)
    await store.flush()
  } finally {
    await file.close()
  }
}

/** Runs `make`; if it fails, a file that was not there before is removed. */
async function keepIfMade(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const existed = (await fileLength(path)) !== undefined
  try {
    await make(path)
  } catch (error) {
    if (existed) throw error
    await rm(pathBytes(path), { force: true }).catch(() => {})
    throw creationError(error, { part: path, path })
  }
}

/** As `replaceFile`, for two files: the second is in place before the first, which names it. */
async function replacePair(
  path: string,
  imagePath: string,
  options: ReplaceOptions,
  make: (parts: Parts) => Promise<void>,
): Promise<void> {
  await replaceFile(path, options, async (part) => {
    await replaceFile(imagePath, options, (imagePart) => make({ part, imagePart }))
  })
}

/** How to replace a file. */
export interface ReplaceOptions {
  /** Stops it before the file gets its name. */
  readonly signal?: AbortSignal | undefined
}

const refuseWrite = (path: string) => (error: unknown) => {
  throw fileError('write', path, error)
}

/**
 * Lets `make` write a file beside `path`, and gives it that name when it is complete. A failure
 * removes what was written and leaves what was there. A link stays a link: what it leads to is made,
 * or replaced with the permissions that it has.
 *
 * @throws FileError if `path` is no regular file, or cannot be made or replaced
 */
export async function replaceFile(
  path: string,
  { signal }: ReplaceOptions,
  make: (part: string) => Promise<void>,
): Promise<void> {
  const exists = (await fileLength(path)) !== undefined
  const target = exists ? await nodeFiles.realPath(path) : await linkTarget(path)
  // A rename would go round the protection of a file that is not to be written.
  if (exists) await access(pathBytes(target), constants.W_OK).catch(refuseWrite(path))
  const part = join(dirname(target), `.cowtools-${crypto.randomUUID()}.part`)
  try {
    await make(part)
    signal?.throwIfAborted()
    if (exists) await chmod(pathBytes(part), (await stat(pathBytes(target))).mode & PERMISSIONS)
    await rename(pathBytes(part), pathBytes(target))
  } catch (error) {
    await rm(pathBytes(part), { force: true }).catch(() => {})
    throw creationError(error, { part, path, folder: dirname(target) })
  }
}

/** Most links that are followed, as the system does it. */
const MAX_LINKS = 40

/** Where a link leads, whether or not there is a file; of anything else the path itself. */
async function linkTarget(path: string, left = MAX_LINKS): Promise<string> {
  const facts = await lstat(pathBytes(path)).catch(() => undefined)
  if (facts?.isSymbolicLink() !== true || left === 0) return path
  const name = await readlink(pathBytes(path), { encoding: 'buffer' })
  const folder = await nodeFiles.realPath(dirname(path))
  return await linkTarget(resolvePath(folder, decodeText(name, 0, name.length)), left - 1)
}

/** The error about a part, or of the system, as one about the file that was to be made. */
function creationError(
  error: unknown,
  { part, path, folder = dirname(path) }: { part: string; path: string; folder?: string },
): unknown {
  const isAbout = error instanceof FileError ? error.path === part : isSystemError(error)
  if (!isAbout) return error
  const { code, state } = reasonOf(error)
  const where = `the folder "${printableText(folder)}"`
  const states: Readonly<Record<string, string>> = {
    ENOENT: `${where} does not exist`,
    EACCES: `permission denied in ${where}`,
  }
  return new FileError('create', path, { code, state: states[code] ?? state }, error)
}

/** The bits of a file's mode that are permissions. */
const PERMISSIONS = 0o777

/** An error of the system that no `FileError` tells of yet. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof FileError) && 'syscall' in error
}
