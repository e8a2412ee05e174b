/** Puts a header area together: the struct, its extensions and its names, each at its place. */
import { encodeText } from './text.ts'

/** A name to write: `offset` 0 asks for a place. */
export interface StringToPlace {
  readonly name: string
  readonly text: string | undefined
  readonly offset: number
}

/** A name as bytes, and where in the file they go. */
export interface PlacedString {
  readonly name: string
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * Gives every name its place: where the header has it already, else one after the other from
 * `free` on.
 */
export function placeStrings(
  strings: readonly StringToPlace[],
  free: number,
): readonly PlacedString[] {
  let next = free
  const placed: PlacedString[] = []
  for (const { name, text, offset } of strings) {
    if (text === undefined) continue
    const bytes = encodeText(text)
    const at = offset === 0 ? next : offset
    placed.push({ name, offset: at, bytes })
    if (offset === 0) next = at + bytes.length
  }
  return placed
}

/** Parts of a header area, each with its place in the file. */
export interface HeaderParts {
  /** The struct. */
  readonly header: Uint8Array
  /** Size of the whole area. */
  readonly size: number
  /** Bytes the image was parsed from: what nobody owns is kept from them. */
  readonly raw: Uint8Array | undefined
  readonly extensions?:
    | { readonly offset: number; readonly end: number; readonly bytes: Uint8Array }
    | undefined
  readonly strings: readonly PlacedString[]
}

/**
 * Writes the parts into one run of bytes. Where the extensions changed, what followed them is
 * zeroed; a name that moved or changed must not meet another part.
 *
 * @throws RangeError if parts do not fit or would overlap
 */
export function composeHeader(parts: HeaderParts): Uint8Array {
  const bytes = new Uint8Array(parts.size)
  if (parts.raw) bytes.set(parts.raw.subarray(0, parts.size))
  const before = parts.raw ? bytes.slice() : bytes
  bytes.set(parts.header)
  const { extensions } = parts
  if (extensions) {
    const end = extensions.offset + extensions.bytes.length
    if (end > extensions.end) {
      throw new RangeError(
        `Cannot write the extensions: they end at ${end}, past ${extensions.end}`,
      )
    }
    if (!holds(before, extensions.offset, extensions.bytes)) {
      bytes.fill(0, end, Math.min(extensions.end, parts.size))
    }
    bytes.set(extensions.bytes, extensions.offset)
  }
  const taken = [
    { name: 'the header', start: 0, end: parts.header.length },
    ...(extensions
      ? [
          {
            name: 'the extensions',
            start: extensions.offset,
            end: extensions.offset + extensions.bytes.length,
          },
        ]
      : []),
  ]
  for (const string of parts.strings) {
    const end = string.offset + string.bytes.length
    if (end > parts.size) {
      throw new RangeError(`Cannot write ${string.name}: it ends at ${end}, past ${parts.size}`)
    }
    const other = taken.find((one) => string.offset < one.end && one.start < end)
    if (other && !holds(before, string.offset, string.bytes)) {
      throw new RangeError(
        `Cannot write ${string.name}: bytes ${string.offset}–${end - 1} belong to ${other.name}; set its offset to 0 to have it placed`,
      )
    }
    bytes.set(string.bytes, string.offset)
    taken.push({ name: string.name, start: string.offset, end })
  }
  return bytes
}

function holds(bytes: Uint8Array, offset: number, part: Uint8Array): boolean {
  return part.every((byte, index) => bytes[offset + index] === byte)
}

/** A zeroed struct of `size` bytes, with what `raw` holds beyond the fields. */
export function startStruct(raw: Uint8Array | undefined, size: number): Uint8Array {
  if (raw === undefined) return new Uint8Array(size)
  if (raw.length >= size) return raw.slice(0, size)
  const bytes = new Uint8Array(size)
  bytes.set(raw)
  return bytes
}
