/** Changes of bytes in place: found, merged, and tried out before they are made. */
import type { ByteSource } from '../source/source.ts'

/** Bytes of a file that get other values; the file keeps its length. */
export interface Edit {
  /** Ids of the rules that hold afterwards. */
  readonly rules: readonly string[]
  /** In the file, bytes. */
  readonly offset: number
  readonly before: Uint8Array
  /** As long as `before`. */
  readonly after: Uint8Array
}

/**
 * Most bytes that a repair changes, and most places: all of them are kept for the undo, and a
 * person is to read them. What is mended is stray bits and words; more is no slip of a tool.
 */
export const EDIT_LIMITS = { bytes: 1 << 20, places: 4096 }

/** Equal bytes that end an edit; fewer between two differences belong to one. */
const GAP = 16

/** The edits that make `after` of `before`, which stand at `offset`. */
export function editsBetween(
  rule: string,
  offset: number,
  { before, after }: Pick<Edit, 'before' | 'after'>,
): Edit[] {
  const edits: Edit[] = []
  let start = -1
  let end = -1
  const close = () => {
    if (start < 0) return
    const [old, fresh] = [before.slice(start, end), after.slice(start, end)]
    edits.push({ rules: [rule], offset: offset + start, before: old, after: fresh })
  }
  for (let at = 0; at < before.length; at++) {
    if (before[at] === after[at]) continue
    if (start < 0 || at - end >= GAP) {
      close()
      start = at
    }
    end = at + 1
  }
  close()
  return edits
}

/**
 * Adds an edit to edits in the order of the file; overlapping ones become one. Undefined if it
 * contradicts one that is there.
 */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] | undefined {
  let one = edit
  const others: Edit[] = []
  for (const other of edits) {
    if (other.offset >= endOf(one) || one.offset >= endOf(other)) {
      others.push(other)
      continue
    }
    const both = merged(other, one)
    if (both === undefined) return undefined
    one = both
  }
  const next = others.findIndex(({ offset }) => offset > one.offset)
  return others.toSpliced(next < 0 ? others.length : next, 0, one)
}

/** The source as it will be. */
export function editedSource(source: ByteSource, edits: readonly Edit[]): ByteSource {
  return {
    size: source.size,
    identity: source.identity,
    async read(offset, length) {
      const bytes = (await source.read(offset, length)).slice()
      for (const edit of edits) {
        const from = Math.max(offset, edit.offset)
        const to = Math.min(offset + bytes.length, endOf(edit))
        if (from >= to) continue
        bytes.set(edit.after.subarray(from - edit.offset, to - edit.offset), from - offset)
      }
      return bytes
    },
  }
}

/** Bytes that edits cover. */
export function sizeOfEdits(edits: readonly Edit[]): number {
  return edits.reduce((sum, { before }) => sum + before.length, 0)
}

const endOf = ({ offset, before }: Edit) => offset + before.length

/** Two edits as one: where both have a byte, at most one changes it, or both alike. */
function merged(a: Edit, b: Edit): Edit | undefined {
  const offset = Math.min(a.offset, b.offset)
  const before = new Uint8Array(Math.max(endOf(a), endOf(b)) - offset)
  for (const one of [a, b]) before.set(one.before, one.offset - offset)
  const after = before.slice()
  for (const one of [a, b]) {
    for (const [index, byte] of one.after.entries()) {
      if (byte === one.before[index]) continue
      const at = one.offset - offset + index
      if (after[at] !== before[at] && after[at] !== byte) return undefined
      after[at] = byte
    }
  }
  return { rules: [...new Set([...a.rules, ...b.rules])], offset, before, after }
}
