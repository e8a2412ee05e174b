/**
 * Opens any format that is a header, an allocation bitmap and data at computed places: where things
 * are comes from the format's regions, and nothing here knows a format.
 */
import { FormatError } from '../binary/errors.ts'
import type { Context, Format, ImageFacts, Region } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import { type Bitmap, openBitmap, withClearEnd } from '../bitmap/index.ts'
import type { BlockDevice } from '../block/device.ts'
import { readHeader } from '../source/header.ts'
import type { ByteSource } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'
import { cowDevice, type SizeChange } from './engine.ts'
import { trackedStore } from './tracked-store.ts'

/** A file of an image, open. */
export interface OpenedFile {
  /** A store if it was opened for writing. */
  readonly store: ByteSource | ByteStore
  /** As it was opened. */
  readonly path: string
  /** The same for two names of one file. */
  readonly identity: string
  /** When its content was last changed, in whole seconds since 1970; undefined where nobody knows. */
  readonly modified?: number | undefined
  close(): Promise<void>
}

/** The header of an image and the files that hold it. */
export interface OverlayFiles {
  readonly main: OpenedFile
  /** The file that holds the data, for formats that keep it apart. */
  readonly image: OpenedFile | undefined
}

/** What a header says of its image. */
export interface OverlayHeader {
  readonly format: Format
  readonly bytes: Uint8Array
  readonly facts: ImageFacts
}

/**
 * Reads and parses the header of an image.
 *
 * @throws FormatError if it breaks its format
 */
export async function readOverlayHeader(format: Format, main: OpenedFile): Promise<OverlayHeader> {
  const bytes = await readHeader(main.store, format)
  try {
    format.parse(bytes)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const { code, field, offset, message } = error
    const state = message.replace(/^Cannot/, 'cannot')
    throw cannotOpen(main, state, { code, field, offset, cause: error })
  }
  return { format, bytes, facts: format.facts(bytes, { fileSize: main.store.size }) }
}

/** How to change the size of an open image: which bytes of the header, and which file. */
export type ResizeHeader = (bytes: Uint8Array, size: number) => Uint8Array

/**
 * Makes a device of an opened image.
 *
 * @throws FormatError if the place of its parts cannot be told, or is absurd
 */
export async function openOverlay(
  header: OverlayHeader,
  files: OverlayFiles,
  options: {
    readonly below: BlockDevice | undefined
    readonly writable: boolean
    readonly resizeHeader?: ResizeHeader | undefined
    /** Told of faults that reading can live with. */
    readonly onWarning?: ((message: string) => void) | undefined
  },
): Promise<BlockDevice> {
  const { main, image } = files
  const { writable, below } = options
  refuseFaults(header, files, options)
  const geometry = geometryOf(header, files)
  const tracked = (file: OpenedFile) =>
    writable ? trackedStore(file.store as ByteStore) : (file.store as ByteStore)
  const metadata = tracked(main)
  const data = image ? tracked(image) : metadata
  const bits = geometry.bitmap && openBitmap(metadata, { ...geometry.bitmap, writable })
  const clusters = Math.ceil(geometry.size / geometry.clusterSize)
  const isShort = bits !== undefined && bits.count < clusters
  const bitmap = isShort ? withClearEnd(bits, clusters) : bits
  const parts = { header, files, geometry, metadata, data, bitmap, isShort }
  return cowDevice({
    size: geometry.size,
    clusterSize: geometry.clusterSize,
    data: { store: data, offset: geometry.dataOffset, file: (image ?? main).path },
    bitmap,
    writableEnd: isShort ? bits.count * geometry.clusterSize : undefined,
    below: bitmap && below,
    metadata: writable ? metadata : undefined,
    resize: writable ? (size) => sizeChange(parts, size, options.resizeHeader) : undefined,
    close: () => closeAll([main, image, below]),
  })
}

/**
 * An image that breaks a rule of its format is not opened: an unknown feature, or a place that two
 * fields give differently, would show wrong data. A bitmap that the file cuts off is read as the old
 * tools read it, with a warning, and not written.
 */
function refuseFaults(
  header: OverlayHeader,
  files: OverlayFiles,
  options: {
    readonly writable: boolean
    readonly onWarning?: ((message: string) => void) | undefined
  },
): void {
  const findings = header.format.check(header.bytes, contextOf(header.facts, files))
  for (const { rule, severity, message, field, offset } of findings) {
    if (severity !== 'error') continue
    if (!options.writable && rule.endsWith('.beyond_file')) {
      options.onWarning?.(`${files.main.path}: ${message}; what is missing reads as zeros`)
      continue
    }
    const details = { code: 'broken-rule', field, offset: Number(offset) } as const
    throw cannotOpen(files.main, `${message} (${rule})`, details)
  }
}

