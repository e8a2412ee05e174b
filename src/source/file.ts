/**
 * Files as byte sources and byte stores. Node only.
 *
 * A path may hold bytes that are no UTF-8, as `decodeText` gives them: names inside images do.
 */
import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { encodeText } from '../binary/text.ts'
import { FileError, fileError, reasonOf } from './file-error.ts'
import { type ByteSource, readableLength } from './source.ts'
import { type ByteStore, checkWrite } from './store.ts'

export { FileError } from './file-error.ts'

/** A path as the system takes it: names inside images may hold bytes that are no UTF-8. */
export const pathBytes = (path: string): Buffer => Buffer.from(encodeText(path))

/** `stat` counts blocks of this many bytes, whatever the file system's own block size. */
const STAT_BLOCK_SIZE = 512n
/** One call of the system gets no more bytes than this: it takes less than 2 GiB. */
const MAX_TRANSFER = 1 << 30

/** What `stat` told of a file when it was opened. */
type FileFacts = Pick<BigIntStats, 'size' | 'blocks' | 'dev' | 'ino'>

/** An open regular file. Close it after use. */
export class FileSource implements ByteSource {
  readonly size: number
  /** Bytes that the file takes on disk: less than `size` where it is sparse. */
  readonly allocatedSize: number
  /** Equal for two paths that lead to the same file. */
  readonly identity: string
  /** When its content was last changed, in whole seconds since 1970. */
  readonly modified: number
  readonly #path: string
  readonly #handle: FileHandle

