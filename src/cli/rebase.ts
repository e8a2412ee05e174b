/**
 * `cowtools rebase`: another backing file for an image, or none.
 *
 * Safe mode first copies into the image what would change its content, makes that durable, and only
 * then changes the header. Whatever the moment of a crash, the image shows the same disk.
 */
import { stat } from 'node:fs/promises'
import { Command } from 'commander'
import { printableText } from '../binary/text.ts'
import type { BlockDevice } from '../block/device.ts'
import { type Image, pullUp, refuseOtherFormat } from '../chain/index.ts'
import type { NewImage } from '../formats/driver.ts'
import { type Driver, driverFor } from '../formats/drivers.ts'
import {
  type FileStore,
  familyOf,
  filesOf,
  nodeFiles,
  openImage,
  openStore,
  ownFilesOf,
} from '../node.ts'
import { fileIdentity, fileLength, openFile } from '../source/file.ts'
import { readHeader } from '../source/index.ts'
import { CommandError } from './failure.ts'
import type { Io } from './io.ts'
import { backingFormatOf } from './new-image.ts'
import {
  OPENING_HELP,
  type OpeningOptions,
  openDisk,
  withDisk,
  withLayerOptions,
  withRescue,
} from './opening.ts'
import { examples, formatOption, progressOptions } from './options.ts'
import { type ProgressOptions, withProgress } from './progress.ts'
import { recordedFiles } from './recorded-files.ts'

interface Options extends OpeningOptions, ProgressOptions {
  readonly format?: string
  readonly backingFile: string
  readonly formatOfBacking?: string
  readonly unsafe?: boolean
}

/** Changes the backing file of an image. */
export function rebaseCommand(io: Io): Command {
  const command = new Command('rebase')
    .description('Give an image another backing file, or none.')
    .argument('<file>', 'image')
    .addOption(formatOption())
    .requiredOption('-b, --backing-file <file>', 'new backing file; "" for none')
    .option('-F, --format-of-backing <format>', 'format of the new backing file')
    .option('-u, --unsafe', 'change only the header: the new file has the content of the old one')
  for (const option of progressOptions()) command.addOption(option)
  return withLayerOptions(command)
    .addHelpText(
      'after',
      `${OPENING_HELP}${examples([
        'rebase --backing-format raw -b moved/base.raw -F raw disk.cow',
        'rebase -u -b renamed.raw -F raw disk.cow',
        'rebase -b "" a.acow',
      ])}`,
    )
    .action((file: string, options: Options) => rebase(file, options, io))
}

async function rebase(file: string, options: Options, io: Io): Promise<void> {
  const { format, unsafe } = options
  const next = await nextBacking(file, options, io)
  const named = { path: file, format, writable: unsafe !== true, withoutBacking: unsafe === true }
  const image = await openDisk(named, { options, io }).catch((error: unknown) => {
    throw withRescue(error)
  })
  try {
    if (image.format === 'raw') throw new CommandError('Cannot rebase a raw disk: it has no header')
    if (next) await refuseLoop(ownFilesOf(image), await filesBelow(file, next))
    await refuseUnfit(image, { next, options, io })
    if (unsafe !== true) await keepContent(image, { next, options, io })
  } finally {
    await image.close()
  }
  await changeHeader(file, { driver: driverFor(image.format), size: image.size }, next)
}

/** The files that the new backing file consists of, as far as they are there. */
async function filesBelow(
  file: string,
  { name, format }: NonNullable<NewImage['backing']>,
): Promise<readonly string[]> {
  return await recordedFiles({ path: nodeFiles.resolve(file, name), format })
}

/** What the header shall say of the new backing file. */
async function nextBacking(file: string, options: Options, io: Io): Promise<NewImage['backing']> {
  const { backingFile: name, formatOfBacking } = options
  if (name === '') return undefined
  await refuseLoop([file], [nodeFiles.resolve(file, name)])
  const format = formatOfBacking ?? (await backingFormatOf(file, name, { options, io }))
  const facts = await stat(nodeFiles.resolve(file, name)).catch(() => undefined)
  const mtime = facts === undefined ? 0 : Math.floor(facts.mtimeMs / 1000)
  return { name, format, mtime }
}

interface Context {
  readonly next: NewImage['backing']
  readonly options: Options
  readonly io: Io
}

/** A header that its own format would refuse is not written, nor one that would not be opened again. */
async function refuseUnfit(image: Image, { next, options }: Context): Promise<void> {
  const driver = driverFor(image.format)
  const { format } = driver
  const source = await openFile(image.path)
  try {
    const before = await readHeader(source, format)
    const after = driver.rebase(before, next && { ...next, format: familyOf(next.format) })
    refuseOtherFormat(driver, after, next && { ...next, format: familyOf(next.format) })
    const errors = (bytes: Uint8Array) =>
      format.check(bytes, { fileSize: source.size }).filter(({ severity }) => severity === 'error')
    const known = new Set(errors(before).map(({ rule }) => rule))
    const fault = errors(after).find(({ rule }) => !known.has(rule))
    if (fault === undefined) return await refuseOtherSize(image, next, options)
    throw new CommandError(
      `Cannot rebase "${printableText(image.path)}": ${fault.message} (${fault.rule})`,
    )
  } finally {
    await source.close()
  }
}

