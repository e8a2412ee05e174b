/** Files as byte sources. Node only. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { encodeText, printableText } from '../binary/text.ts'
import { type ByteSource, readableLength } from './source.ts'

/** `stat` counts blocks of this many bytes, whatever the file system's own block size. */
const STAT_BLOCK_SIZE = 512

/** A file that cannot be opened or read; the message is complete. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** As the system names it: `ENOENT`; `ENOTFILE` for what is no regular file. */
  readonly code: string
  readonly path: string

  constructor(verb: 'open' | 'read', path: string, reason: { code: string; state: string }) {
    super(`Cannot ${verb} "${printableText(path)}": ${reason.state}`)
    this.code = reason.code
    this.path = path
  }
}

/** An open regular file. Close it after use. */
export class FileSource implements ByteSource {
  readonly size: number
  /** Bytes that the file takes on disk: less than `size` where it is sparse. */
  readonly allocatedSize: number
  readonly #path: string
  readonly #handle: FileHandle

  constructor(path: string, handle: FileHandle, stats: Stats) {
    this.#path = path
    this.#handle = handle
    this.size = stats.size
    this.allocatedSize = stats.blocks * STAT_BLOCK_SIZE
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(readableLength(this.size, offset, length))
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await this.#readAt(bytes, done, offset + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return bytes.subarray(0, done)
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #readAt(bytes: Uint8Array, done: number, position: number) {
    try {
      return await this.#handle.read(bytes, done, bytes.length - done, position)
    } catch (error) {
      throw new FileError('read', this.#path, reasonOf(error))
    }
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
  let handle: FileHandle | undefined
  try {
    refuseSpecial(path, await stat(path))
    // Between the two calls the path may have come to name a FIFO: do not wait for its writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await handle.stat()
    refuseSpecial(path, stats)
    return new FileSource(path, handle, stats)
  } catch (error) {
    await handle?.close()
    throw error instanceof FileError ? error : new FileError('open', path, reasonOf(error))
  }
}

/**
 * Length of a regular file, without opening it; undefined if there is no such file. `path` may hold
 * bytes that are no UTF-8, as `decodeText` gives them: names inside images do.
 *
 * @throws FileError if it is there and cannot be told, or is no regular file
 */
export async function fileLength(path: string): Promise<number | undefined> {
  try {
    const stats = await stat(Buffer.from(encodeText(path)))
    refuseSpecial(path, stats)
    return stats.size
  } catch (error) {
    if (error instanceof FileError) throw error
    const reason = reasonOf(error)
    if (reason.code === 'ENOENT' || reason.code === 'ENOTDIR') return undefined
    throw new FileError('open', path, reason)
  }
}

function refuseSpecial(path: string, stats: Stats): void {
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

const STATES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  EIO: 'input/output error',
  ERR_INVALID_ARG_VALUE: 'the name has a NUL inside',
}

function reasonOf(error: unknown): { code: string; state: string } {
  const { code = 'UNKNOWN', message } = error as { code?: string; message: string }
  return { code, state: STATES[code] ?? message }
}
