/** The undo record of a repair, in a file beside the image. */
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FileError, openFile, openStore, pathBytes } from '../source/file.ts'
import { UndoError, type UndoStore } from '../validate/undo.ts'

/** Where the undo record of an image is kept. */
export function undoPath(image: string): string {
  return `${image}.cowtools-undo`
}

/** The undo record of the image at a path without links. */
export function undoStoreFor(image: string): UndoStore {
  const path = undoPath(image)
  return {
    async read(limit) {
      try {
        const source = await openFile(path)
        return await source.read(0, limit).finally(() => source.close())
      } catch (error) {
        if (error instanceof FileError && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    create: (record) => createRecord(path, record),
    async remove() {
      await rm(pathBytes(path), { force: true })
      await flushFolder(dirname(path))
    },
  }
}

/** Writes a record under another name, and gives it its own when it is on the disk. */
async function createRecord(path: string, record: Uint8Array): Promise<void> {
  const part = join(dirname(path), `.cowtools-${crypto.randomUUID()}.part`)
  try {
    const store = await openStore(part, { create: 'new' })
    try {
      await store.write(0, record)
      await store.flush()
    } finally {
      await store.close()
    }
    await giveName(part, path)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const { code, state } = error
    throw new FileError('create', path, { code, state }, error)
  } finally {
    await rm(pathBytes(part), { force: true }).catch(() => {})
  }
  await flushFolder(dirname(path))
}

/** A link, unlike a new name, never replaces what is there; not every file system has links. */
async function giveName(part: string, path: string): Promise<void> {
  const exists = () =>
    new UndoError('repair', 'exists', 'a repair before this one can still be undone')
  try {
    await link(pathBytes(part), pathBytes(path))
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists()
    if (await lstat(pathBytes(path)).catch(() => undefined)) throw exists()
    await rename(pathBytes(part), pathBytes(path))
  }
}

/** Makes the names in a folder survive a crash. Some systems cannot, and do so by themselves. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(pathBytes(folder))
    await handle.sync()
  } catch (error) {
    if (codeOf(error) === 'EIO') throw error
  } finally {
    await handle?.close()
  }
}

const codeOf = (error: unknown) => (error as { code?: unknown }).code
