/**
 * Opens any format that is a header, an allocation bitmap and data at computed places: where things
 * are comes from the format's regions, and nothing here knows a format.
 */
import { FormatError } from '../binary/errors.ts'
import type { Context, Format, ImageFacts, Region } from '../binary/format.ts'
import { type Bitmap, openBitmap } from '../bitmap/index.ts'
import type { BlockDevice } from '../block/device.ts'
import { readHeader } from '../source/header.ts'
import type { ByteSource } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'
import { cowDevice } from './engine.ts'

/** A file of an image, open. */
export interface OpenedFile {
  /** A store if it was opened for writing. */
  readonly store: ByteSource | ByteStore
  /** As it was opened. */
  readonly path: string
  /** The same for two names of one file. */
  readonly identity: string
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
  format.parse(bytes)
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
  },
): Promise<BlockDevice> {
  const { main, image } = files
  const geometry = geometryOf(header, files)
  const metadata = options.writable ? (main.store as ByteStore) : undefined
  const { writable } = options
  const bitmap =
    geometry.bitmap && openBitmap(main.store as ByteStore, { ...geometry.bitmap, writable })
  const data = image ?? main
  const hasNoBitmap = geometry.bitmap === undefined
  return cowDevice({
    size: geometry.size,
    clusterSize: geometry.clusterSize,
    data: { store: data.store, offset: geometry.dataOffset, file: data.path },
    bitmap,
    below: hasNoBitmap ? undefined : options.below,
    metadata,
    resize:
      metadata &&
      ((size) => resizeOverlay({ header, files, metadata, bitmap }, size, options.resizeHeader)),
    close: async () => {
      await main.close()
      await image?.close()
      if (hasNoBitmap) await options.below?.close()
    },
  })
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
    throw new FormatError('Cannot open the image: it names no image file, and has no data itself', {
      code: 'out-of-bounds',
      field: 'image_file',
      offset: 0,
    })
  }
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

function safe(what: string, value: bigint | undefined): number {
  if (value !== undefined && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return Number(value)
  }
  const state = value === undefined ? 'cannot be told from the header' : `is ${value} bytes`
  throw new FormatError(`Cannot open the image: ${what} ${state}`, {
    code: 'out-of-range',
    field: what,
    offset: 0,
  })
}

/** Where an image that is resized keeps its parts. */
interface Resizing {
  readonly header: OverlayHeader
  readonly files: OverlayFiles
  readonly metadata: ByteStore
  readonly bitmap: Bitmap | undefined
}

/**
 * Grows or cuts an image. Growing clears the new bits and flushes them before the new size shows;
 * cutting shows the new size first.
 */
async function resizeOverlay(
  parts: Resizing,
  size: number,
  resizeHeader: ResizeHeader | undefined,
): Promise<void> {
  const { header, files, metadata, bitmap } = parts
  const { format } = header
  const bytes = resizeHeader ? resizeHeader(header.bytes.slice(), size) : header.bytes
  const image = files.image?.store as ByteStore | undefined
  const inputs = header.facts.imageSizeInput ? { [header.facts.imageSizeInput]: size } : {}
  const regions = format.regions(bytes, { fileSize: files.main.store.size, inputs })
  refuseMovedData(format.regions(header.bytes, contextOf(header.facts, files)), regions)
  const region = regions.find((one) => one.kind === 'bitmap')
  const count = Number(region?.bitmap?.count ?? 0n)
  const grows = bitmap !== undefined && count > bitmap.count
  if (bitmap && grows) await resizeBitmap(bitmap, count, metadata)
  await image?.resize(size)
  await image?.flush()
  if (resizeHeader) await metadata.write(0, bytes)
  await metadata.flush()
  header.bytes.set(bytes)
  if (bitmap && !grows) await resizeBitmap(bitmap, count, metadata)
  const end = Number((region?.offset ?? 0n) + (region?.size ?? 0n))
  if (metadata.size < end) await metadata.resize(end)
}

async function resizeBitmap(bitmap: Bitmap, count: number, metadata: ByteStore): Promise<void> {
  await bitmap.resize(count)
  await bitmap.writeBack(async () => {})
  await metadata.flush()
}

function refuseMovedData(before: readonly Region[], after: readonly Region[]): void {
  const place = (regions: readonly Region[]) => regions.find((one) => one.kind === 'data')?.offset
  if (place(before) === place(after)) return
  throw new RangeError(
    'Cannot resize: the data would begin elsewhere, since the bitmap changes its length; convert the image instead',
  )
}