  constructor(path: string, handle: FileHandle, facts: FileFacts & Pick<BigIntStats, 'mtimeNs'>) {
    this.#path = path
    this.#handle = handle
    this.size = Number(facts.size)
    this.modified = Math.floor(Number(facts.mtimeNs) / 1e9)
    this.allocatedSize = Number(facts.blocks * STAT_BLOCK_SIZE)
    this.identity = identityOf(facts)
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const count = readableLength(this.size, offset, length)
    return await readAll(this.#handle, { path: this.#path, offset, count })
  }

  async readInto(offset: number, target: Uint8Array): Promise<number> {
    const count = readableLength(this.size, offset, target.length)
    return await fill(this.#handle, target.subarray(0, count), { path: this.#path, offset })
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * An open regular file that can be changed. Close it after use.
 *
 * A flush that failed is failed for good, and so is every later one: the system reports the loss of
 * a write once, drops it, and would let the next flush succeed.
 */
export class FileStore implements ByteStore {
  /** Equal for two paths that lead to the same file. */
  readonly identity: string
  readonly #path: string
  readonly #handle: FileHandle
  #size: number
  #lost: FileError | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(path: string, handle: FileHandle, facts: FileFacts) {
    this.#path = path
    this.#handle = handle
    this.#size = Number(facts.size)
    this.identity = identityOf(facts)
  }

  /** Bytes, now. Growth by others is not seen. */
  get size(): number {
    return this.#size
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const count = readableLength(this.#size, offset, length)
    return await readAll(this.#handle, { path: this.#path, offset, count })
  }

  /** @throws FileError; some of the bytes may have been written */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    checkWrite(offset, bytes.length)
    for (let done = 0; done < bytes.length; ) {
      done += await this.#writeSome(bytes, done, offset + done)
      this.#size = Math.max(this.#size, offset + done)
    }
  }

  async resize(size: number): Promise<void> {
    checkWrite(size, 0)
    try {
      await this.#handle.truncate(size)
    } catch (error) {
      throw fileError('write', this.#path, error)
    }
    this.#size = size
  }

  /** One at a time: the system reports a lost write to the first flush that asks, and to no other. */
  async flush(): Promise<void> {
    const turn = this.#flushing.then(() => this.#flushOnce())
    this.#flushing = turn.catch(() => {})
    await turn
  }

  async #flushOnce(): Promise<void> {
    if (this.#lost) throw this.#lost
    try {
      await this.#handle.datasync()
    } catch (error) {
      this.#lost = fileError('write', this.#path, error)
      throw this.#lost
    }
  }

  /** Closes the file without a flush. */
  async close(): Promise<void> {
    await this.#handle.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #writeSome(bytes: Uint8Array, done: number, position: number): Promise<number> {
    const count = Math.min(bytes.length - done, MAX_TRANSFER)
    try {
      const { bytesWritten } = await this.#handle.write(bytes, done, count, position)
      if (bytesWritten > 0) return bytesWritten
    } catch (error) {
      throw fileError('write', this.#path, error)
    }
    throw new FileError('write', this.#path, { code: 'EIO', state: 'the system takes no bytes' })
  }
}

/**
 * Opens a regular file for reading.
 *
 * A folder, a FIFO or a device is refused without being opened: opening a FIFO would wait for its
 * writer, opening a tape rewinds it.
 *
 * @throws FileError
 */
export async function openFile(path: string): Promise<FileSource> {
  return await openAs(path, constants.O_RDONLY, async (handle, facts) => {
    return new FileSource(path, handle, facts)
  })
}

/** How to open a file for writing. */
export interface OpenStoreOptions {
  /**
   * | value       | file is there   | no such file |
   * |-------------|-----------------|--------------|
   * | `undefined` | opens it        | FileError    |
   * | `'new'`     | FileError       | creates it   |
   * | `'replace'` | cuts it to zero | creates it   |
   */
  readonly create?: 'new' | 'replace' | undefined
}

/**
 * Opens a regular file for reading and writing. What is no regular file is refused as by `openFile`.
 *
 * @throws FileError
 */
export async function openStore(path: string, options: OpenStoreOptions = {}): Promise<FileStore> {
  const { create } = options
  const creating = create === undefined ? 0 : constants.O_CREAT
  const exclusive = create === 'new' ? constants.O_EXCL : 0
  return await openAs(path, constants.O_RDWR | creating | exclusive, async (handle, facts) => {
    const store = new FileStore(path, handle, facts)
    if (create === 'replace') await store.resize(0)
    return store
  })
}

/** Opens a file that is regular, or is about to be created, and closes it again if `use` fails. */
async function openAs<Result>(
  path: string,
  flags: number,
  use: (handle: FileHandle, facts: BigIntStats) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle | undefined
  try {
    const name = pathBytes(path)
    await refuseSpecialPath(path, name, flags)
    // Between the two calls the path may have come to name a FIFO: do not wait for its writer.
    handle = await open(name, flags | (constants.O_NONBLOCK ?? 0))
    const facts = await handle.stat({ bigint: true })
    refuseSpecial(path, facts)
    return await use(handle, facts)
  } catch (error) {
    await handle?.close()
    throw fileError('open', path, error)
  }
}

async function refuseSpecialPath(path: string, name: Buffer, flags: number): Promise<void> {
  try {
    refuseSpecial(path, await stat(name, { bigint: true }))
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === 'ENOENT'
    if (!isMissing || (flags & constants.O_CREAT) === 0) throw error
  }
}

/**
 * Length of a regular file, without opening it; undefined if there is no such file.
 *
 * @throws FileError if it is there and cannot be told, or is no regular file
 */
export async function fileLength(path: string): Promise<number | undefined> {
  const facts = await factsOf(path)
  return facts === undefined ? undefined : Number(facts.size)
}

/**
 * Which file a path leads to: equal for two paths that lead to the same one, by whatever links.
 * Undefined if there is no such file.
 *
 * @throws FileError if it is there and cannot be told, or is no regular file
 */
export async function fileIdentity(path: string): Promise<string | undefined> {
  const facts = await factsOf(path)
  return facts === undefined ? undefined : identityOf(facts)
}

async function factsOf(path: string): Promise<BigIntStats | undefined> {
  try {
    const facts = await stat(pathBytes(path), { bigint: true })
    refuseSpecial(path, facts)
    return facts
  } catch (error) {
    if (error instanceof FileError) throw error
    const { code } = reasonOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw fileError('open', path, error)
  }
}

const identityOf = ({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>) => `${dev}:${ino}`

/** Reads `count` bytes; fewer where the file has come to end before that. */
async function readAll(
  handle: FileHandle,
  range: { path: string; offset: number; count: number },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(range.count)
  const done = await fill(handle, bytes, range)
  return bytes.subarray(0, done)
}

/** Reads until the buffer is full or the file ends; gives the number of bytes. */
async function fill(
  handle: FileHandle,
  bytes: Uint8Array,
  { path, offset }: { path: string; offset: number },
): Promise<number> {
  const count = bytes.length
  let done = 0
  while (done < count) {
    const wanted = Math.min(count - done, MAX_TRANSFER)
    const bytesRead = await readSome(handle, path, { bytes, done, wanted, position: offset + done })
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

async function readSome(
  handle: FileHandle,
  path: string,
  part: { bytes: Uint8Array; done: number; wanted: number; position: number },
): Promise<number> {
  try {
    return (await handle.read(part.bytes, part.done, part.wanted, part.position)).bytesRead
  } catch (error) {
    throw fileError('read', path, error)
  }
}

function refuseSpecial(path: string, stats: BigIntStats): void {
  if (stats.isFile()) return
  const kind = stats.isDirectory()
    ? 'a folder'
    : stats.isFIFO()
      ? 'a FIFO'
      : stats.isSocket()
        ? 'a socket'
        : 'a device'
  throw new FileError('open', path, { code: 'ENOTFILE', state: `is ${kind}, not a regular file` })
}
