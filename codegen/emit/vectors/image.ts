/** The images of test vectors: bytes that are changed one place at a time. */
import type { Field } from '../../ir.ts'

/** The bytes of a file, and what the caller knows besides. */
export interface Image {
  readonly bytes: Uint8Array
  readonly inputs: ReadonlyMap<string, bigint>
}

/** An image, and why it is worth a test. */
export interface Case {
  /** Unique within the format: what it is about, and what of it. */
  readonly name: string
  readonly summary: string
  readonly image: Image
  /** Header fields, by spec name, whose values the vector states; all where nothing is given. */
  readonly fields?: readonly string[]
  readonly note?: string | undefined
}

/** Bytes that a change puts at an offset. */
export interface Patch {
  readonly at: number
  readonly bytes: Uint8Array
}

/** A copy with bytes put into it; what would stand past the end of the file is left out. */
export function patched(image: Image, ...patches: readonly Patch[]): Image {
  const bytes = image.bytes.slice()
  for (const { at, bytes: put } of patches) {
    if (at < bytes.length) bytes.set(put.subarray(0, bytes.length - at), at)
  }
  return { ...image, bytes }
}

/** The first bytes of an image. */
export function cut(image: Image, size: number): Image {
  return { ...image, bytes: image.bytes.slice(0, size) }
}

/** Bits of an integer field; undefined for text and bytes. */
export function bitsOf({ type }: Field): number | undefined {
  return type.kind === 'uint' || type.kind === 'int' ? type.bits : undefined
}

/** Smallest and largest integer that a field can hold. */
export function limitsOf(field: Field): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(bitsOf(field) ?? 0)
  if (field.type.kind === 'int') return { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
  return { min: 0n, max: (1n << bits) - 1n }
}

/** An integer as a field of this kind holds it. */
export function integerBytes(field: Field, value: bigint): Uint8Array {
  const bytes = Uint8Array.from({ length: field.size }, (_, index) =>
    Number(BigInt.asUintN(8, value >> BigInt(8 * index))),
  )
  return field.endian === 'big' ? bytes.reverse() : bytes
}

/** The integer in the bytes of a field, without its sign. */
export function integerAt(bytes: Uint8Array, field: Field, base = 0): bigint {
  const raw = bytes.slice(base + field.offset, base + field.offset + field.size)
  const ordered = field.endian === 'big' ? raw : raw.reverse()
  return ordered.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

/** Letters that show where a name stands. */
export function letters(length: number): Uint8Array {
  return new Uint8Array(length).fill('a'.charCodeAt(0))
}

/** A character that no name should have: BEL. */
export const CONTROL = 7

/** Shortest run of zeros that splits two runs of bytes: about what a run costs in JSON. */
const GAP = 12

/** What is not zero, in hex, as runs at offsets. */
export function hexRuns(
  bytes: Uint8Array,
): readonly { readonly at: number; readonly hex: string }[] {
  const runs: { at: number; end: number }[] = []
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0) continue
    const last = runs.at(-1)
    if (last && at - last.end < GAP) last.end = at + 1
    else runs.push({ at, end: at + 1 })
  }
  return runs.map(({ at, end }) => ({ at, hex: hexOf(bytes.subarray(at, end)) }))
}

/** Two digits per byte, without spaces. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
