/** Images where there is no file system: over sources that the caller has, by name. */
import type { ByteSource } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'
import type { Files } from './files.ts'
import { type Image, type OpenOptions, openChain } from './open.ts'

/** Sources as files: what a user chose in a browser, or what a program holds in memory. */
export function sourceFiles(sources: Readonly<Record<string, ByteSource | ByteStore>>): Files {
  return {
    async open(path, writable) {
      const store = Object.hasOwn(sources, path) ? sources[path] : undefined
      if (store === undefined) throw new RangeError(`Cannot open "${path}": no such source`)
      if (writable && !('write' in store)) {
        throw new RangeError(`Cannot open "${path}" for writing: the source cannot be written`)
      }
      return { store, path, identity: path, close: async () => {} }
    },
    resolve: (_base, name) => name,
    realPath: async (path) => path,
  }
}

/**
 * Opens an image over sources: `name` is the image, the others are the files that it and those below
 * it name.
 *
 * @throws FormatError, UnsupportedError, RangeError for a name that is not among the sources
 */
export function openImageFrom(
  sources: Readonly<Record<string, ByteSource | ByteStore>>,
  name: string,
  options: OpenOptions = {},
): Promise<Image> {
  return openChain(sourceFiles(sources), name, { policy: 'all', ...options })
}