/** Where the header has the size of the backing file, the next one has to have that size too. */
async function refuseOtherSize(
  image: Image,
  next: NewImage['backing'],
  { allowChangedBacking }: Options,
): Promise<void> {
  const recorded = image.facts?.backingSize
  const { changedBacking } = driverFor(image.format).format
  if (next === undefined || recorded === undefined) return
  if (changedBacking?.size !== 'error' || allowChangedBacking === true) return
  const length = await fileLength(nodeFiles.resolve(image.path, next.name))
  if (length === undefined || BigInt(length) === recorded) return
  throw new CommandError(
    `Cannot rebase "${printableText(image.path)}": the disk is as large as its backing file, ${recorded} bytes, and "${printableText(next.name)}" has ${length}; use --allow-changed-backing to do it all the same`,
  )
}

/** Copies into the image what it would not show any more over the new backing file, or over none. */
async function keepContent(image: Image, { next, options, io }: Context): Promise<void> {
  if (next === undefined) return await pullContent(image, undefined, { options, io })
  const path = nodeFiles.resolve(image.path, next.name)
  // The formats on the command line are those of the layers that are there now.
  const { backingFormat, ...others } = options
  await withDisk({ path, format: next.format }, { options: others, io }, async (below) => {
    await refuseLoop(ownFilesOf(image), filesOf(below))
    await pullContent(image, below, { options, io })
  })
}

/** An image cannot be below itself. */
async function refuseLoop(own: readonly string[], below: readonly string[]): Promise<void> {
  for (const one of own) {
    const identity = await fileIdentity(one)
    for (const other of below) {
      if (identity === undefined || (await fileIdentity(other)) !== identity) continue
      const name = printableText(one)
      throw new CommandError(`Cannot rebase "${name}": it would be its own backing file`)
    }
  }
}

async function pullContent(
  image: Image,
  below: Image | undefined,
  { options, io }: Omit<Context, 'next'>,
): Promise<void> {
  const { unbacked } = driverFor(image.format)
  await io.interruptible((signal) =>
    withProgress(io, options, async (onProgress) => {
      const merging = { signal, onProgress }
      if (below !== undefined || unbacked === 'zeros') await pullUp(image, below, merging)
      else if (unbacked === 'uncertain') await pullUp(image, undefined, { ...merging, all: true })
      else await withImageFile(image, (data) => pullUp(image, data, merging))
    }),
  )
}

/** The image file as a disk: what shows when the bitmap is not used. */
async function withImageFile(
  { path, facts }: Image,
  use: (data: BlockDevice) => Promise<void>,
): Promise<void> {
  const data = await openImage(nodeFiles.resolve(path, facts?.imageFile ?? ''), { format: 'raw' })
  try {
    await use(data)
  } finally {
    await data.close()
  }
}

/** Writes the new header; an image that held everything gets the bits that say so first. */
async function changeHeader(
  file: string,
  { driver, size }: { readonly driver: Driver; readonly size: number },
  next: NewImage['backing'],
): Promise<void> {
  const { format } = driver
  const store = await openStore(file)
  try {
    const before = await readHeader(store, format)
    const after = driver.rebase(before, next && { ...next, format: familyOf(next.format) })
    const { imageSizeInput } = format.facts(before)
    const inputs = imageSizeInput === undefined ? {} : { [imageSizeInput]: size }
    const [old, bitmap] = [before, after].map((bytes) =>
      format.regions(bytes, { fileSize: store.size, inputs }).find(({ kind }) => kind === 'bitmap'),
    )
    if (old === undefined && bitmap !== undefined) {
      await setAllBits(store, Number(bitmap.offset), Number(bitmap.bitmap?.count))
      await store.flush()
    }
    await store.write(0, after)
    await store.flush()
  } finally {
    await store.close()
  }
}

/** Bytes per request. */
const PIECE = 1 << 20

/** Sets the first `count` bits of a bitmap at `start`; those after them in the last byte are 0. */
async function setAllBits(store: FileStore, start: number, count: number): Promise<void> {
  const whole = Math.floor(count / 8)
  for (let at = 0; at < whole; at += PIECE) {
    await store.write(start + at, new Uint8Array(Math.min(PIECE, whole - at)).fill(0xff))
  }
  const rest = count % 8
  if (rest > 0) await store.write(start + whole, Uint8Array.of((1 << rest) - 1))
}
