/** Tells formats apart by their first bytes, and says how near a strange file comes to one. */
import { foreignSignatures } from '../../generated/foreign.ts'
import type { ForeignSignature, Format, Signature } from '../binary/format.ts'
import { byteRange, hexPairs } from '../layout/hex.ts'
import { bestReading, type Choice } from './evidence.ts'

/** A signature that the bytes begin to match. */
export interface NearMiss {
  readonly format: Format
  readonly signature: Signature
  /** Bytes of the signature that match, from its start. */
  readonly matched: number
  /** Bytes of its magic that are there in reverse order. */
  readonly reversed?: number | undefined
}

/** What the first bytes of a file say. */
export type Detection =
  | {
      readonly kind: 'known'
      readonly format: Format
      /** What decided, where several formats have the signature. */
      readonly choice?: Choice | undefined
    }
  /** No signature matches; `candidates` are those that come nearest, if any comes near. */
  | { readonly kind: 'unknown'; readonly candidates: readonly NearMiss[] }

/** Fewer matching bytes than this are chance. */
const NEAR = 3

/** A version or a word of a magic is this long: what a message shows when one byte differs. */
const WORD_SIZE = 4

/** Sizes of a magic that a program of the other byte order would have written in reverse. */
const MAGIC_SIZES = [8, WORD_SIZE]

/**
 * Which of `formats` the first bytes of a file belong to. Among those with the same signature the
 * evidence decides: `bytes` should hold the longest header, or be the whole file.
 */
export function detectAmong(formats: readonly Format[], bytes: Uint8Array): Detection {
  const attempts = formats.flatMap((format) =>
    format.signatures.map((signature) => ({
      format,
      signature,
      matched: matchedLength(signature, bytes),
    })),
  )
  const matches = attempts.filter(({ signature, matched }) => matched === signature.bytes.length)
  const best = matches.reduce<NearMiss | undefined>(
    (a, b) => (a !== undefined && a.matched >= b.matched ? a : b),
    undefined,
  )
  if (best !== undefined) {
    const alike = matches.filter(({ signature }) => isAlike(signature, best.signature))
    return { kind: 'known', ...bestReading([...new Set(alike.map(({ format }) => format))], bytes) }
  }
  const nearest = attempts.reduce((length, { matched }) => Math.max(length, matched), NEAR)
  const near = attempts.filter(({ matched }) => matched === nearest)
  const likely = near.filter(({ format }) => format.unusual !== true)
  const candidates = likely.length > 0 ? likely : near
  return {
    kind: 'unknown',
    candidates: candidates.length > 0 ? candidates : reversedAmong(attempts, bytes),
  }
}

/** Whether two signatures are the same bytes at the same place. */
export function isAlike(a: Signature, b: Signature): boolean {
  return a.at === b.at && a.bytes.length === b.bytes.length && matchesAt(a.bytes, 0, b.bytes)
}

/** The attempts whose magic is there with its bytes in reverse order. */
function reversedAmong(attempts: readonly NearMiss[], bytes: Uint8Array): NearMiss[] {
  return attempts.flatMap((attempt) => {
    const { at, bytes: expected } = attempt.signature
    const reversed = MAGIC_SIZES.find((size) => {
      const magic = expected.subarray(0, size)
      const last = at + size - 1
      return magic.length === size && magic.every((byte, index) => byte === bytes[last - index])
    })
    return reversed === undefined ? [] : [{ ...attempt, reversed }]
  })
}

/**
 * Why no format matches: `looks like qcow2, but bytes 4–7 are 00 00 00 04, not 00 00 00 02 or
 * 00 00 00 03`. A hint follows where the cause can be told.
 */
export function mismatchText(bytes: Uint8Array, candidates: readonly NearMiss[]): string {
  const [first] = candidates
  if (bytes.length === 0) return 'is empty'
  const [foreign] = foreignAmong({ first: bytes })
  if (foreign !== undefined) return foreignText(foreign)
  if (first === undefined) {
    const start = bytes.subarray(0, 2 * WORD_SIZE)
    return `is of no known format: it starts with ${hexPairs(start)}`
  }
  const names = oneOf(candidates.map(({ format }) => format.id))
  const end = first.signature.at + first.signature.bytes.length
  if (bytes.length < end) {
    return `looks like ${names}, but ends after ${byteCount(bytes.length)}`
  }
  const { reversed } = first
  const word = Math.floor(first.matched / WORD_SIZE) * WORD_SIZE
  const at = first.signature.at + word
  const size = reversed ?? Math.min(WORD_SIZE, first.signature.bytes.length - word)
  const expected = candidates.map(({ signature }) =>
    hexPairs(signature.bytes.subarray(word, word + size)),
  )
  const are = size === 1 ? 'is' : 'are'
  const actual = hexPairs(bytes.subarray(at, at + size))
  const difference = `${byteRange(at, size)} ${are} ${actual}, not ${oneOf(expected)}`
  return `looks like ${names}, but ${difference}${hintText(first)}`
}

function hintText({ reversed }: NearMiss): string {
  return reversed === undefined ? '' : ': the bytes of the magic are in reverse order'
}

/** What a file begins and ends with. */
export interface FileEnds {
  readonly first: Uint8Array
  /** The last bytes, up to `tailSize`; may be among `first` too. Left out where they are not known. */
  readonly tail?: Uint8Array | undefined
}

/** The signatures of formats that are not supported, as far as the file has them. */
export function foreignAmong({ first, tail }: FileEnds): readonly ForeignSignature[] {
  return foreignSignatures.filter(({ at, fromEnd, bytes }) => {
    if (!fromEnd) return matchesAt(first, at, bytes)
    return tail !== undefined && tail.length >= at && matchesAt(tail, tail.length - at, bytes)
  })
}

/** `is of a format that is not supported: VMDK, VMware virtual disk` */
export function foreignText({ name, title }: Pick<ForeignSignature, 'name' | 'title'>): string {
  return `is of a format that is not supported: ${name}, ${title}`
}

/** `a`, `a or b`, `a, b or c`, without repetitions. */
export function oneOf(words: readonly string[]): string {
  const distinct = [...new Set(words)]
  const last = distinct.pop() ?? ''
  return distinct.length === 0 ? last : `${distinct.join(', ')} or ${last}`
}

/** Whether `bytes` has all of `expected` at that place. */
export function matchesAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  return matchedLength({ at, bytes: expected }, bytes) === expected.length
}

function matchedLength({ at, bytes: expected }: Signature, bytes: Uint8Array): number {
  let length = 0
  while (length < expected.length && bytes[at + length] === expected[length]) length += 1
  return length
}

function byteCount(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
