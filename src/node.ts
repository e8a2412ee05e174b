/** What needs Node: files as sources and stores, and images by path. */
import { constants } from 'node:fs'
import { access, chmod, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { UnsupportedError } from './binary/errors.ts'
import { decodeText, encodeText, printableText } from './binary/text.ts'
import { createOverlay, createRaw, diskSize } from './chain/create.ts'
import type { Files } from './chain/files.ts'
import { type Image, type OpenOptions, openChain } from './chain/open.ts'
import { type Driver, driverFor } from './formats/drivers.ts'
import { findFormat } from './formats/index.ts'
import { FileError, fileIdentity, fileLength, openFile, openStore } from './source/file.ts'
import { fileError } from './source/file-error.ts'

export { FileError, type FileSource, type FileStore, openFile, openStore } from './source/file.ts'

/** The files of this machine. */
export const nodeFiles: Files = {
  async open(path, writable) {
    const store = writable ? await openStore(path) : await openFile(path)
    return { store, path, identity: store.identity, close: () => store.close() }
  },
  resolve: (base, name) => resolvePath(dirname(base), name),
  async realPath(path) {
    try {
      const real = await realpath(bytesOf(path), { encoding: 'buffer' })
      return decodeText(real, 0, real.length)
    } catch (error) {
      throw fileError('open', path, error)
    }
  },
}

/** A path as the system takes it: names inside images may hold bytes that are no UTF-8. */
const bytesOf = (path: string): Buffer => Buffer.from(encodeText(path))

/**
 * Opens an image and, as the policy allows, what is below it.
 *
 * @throws FormatError, UnsupportedError, FileError
 */
export function openImage(path: string, options: OpenOptions = {}): Promise<Image> {
  return openChain(nodeFiles, path, options)
}

/** A new image. Names in it are relative to its own folder. */
export interface CreateOptions {
  /** Exact id, a family with one format, or `raw`. */
  readonly format: string
  /** Bytes; that of the backing file if left out. */
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
  /** Cut an image file that is longer than the disk. */
  readonly force?: boolean | undefined
}

/** Puts content on a new disk, before its files get their names. */
export type Fill = (disk: Image) => Promise<void>

/**
 * Makes an image. The file gets its name when it is complete: a failure leaves what was there.
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
  await replaceFile(path, async (part) => {
    await withStore(part, 'replace', (store) => createRaw(store, size))
    if (fill) await filled(nodeFiles, part, { format: 'raw' }, fill)
  })
}

async function createOver(path: string, options: CreateOptions, fill?: Fill): Promise<void> {
  const driver = driverFor(findFormat(options.format)?.id ?? options.format)
  checkNames(driver, options)
  const { imageFile } = options
  const imagePath = imageFile === undefined ? undefined : nodeFiles.resolve(path, imageFile)
  const backing = await backingOf(path, options)
  await refuseShared(path, imagePath, backing?.files ?? [])
  const asked = options.size ?? backing?.size
  if (asked === undefined) {
    throw new RangeError(`Cannot create ${driver.format.id}: it needs a size or a backing file`)
  }
  const image = { ...options, size: diskSize(driver, asked), backing }
  if (imagePath === undefined) {
    await replaceFile(path, async (part) => {
      await withStore(part, 'replace', (main) => createOverlay(driver, { main }, image))
      if (fill) await filled(filesAt(path, part), part, openingOf(driver, options), fill)
    })
  } else if (fill === undefined) {
    await refuseCut(imagePath, image.size, options.force === true)
    await keepIfMade(imagePath, () =>
      replaceFile(path, (part) => createPair(driver, { part, imagePart: imagePath }, image)),
    )
  } else {
    await replacePair(path, imagePath, async (parts) => {
      await createPair(driver, parts, image)
      const files = filesAt(path, parts.part, { name: imagePath, part: parts.imagePart })
      await filled(files, parts.part, openingOf(driver, options), fill)
    })
  }
}

/** A header and the file of its data, under the names that they have until they are complete. */
interface Parts {
  readonly part: string
  readonly imagePart: string
}

async function createPair(
  driver: Driver,
  { part, imagePart }: Parts,
  image: Parameters<typeof createOverlay>[2],
): Promise<void> {
  await withStore(imagePart, 'keep', (store) =>
    withStore(part, 'replace', (main) => createOverlay(driver, { main, image: store }, image)),
  )
}

function openingOf(driver: Driver, options: CreateOptions): OpenOptions {
  // Whatever else: what the new image is over must show, or it would be written over zeros.
  const { backingFormats = [], withoutBacking: _, ...rest } = options.openBacking ?? {}
  const formats = [options.backingFormat, ...backingFormats]
  return { ...rest, policy: 'all', format: driver.format.id, backingFormats: formats }
}

async function filled(files: Files, part: string, options: OpenOptions, fill: Fill): Promise<void> {
  const disk = await openChain(files, part, { ...options, writable: true })
  try {
    await fill(disk)
    await disk.flush()
  } finally {
    await disk.close()
  }
}

/** The files as they will be: a part is read under the name that the image has for it. */
function filesAt(
  path: string,
  part: string,
  image?: { readonly name: string; readonly part: string },
): Files {
  return {
    ...nodeFiles,
    resolve: (base, name) => nodeFiles.resolve(base === part ? path : base, name),
    open: (name, writable) => nodeFiles.open(name === image?.name ? image.part : name, writable),
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
  const facts = await stat(bytesOf(target)).catch(() => undefined)
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
  if (resolvePath(a) === resolvePath(b)) return true
  const [left, right] = await Promise.all([fileIdentity(a), fileIdentity(b)])
  return left !== undefined && left === right
}

async function refuseCut(path: string, size: number, force: boolean): Promise<void> {
  const length = await fileLength(path)
  if (length === undefined || length <= size || force) return
  throw new UnsupportedError(
    `Cannot use the image file "${printableText(path)}": it has ${length} bytes and would be cut to ${size}; give the disk that size, or use --force`,
    { code: 'feature', feature: 'image file' },
  )
}

type Store = Awaited<ReturnType<typeof openStore>>

async function withStore(
  path: string,
  mode: 'replace' | 'keep',
  use: (store: Store) => Promise<void>,
): Promise<void> {
  const exists = mode === 'keep' && (await fileLength(path)) !== undefined
  const store = await openStore(path, exists ? {} : { create: 'new' })
  try {
    await use(store)
    await store.flush()
  } finally {
    await store.close()
  }
}

/** Runs `make`; if it fails, a file that was not there before is removed. */
async function keepIfMade(path: string, make: () => Promise<void>): Promise<void> {
  const existed = (await fileLength(path)) !== undefined
  try {
    await make()
  } catch (error) {
    if (!existed) await rm(bytesOf(path), { force: true })
    throw error
  }
}

/** As `replaceFile`, for two files: the second is in place before the first, which names it. */
async function replacePair(
  path: string,
  imagePath: string,
  make: (parts: Parts) => Promise<void>,
): Promise<void> {
  await replaceFile(path, async (part) => {
    await replaceFile(imagePath, (imagePart) => make({ part, imagePart }))
  })
}

const refuseWrite = (path: string) => (error: unknown) => {
  throw fileError('write', path, error)
}

/**
 * Lets `make` write a file beside `path`, and gives it that name when it is complete. A failure
 * removes what was written and leaves what was there. A link stays a link: what it leads to is
 * replaced, and keeps its permissions.
 *
 * @throws FileError if `path` is no regular file, or cannot be replaced
 */
export async function replaceFile(
  path: string,
  make: (part: string) => Promise<void>,
): Promise<void> {
  const exists = (await fileLength(path)) !== undefined
  const target = exists ? await nodeFiles.realPath(path) : path
  // A rename would go round the protection of a file that is not to be written.
  if (exists) await access(bytesOf(target), constants.W_OK).catch(refuseWrite(path))
  const part = join(dirname(target), `.cowtools-${crypto.randomUUID()}.part`)
  try {
    await make(part)
    if (exists) await chmod(bytesOf(part), (await stat(bytesOf(target))).mode & PERMISSIONS)
    await rename(bytesOf(part), bytesOf(target))
  } catch (error) {
    await rm(bytesOf(part), { force: true }).catch(() => {})
    throw isSystemError(error) ? fileError('write', path, error) : error
  }
}

/** The bits of a file's mode that are permissions. */
const PERMISSIONS = 0o777

/** An error of the system that no `FileError` tells of yet. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof FileError) && 'syscall' in error
}