/** Closes each, even if another fails. */
async function closeAll(all: readonly ({ close(): Promise<void> } | undefined)[]): Promise<void> {
  const results = await Promise.allSettled(all.map(async (one) => await one?.close()))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

interface Geometry {
  readonly size: number
  readonly clusterSize: number
  readonly dataOffset: number
  readonly bitmap: { readonly offset: number; readonly count: number } | undefined
}

/** The numbers of an image, all known and all safe. */
function geometryOf(header: OverlayHeader, files: OverlayFiles): Geometry {
  const { format, bytes } = header
  const context = contextOf(header.facts, files)
  const { virtualSize, clusterSize } = format.facts(bytes, context)
  const regions = format.regions(bytes, context)
  const bitmap = regions.find((region) => region.kind === 'bitmap')
  const data = regions.find((region) => region.kind === 'data')
  if (data === undefined && files.image === undefined) {
    throw cannotOpen(files.main, 'it names no image file, and has no data itself', {
      code: 'out-of-bounds',
      field: 'image_file',
      offset: 0,
    })
  }
  const safe = (what: string, value: bigint | undefined) => safeNumber(files.main, what, value)
  return {
    size: safe('the virtual size', virtualSize),
    clusterSize: safe('the cluster size', bitmap?.bitmap?.unit ?? clusterSize),
    dataOffset: files.image ? 0 : safe('the place of the data', data?.offset),
    bitmap: bitmap && {
      offset: safe(`the place of ${bitmap.name}`, bitmap.offset),
      count: safe(`the length of ${bitmap.name}`, bitmap.bitmap?.count),
    },
  }
}

function contextOf(facts: ImageFacts, files: OverlayFiles): Context {
  const inputs = facts.imageSizeInput ? { [facts.imageSizeInput]: files.image?.store.size } : {}
  return { fileSize: files.main.store.size, inputs }
}

function safeNumber(main: OpenedFile, what: string, value: bigint | undefined): number {
  if (value !== undefined && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return Number(value)
  }
  const state = value === undefined ? 'cannot be told from the header' : `is ${value} bytes`
  throw cannotOpen(main, `${what} ${state}`, { code: 'out-of-range', field: what, offset: 0 })
}

function cannotOpen(
  main: OpenedFile,
  state: string,
  details: ConstructorParameters<typeof FormatError>[1],
): FormatError {
  return new FormatError(`Cannot open "${printableText(main.path)}": ${state}`, details)
}

/** Where an image that is resized keeps its parts. */
interface Resizing {
  readonly header: OverlayHeader
  readonly files: OverlayFiles
  readonly geometry: Geometry
  readonly metadata: ByteStore
  /** The image file, or the same as `metadata`. */
  readonly data: ByteStore
  readonly bitmap: Bitmap | undefined
  /** The last clusters of the disk have no bit. */
  readonly isShort: boolean
}

/**
 * How an image comes to another size. Where the header says it, the header is written last when the
 * disk grows and first when it is cut; where the length of the image file does, so is that.
 */
function sizeChange(
  parts: Resizing,
  size: number,
  resizeHeader: ResizeHeader | undefined,
): SizeChange {
  const { header, files, geometry, metadata, data, bitmap } = parts
  const bytes = resizeHeader ? resizeHeader(header.bytes.slice(), size) : header.bytes
  const context = sizedContext(parts, size)
  const regions = header.format.regions(bytes, context)
  refuseSize(size, header.format.facts(bytes, context).virtualSize)
  const before = header.format.regions(header.bytes, contextOf(header.facts, files))
  refuseMovedData(before, regions)
  refuseBitless(parts.isShort, regions, size)
  const region = regions.find((one) => one.kind === 'bitmap')
  const count = Number(region?.bitmap?.count ?? 0n)

  const resizeImage = async () => {
    if (files.image === undefined) return
    await data.resize(size)
    await data.flush()
  }
  const writeHeader = async () => {
    if (resizeHeader === undefined) return
    await metadata.write(0, bytes)
    await metadata.flush()
    header.bytes.set(bytes)
  }
  return {
    async cut() {
      await writeHeader()
      await resizeImage()
      await bitmap?.resize(count)
    },
    async grow(from, zeros) {
      const end = geometry.dataOffset + from
      if (data.size > end) {
        await data.resize(end)
        await data.flush()
      }
      await bitmap?.resize(count)
      await bitmap?.setRange(zeros.first, zeros.end)
      await bitmap?.writeBack(() => data.flush())
      const areaEnd = Number((region?.offset ?? 0n) + (region?.size ?? 0n))
      if (metadata.size < areaEnd) await metadata.resize(areaEnd)
      await metadata.flush()
      await resizeImage()
      await writeHeader()
    },
  }
}

function sizedContext({ header, files }: Resizing, size: number): Context {
  const { imageSizeInput } = header.facts
  const inputs = imageSizeInput ? { [imageSizeInput]: size } : {}
  return { fileSize: files.main.store.size, inputs }
}

function refuseSize(size: number, told: bigint | undefined): void {
  if (told === BigInt(size)) return
  throw new RangeError(`Cannot resize to ${size} bytes: disks of this format are whole sectors`)
}

/** No cluster of the disk may be without a bit, as the last ones are in some old formats. */
function refuseBitless(isShort: boolean, after: readonly Region[], size: number): void {
  const bitmap = after.find((one) => one.kind === 'bitmap')?.bitmap
  const { count, unit } = bitmap ?? {}
  const isBitless = count !== undefined && unit !== undefined && count * unit < BigInt(size)
  if (!isShort && !isBitless) return
  throw new RangeError(
    'Cannot resize: the last sectors of the disk have no bit in this format; convert the image instead',
  )
}

function refuseMovedData(before: readonly Region[], after: readonly Region[]): void {
  const place = (regions: readonly Region[]) => regions.find((one) => one.kind === 'data')?.offset
  if (place(before) === place(after)) return
  throw new RangeError(
    'Cannot resize: the data would begin elsewhere, since the bitmap changes its length; convert the image instead',
  )
}
