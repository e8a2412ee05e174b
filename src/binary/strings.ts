/** Names that the header locates by an offset and a length field. */
import { FormatError } from './errors.ts'
import { decodeText } from './text.ts'

/** Where the header says that a name stands, and where it may. Unknown parts are undefined. */
export interface Location {
  /** Whether the image has this name. */
  readonly present: boolean | undefined
  readonly offset: bigint | undefined
  readonly size: bigint | undefined
  /** Lowest valid offset, and the end that no byte of the name reaches. */
  readonly min: bigint | undefined
  readonly end: bigint | undefined
  readonly minSize: number
  readonly maxSize?: number | undefined
}

/** A name as it was found. */
export type Located =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly text: string; readonly offset: number; readonly size: number }
  | { readonly kind: 'problem'; readonly message: string; readonly expected: string }
  | { readonly kind: 'unknown' }

/** Reads a name. Never throws: what is wrong is part of the result. */
export function locate(bytes: Uint8Array, name: string, location: Location): Located {
  const { present, offset, size, min, end } = location
  if (present === false) return { kind: 'absent' }
  if (present === undefined || offset === undefined || size === undefined || end === undefined) {
    return { kind: 'unknown' }
  }
  const most = location.maxSize ?? Number.MAX_SAFE_INTEGER
  if (size < location.minSize)
    return problem(`${name} is ${size} bytes long`, `at least ${location.minSize}`)
  if (size > most) return problem(`${name} is ${size} bytes long`, `at most ${most}`)
  if (min !== undefined && offset < min) {
    return problem(`${name} starts at byte ${offset}, inside the header`, `at ${min} or later`)
  }
  const last = end > bytes.length ? BigInt(bytes.length) : end
  if (offset + size > last) {
    return problem(`${name} ends at byte ${offset + size}`, `at ${last} or before`)
  }
  const start = Number(offset)
  const text = decodeText(bytes, start, start + Number(size))
  return { kind: 'text', text, offset: start, size: Number(size) }
}

function problem(message: string, expected: string): Located {
  return { kind: 'problem', message, expected }
}

/**
 * The text of a name; undefined if the image has none.
 *
 * @throws FormatError if it lies where it must not
 */
export function requireText(name: string, offset: number, located: Located): string | undefined {
  if (located.kind === 'text') return located.text
  if (located.kind === 'absent') return undefined
  const state =
    located.kind === 'problem'
      ? `${located.message}, not ${located.expected}`
      : 'its place is unknown'
  throw new FormatError(`Cannot parse ${name}: ${state}`, {
    code: 'out-of-bounds',
    field: name,
    offset,
  })
}
