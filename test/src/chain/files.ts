/** Files in memory: chains without a disk, whose stores a test can watch, delay or fail. */
import { createOverlay, createRaw } from '../../../src/chain/create.ts'
import type { Files } from '../../../src/chain/index.ts'
import { driverFor } from '../../../src/formats/drivers.ts'
import { type ByteStore, type MemoryStore, memoryStore } from '../../../src/source/index.ts'

/** Puts something between an image and its file. */
export type Wrap = (path: string, store: ByteStore) => ByteStore

/** A file system in memory. Paths are as on POSIX and absolute; a file is known by its path. */
export interface MemoryFiles extends Files {
  /** What the files hold. */
  readonly stores: Map<string, MemoryStore>
  /** Other names of files and folders, each with what it leads to. */
  readonly links: Map<string, string>
  /** Every opening, in order: `read /base.raw`, `write /top.cow`. */
  readonly opens: readonly string[]
  /** Openings that were not closed. */
  readonly openCount: number
  /** The store of a file, made if it is not there, as an image that opens it sees it. */
  store(path: string): ByteStore
}

/** Makes a file system with the given files. */
export function memoryFiles(
  initial: Readonly<Record<string, Uint8Array>> = {},
  wrap: Wrap = (_path, store) => store,
): MemoryFiles {
  const stores = new Map<string, MemoryStore>()
  const wrapped = new Map<string, ByteStore>()
  const links = new Map<string, string>()
  const opens: string[] = []
  let openCount = 0

  function store(path: string): ByteStore {
    const known = wrapped.get(path)
    if (known) return known
    const inner = stores.get(path) ?? memoryStore()
    stores.set(path, inner)
    const outer = wrap(path, inner)
    wrapped.set(path, outer)
    return outer
  }

  for (const [path, bytes] of Object.entries(initial)) stores.set(path, memoryStore(bytes))
  return {
    stores,
    links,
    opens,
    get openCount() {
      return openCount
    },
    store,
    async open(path, writable) {
      const real = followed(links, path)
      if (!stores.has(real)) throw new Error(`Cannot open "${path}": no such file`)
      opens.push(`${writable ? 'write' : 'read'} ${real}`)
      openCount += 1
      let isOpen = true
      return {
        store: writable ? store(real) : readOnly(store(real)),
        path,
        identity: real,
        async close() {
          if (!isOpen) throw new Error(`"${path}" is closed already`)
          isOpen = false
          openCount -= 1
        },
      }
    },
    resolve: (base, name) => normalized(name.startsWith('/') ? name : `${base}/../${name}`),
    realPath: async (path) => followed(links, path),
  }
}

/** A store without the functions that change it: who was promised not to write, cannot. */
function readOnly(store: ByteStore) {
  return {
    get size() {
      return store.size
    },
    read: (offset: number, length: number) => store.read(offset, length),
  }
}

function normalized(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function followed(links: ReadonlyMap<string, string>, path: string): string {
  const clean = normalized(path)
  for (const [link, target] of links) {
    if (clean === link || clean.startsWith(`${link}/`)) {
      return followed(links, target + clean.slice(link.length))
    }
  }
  return clean
}

/** A new image in memory. */
export interface NewImageIn {
  /** `raw`, or an exact id. */
  readonly format: string
  readonly size: number
  readonly clusterSize?: number | undefined
  readonly backing?: { readonly name: string; readonly format?: string | undefined } | undefined
}

/** Makes an image; one that keeps its data apart gets an image file `<path>.img`. */
export async function createIn(files: MemoryFiles, path: string, image: NewImageIn): Promise<void> {
  const main = files.store(path)
  if (image.format === 'raw') return await createRaw(main, image.size)
  const driver = driverFor(image.format)
  const { size, clusterSize } = image
  const backing = image.backing && { ...image.backing, mtime: 0 }
  if (!driver.hasImageFile) return await createOverlay(driver, { main }, { size, backing })
  const imagePath = `${path}.img`
  const imageFile = imagePath.slice(imagePath.lastIndexOf('/') + 1)
  const parts = { main, image: files.store(imagePath) }
  await createOverlay(driver, parts, { size, clusterSize, backing, imageFile })
}
