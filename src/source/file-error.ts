import { printableText } from '../binary/text.ts'

/** What the system says went wrong, as a code and in words. */
export interface FileReason {
  /** As the system names it: `ENOENT`; `ENOTFILE` for what is no regular file. */
  readonly code: string
  readonly state: string
  /** What the message calls the file; its path in quotes if left out. */
  readonly what?: string | undefined
}

/** What was to be done to a file. */
type Verb = 'open' | 'read' | 'write' | 'create'

/** A file that cannot be opened, read, written or created; the message is complete. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** As the system names it: `ENOENT`; `ENOTFILE` for what is no regular file. */
  readonly code: string
  readonly path: string
  /** What went wrong, in words. */
  readonly state: string

  constructor(verb: Verb, path: string, reason: FileReason, cause?: unknown) {
    const options = cause === undefined ? undefined : { cause }
    const { state, what = `"${printableText(path)}"` } = reason
    super(`Cannot ${verb} ${what}: ${state}`, options)
    this.code = reason.code
    this.path = path
    this.state = reason.state
  }
}

const STATES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EEXIST: 'the file exists already',
  ENOTDIR: 'part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large for the file system',
  EIO: 'input/output error',
  ERR_INVALID_ARG_VALUE: 'the name has a NUL inside',
}

/** The reason that an error of the system gives. */
export function reasonOf(error: unknown): FileReason {
  if (error instanceof FileError) return error
  const { code = 'UNKNOWN', message } = error as { code?: string; message: string }
  return { code, state: STATES[code] ?? message }
}

/** The error as a `FileError`; one that is one already stays as it is. */
export function fileError(verb: Verb, path: string, error: unknown): FileError {
  if (error instanceof FileError) return error
  return new FileError(verb, path, reasonOf(error), error)
}
