/** A change to one file of a case: two kinds, so that they can be kept, told and made smaller. */
import type { FileSet } from './bases.ts'

/** What is done to a file. Offsets and sizes are bytes. */
export type Mutation =
  | {
      readonly kind: 'write'
      readonly file: string
      /** At most the length of the file: more bytes make it longer. */
      readonly at: number
      readonly bytes: Uint8Array
      /** What was meant: `header.size = 2^63`. */
      readonly note: string
    }
  | { readonly kind: 'resize'; readonly file: string; readonly size: number; readonly note: string }

/** The files with all changes, in order. Files without changes are the same arrays. */
export function mutated(files: FileSet, mutations: readonly Mutation[]): FileSet {
  if (mutations.length === 0) return files
  const result: Record<string, Uint8Array> = { ...files }
  const owned = new Set<string>()
  for (const mutation of mutations) {
    const { file } = mutation
    const bytes = result[file]
    if (bytes === undefined) continue
    if (mutation.kind === 'resize') {
      result[file] = resized(bytes, mutation.size)
    } else {
      const end = mutation.at + mutation.bytes.length
      const target =
        end > bytes.length ? resized(bytes, end) : owned.has(file) ? bytes : bytes.slice()
      target.set(mutation.bytes, mutation.at)
      result[file] = target
    }
    owned.add(file)
  }
  return result
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  if (size <= bytes.length) return bytes.slice(0, size)
  const larger = new Uint8Array(size)
  larger.set(bytes)
  return larger
}
