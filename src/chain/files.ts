/** Files by name: how a chain reaches the files that images name. */
import type { OpenedFile } from '../cow/overlay.ts'

/** A file system, as far as opening images needs one. */
export interface Files {
  /** @throws if there is no such file, or it is no regular file */
  open(path: string, writable: boolean): Promise<OpenedFile>
  /** The path of a name that the image at `base` holds: relative names are beside the image. */
  resolve(base: string, name: string): string
  /** The path with every link followed: what a policy about folders compares. */
  realPath(path: string): Promise<string>
}

/**
 * Which files that images name may be opened.
 *
 * | policy               | opens                                         |
 * |----------------------|-----------------------------------------------|
 * | `deny`               | none                                          |
 * | `{ within: folder }` | those in the folder, links followed           |
 * | `all`                | any file; names with a protocol never         |
 */
export type OpenPolicy = 'deny' | 'all' | { readonly within: string }

/** What stands before the colon of a name that QEMU takes for a protocol, with the colon. */
export function protocolPrefix(name: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:/i.exec(name)?.[0]
}
