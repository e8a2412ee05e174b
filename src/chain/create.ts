/** New images: a header, a bitmap of zeros, and room for the data. */
import { printableText } from '../binary/text.ts'
import type { Driver, NewImage } from '../formats/driver.ts'
import type { ByteStore } from '../source/store.ts'

/** The files of a new image, empty or about to be used. */
export interface NewFiles {
  readonly main: ByteStore
  /** The file for the data, where the format has one; what it holds is kept. */
  readonly image?: ByteStore | undefined
}

/** A size that a disk of this format can have: whole units, rounded down. */
export function diskSize(driver: Driver, size: number): number {
  return Math.floor(size / driver.sizeUnit) * driver.sizeUnit
}

/** The smallest size of a disk of this format that has room for `size` bytes. */
export function coveringSize(driver: Driver, size: number): number {
  return Math.ceil(size / driver.sizeUnit) * driver.sizeUnit
}

/**
 * Writes a new image and flushes it. The header comes last: until it is there, the file is of no
 * format. An image that was in these files is gone from the disk before anything of it is cut.
 *
 * @throws RangeError if a name or the size does not fit the format
 */
export async function createOverlay(
  driver: Driver,
  files: NewFiles,
  image: NewImage,
): Promise<void> {
  const { format } = driver
  const bytes = driver.create(image)
  refuseOtherFormat(driver, bytes, image.backing)
  const { imageSizeInput } = format.facts(bytes)
  const inputs = imageSizeInput ? { [imageSizeInput]: image.size } : {}
  const regions = format.regions(bytes, { inputs })
  const bitmap = regions.find((region) => region.kind === 'bitmap')
  const end = Number((bitmap?.offset ?? 0n) + (bitmap?.size ?? 0n))
  if (!Number.isSafeInteger(end))
    throw new RangeError(`Cannot create a disk of ${image.size} bytes`)
  if (files.main.size > 0) {
    await files.main.resize(0)
    await files.main.flush()
  }
  await files.main.resize(Math.max(end, bytes.length))
  if (files.image && files.image.size !== image.size) await files.image.resize(image.size)
  await files.image?.flush()
  // Else the new header could be on the disk before the bitmap is, over what was there.
  await files.main.flush()
  await files.main.write(0, bytes)
  await files.main.flush()
}

/**
 * Some formats leave no choice what the backing file is.
 *
 * @throws RangeError if the header says another format of it than `backing` does
 */
export function refuseOtherFormat(
  { format }: Driver,
  header: Uint8Array,
  backing: NewImage['backing'],
): void {
  const recorded = format.facts(header).backingFormat
  if (backing?.format === undefined || recorded === undefined) return
  if (recorded === '' || recorded === backing.format) return
  throw new RangeError(
    `Cannot use the backing file "${printableText(backing.name)}": the backing file of ${format.id} is always ${recorded}, not ${printableText(backing.format)}`,
  )
}

/** Makes a raw disk of zeros. */
export async function createRaw(store: ByteStore, size: number): Promise<void> {
  await store.resize(0)
  await store.resize(size)
}
