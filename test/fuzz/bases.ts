/** Good images of every format, with the files that they name: what mutations begin with. */
import { UnsupportedError } from '../../src/binary/index.ts'
import { createOverlay, openImageFrom } from '../../src/chain/index.ts'
import { type Driver, driverFor, drivers } from '../../src/formats/drivers.ts'
import { type MemoryStore, memoryStore } from '../../src/source/index.ts'
import { createQcow2 } from './qcow2-image.ts'
import type { Random } from './random.ts'

/** Files by name; the image under test is `MAIN`. */
export type FileSet = Readonly<Record<string, Uint8Array>>

/** Name of the image under test. */
export const MAIN = 'image'

/** Names that people give to backing files. */
const NAMES = [
  'base.raw',
  'sub/base.raw',
  'a base.cow',
  'gr\u00fc\u00dfe-\u65e5\u672c.img',
  'x',
  'y'.repeat(200),
]
const SECTOR = 512
const MAX_WRITES = 6

/** A good image of that format. */
export async function createBase(format: string, random: Random): Promise<FileSet> {
  const isOverlay = drivers.some((driver) => driver.format.id === format)
  const stores: Record<string, MemoryStore> = {}
  if (isOverlay) await addOverlay(stores, { name: MAIN, format, depth: random.int(0, 3) }, random)
  else if (format === 'qcow2') return { [MAIN]: createQcow2(random) }
  else throw new RangeError(`Cannot make a base: nothing here makes ${format} images`)
  return Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, store.bytes()]))
}

interface Layer {
  readonly name: string
  readonly format: string
  /** Layers below. */
  readonly depth: number
}

/** Makes an image and those below it, and writes to it as a guest would; gives the size of the disk. */
async function addOverlay(
  stores: Record<string, MemoryStore>,
  { name, format, depth }: Layer,
  random: Random,
): Promise<number> {
  const driver = driverFor(format)
  const hasBacking = driver.needsBacking || depth > 0
  const layers = takesImages(driver) ? depth : 1
  const backing = hasBacking ? await addBacking(stores, layers, random) : undefined
  const size = sizeFor(driver, backing?.size, random)
  const main = memoryStore()
  stores[name] = main
  const imageFile = driver.hasImageFile ? unused(stores, 'disk.img') : undefined
  const image = imageFile === undefined ? undefined : memoryStore()
  if (imageFile !== undefined && image !== undefined) stores[imageFile] = image
  const { clusterSizes } = driver
  const clusterSize = clusterSizes && clusterSizes.min << random.int(0, 5)
  await createOverlay(driver, { main, image }, { size, clusterSize, backing, imageFile })
  await writeSome(stores, name, random)
  return size
}

/** Whether the backing file may be an image itself: for some formats it is always raw. */
function takesImages(driver: Driver): boolean {
  const backing = { name: 'below', format: driver.format.family, mtime: 0 }
  const header = driver.create({ size: 0, backing, imageFile: 'disk' })
  const { backingFormat } = driver.format.facts(header)
  return backingFormat === undefined || ['', backing.format].includes(backingFormat)
}

/** Some formats insist that the backing file is as long as the disk. */
function sizeFor({ format, sizeUnit }: Driver, below: number | undefined, random: Random): number {
  const isFixed = format.changedBacking?.size === 'error'
  return isFixed && below !== undefined && below % sizeUnit === 0 ? below : diskSize(random)
}

async function addBacking(stores: Record<string, MemoryStore>, depth: number, random: Random) {
  const name = unused(stores, random.pick(NAMES))
  const mtime = random.pick([0, 1, 1_300_000_000, 2 ** 31 - 1])
  if (depth <= 1) {
    const size = random.pick([0, 1, SECTOR, 5000, 16384])
    stores[name] = memoryStore(random.bytes(size))
    return { name, format: 'raw', mtime, size }
  }
  const format = random.pick(drivers).format
  // The name is taken before the layers below choose theirs.
  stores[name] = memoryStore()
  const size = await addOverlay(stores, { name, format: format.id, depth: depth - 1 }, random)
  return { name, format: format.family, mtime, size }
}

/** Mostly small disks; now and then one whose bitmap is not. */
function diskSize(random: Random): number {
  if (random.oneIn(12)) return 0
  if (random.oneIn(12)) return random.int(1, 2) * (1 << 20)
  return random.int(1, 160) * SECTOR
}

async function writeSome(
  stores: Record<string, MemoryStore>,
  name: string,
  random: Random,
): Promise<void> {
  const image = await openImageFrom(stores, name, {
    writable: true,
    probe: true,
    allowChangedBacking: true,
  })
  try {
    const reach = Math.min(image.size, 1 << 16)
    const count = reach === 0 ? 0 : random.int(0, MAX_WRITES)
    for (let write = 0; write < count; write++) {
      const offset = random.int(0, reach - 1)
      const bytes = random.bytes(Math.min(random.int(1, 3000), reach - offset))
      await image.write(offset, bytes).catch(ignoreUnsupported)
    }
  } finally {
    await image.close()
  }
}

/** Bitmaps of some formats have no bit for the last sectors, which cannot be written then. */
function ignoreUnsupported(error: unknown): void {
  if (!(error instanceof UnsupportedError)) throw error
}

/** A name that no file has yet. */
function unused(stores: Readonly<Record<string, unknown>>, name: string): string {
  return Object.hasOwn(stores, name) ? unused(stores, `${name}~`) : name
}
