/** What each kind of repair changes. Where things are comes from the layout and from the findings. */
import type { Finding, Repair } from '../binary/finding.ts'
import type { Context, Format, Region } from '../binary/format.ts'
import { plural } from '../layout/counts.ts'
import { interpret } from '../layout/interpret.ts'
import type { FieldLayout, Layout } from '../layout/layout.ts'
import type { ByteSource } from '../source/source.ts'
import { EDIT_LIMITS, type Edit, editsBetween } from './repair-edits.ts'

/** The image that is mended. */
export interface RepairedImage {
  readonly source: ByteSource
  readonly format: Format
  readonly layout: Layout
  /** The header area. */
  readonly bytes: Uint8Array
  readonly context: Context
  /** Modification time of the backing file, seconds since 1970; undefined if it cannot be told. */
  readonly backingTime: bigint | undefined
}

/** How one finding is mended, or why it is left. */
export type Mending =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'left'; readonly reason: string }

/** Bytes that are read at once. */
const PIECE = 1 << 16
const BYTE_BITS = 8
const BYTE = 0xff

/** The edits that mend a finding. */
export async function mend(found: Finding, repair: Repair, image: RepairedImage): Promise<Mending> {
  switch (repair.kind) {
    case 'zero': {
      const { offset, length } = found
      return await changed(found, image, {
        range: { start: BigInt(offset), end: BigInt(offset) + BigInt(length) },
        change: (bytes) => bytes.fill(0),
      })
    }
    case 'set':
      return setField(found.rule, image, { field: repair.field, change: () => repair.value })
    case 'clear-bits': {
      const change = (value: bigint) => value & repair.mask
      return setField(found.rule, image, { field: found.field, change })
    }
    case 'bitmap-tail':
      return await clearTail(found, image)
    case 'mtime': {
      const { backingTime } = image
      if (backingTime === undefined) return left('the time of the backing file is not known')
      const name = image.layout.backingMtime?.field
      if (name === undefined) return left('where the header records the time is not known')
      const field = `header.${name}`
      return setField(found.rule, image, { field, change: () => backingTime })
    }
  }
}

const left = (reason: string): Mending => ({ kind: 'left', reason })

interface Change {
  /** In the file, bytes; `end` is exclusive. */
  readonly range: { readonly start: bigint; readonly end: bigint }
  /** Changes bytes that stand at `at`. */
  readonly change: (bytes: Uint8Array, at: number) => void
}

/** The edits of a change of a range, which is read in pieces. */
async function changed(
  { rule }: Finding,
  { source }: RepairedImage,
  { range, change }: Change,
): Promise<Mending> {
  if (range.end > BigInt(source.size)) return left('it lies past the end of the file')
  const edits: Edit[] = []
  let size = 0
  for (let at = Number(range.start); at < Number(range.end); at += PIECE) {
    const before = await source.read(at, Math.min(PIECE, Number(range.end) - at))
    const after = before.slice()
    change(after, at)
    for (const edit of editsBetween(rule, at, { before, after })) {
      edits.push(edit)
      size += edit.before.length
    }
    if (size > EDIT_LIMITS.bytes || edits.length > EDIT_LIMITS.places) return left(tooMuch())
  }
  return { kind: 'edits', edits }
}

/** Why a repair that is too large is not done. */
export function tooMuch(): string {
  const { bytes, places } = EDIT_LIMITS
  return `it would change more than ${plural(bytes, 'byte')}, or more than ${plural(places, 'place')}`
}

function setField(
  rule: string,
  image: RepairedImage,
  { field: name, change }: { field: string; change: (value: bigint) => bigint },
): Mending {
  const { items } = interpret(image.layout, image.bytes, image.context)
  const placed = items.find(({ item }) => `header.${item.name}` === name)
  if (placed?.state !== 'whole' || placed.item.kind !== 'field') {
    return left(`the header has no ${name}`)
  }
  const { value } = placed
  if (typeof value !== 'number' && typeof value !== 'bigint') return left(`${name} is no number`)
  const after = change(BigInt(value))
  const bytes = encoded(placed.item, after)
  if (bytes === undefined) return left(`${name} cannot hold ${after}`)
  const { offset, size } = placed.item
  const before = image.bytes.slice(offset, offset + size)
  // The word as a whole, so that it can be read.
  return { kind: 'edits', edits: [{ rules: [rule], offset, before, after: bytes }] }
}

/** The bytes of an integer field with a value; undefined if it does not fit. */
function encoded(field: FieldLayout, value: bigint): Uint8Array | undefined {
  const { size, type, endian, range } = field
  const bits = size * BYTE_BITS
  const fits = type.startsWith('i') ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)
  if (fits !== value || (range && (value < range[0] || value > range[1]))) return undefined
  const bytes = new Uint8Array(size)
  for (let index = 0; index < size; index++) {
    const shift = BigInt(BYTE_BITS * (endian === 'little' ? index : size - 1 - index))
    bytes[index] = Number((value >> shift) & BigInt(BYTE))
  }
  return bytes
}

/** Clears what stands behind the last bit in use, up to the end of the bitmap. */
async function clearTail(found: Finding, image: RepairedImage): Promise<Mending> {
  const { format, bytes, context, source } = image
  const region = format
    .regions(bytes, context)
    .find(({ name }) => found.rule === `${format.id}.${name}.past_end`)
  const tail = region && tailOf(region)
  if (tail === undefined) return left('where the bitmap ends is not known')
  const size = BigInt(source.size)
  const end = tail.end < size ? tail.end : size
  return await changed(found, image, {
    range: { start: tail.start, end },
    change: (part, at) => {
      const kept = BigInt(at) === tail.start ? (part[0] ?? 0) & tail.mask : 0
      part.fill(0)
      part[0] = kept
    },
  })
}

/** The bytes of a bitmap from the last bit on, and which bits of the first of them are in use. */
function tailOf({ offset, size, bitmap }: Region) {
  const count = bitmap?.count
  if (offset === undefined || size === undefined || count === undefined) return undefined
  const whole = count / BigInt(BYTE_BITS)
  if (whole >= size) return { start: offset + size, end: offset + size, mask: BYTE }
  const used = Number(count % BigInt(BYTE_BITS))
  const mask = bitmap?.bits === 'msb-first' ? BYTE & ~(BYTE >> used) : (1 << used) - 1
  return { start: offset + whole, end: offset + size, mask }
}
