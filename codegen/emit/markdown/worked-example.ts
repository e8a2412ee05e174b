/** A format's example image, read through the format itself. */
import {
  evaluate,
  type Lookup,
  lookupFor,
  owners,
  type Result,
  type Span,
} from '../../../src/layout/index.ts'
import type { Example, Expr, Format, Struct } from '../../ir.ts'
import { toPlain } from '../../resolve/expressions.ts'
import { layoutOf } from '../layout/index.ts'

/** The example's bytes, and what the format's expressions give for them. */
export interface WorkedExample {
  readonly example: Example
  readonly bytes: Uint8Array
  readonly value: (expr: Expr) => Result
  /** Who owns the bytes, in order, without overlaps; bytes of nobody are left out. */
  readonly owners: readonly Owner[]
}

/** A run of bytes of the example and what it is. */
export interface Owner {
  readonly offset: number
  readonly length: number
  /** What it is a part of, where that is not the header: an extension, a string. */
  readonly section: string
  readonly name: string
  /** Its value in words. */
  readonly text?: string | undefined
}

/** Reads the example of a format; undefined if it has none. */
export function workedExample(format: Format): WorkedExample | undefined {
  const { example } = format
  if (!example) return undefined
  const bytes = new Uint8Array(example.size)
  for (const part of example.parts) bytes.set(part.bytes, part.at)
  const layout = layoutOf(format)
  const context = { fileSize: example.size, inputs: Object.fromEntries(example.inputs) }
  const lookup = lookupFor(layout, bytes, context)
  const value = (expr: Expr) => evaluate(toPlain(expr), lookup)
  const header = owners(layout, bytes, context).flatMap(spanOwner)
  return { example, bytes, value, owners: withRegions(format, { bytes, lookup, header }) }
}

function spanOwner({ kind, section, name, offset, length, text }: Span): readonly Owner[] {
  if (kind === 'slack') return []
  const isGap = kind === 'hole' || kind === 'reserved' || kind === 'padding'
  const part = isGap ? kind : name || section.name
  const inExtension = section.kind === 'extension' ? section.name : ''
  return [{ offset, length, section: inExtension, name: part, text }]
}

interface Reading {
  readonly bytes: Uint8Array
  readonly lookup: Lookup
  readonly header: readonly Owner[]
}

/** Adds the regions, where nobody owns the bytes yet. */
function withRegions(format: Format, { bytes, lookup, header }: Reading): readonly Owner[] {
  const all = [...header]
  for (const region of format.regions) {
    if (region.when && evaluate(toPlain(region.when), lookup) !== true) continue
    const at = evaluate(toPlain(region.at), lookup)
    const size = evaluate(toPlain(region.size), lookup)
    if (typeof at !== 'bigint' || typeof size !== 'bigint') continue
    const start = Number(at)
    const end = Math.min(start + Number(size), bytes.length)
    const clash = all.some((one) => one.offset < end && start < one.offset + one.length)
    if (start >= end || clash) continue
    const content = bytes.subarray(start, end)
    const owner = { offset: start, length: end - start, section: '', name: region.names.spec }
    if (region.bitmap) all.push({ ...owner, text: bitsText(setBits(content, region.bitmap.bits)) })
    else if (region.entry) all.push(...entryOwners(owner, region.entry, content))
    else all.push(owner)
  }
  return all.sort((a, b) => a.offset - b.offset)
}

/** Runs of bits that are 1, by their first and last number. */
export function setBits(
  bytes: Uint8Array,
  order: 'lsb-first' | 'msb-first',
): readonly (readonly [first: number, last: number])[] {
  const runs: [number, number][] = []
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const shift = order === 'lsb-first' ? bit % 8 : 7 - (bit % 8)
    if ((((bytes[bit >> 3] ?? 0) >> shift) & 1) === 0) continue
    const run = runs.at(-1)
    if (run && run[1] === bit - 1) run[1] = bit
    else runs.push([bit, bit])
  }
  return runs
}

/** Most runs of set bits that are spelt out. */
const RUNS_SHOWN = 12

/** `bits 0, 24–31 are 1`. */
export function bitsText(runs: ReturnType<typeof setBits>): string {
  if (runs.length === 0) return 'no bit is 1'
  const shown = runs.slice(0, RUNS_SHOWN).map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`))
  const more = runs.length > RUNS_SHOWN ? ` and ${runs.length - RUNS_SHOWN} more runs` : ''
  const [first] = runs
  const isOne = runs.length === 1 && first?.[0] === first?.[1]
  return `${isOne ? 'bit' : 'bits'} ${shown.join(', ')}${more} ${isOne ? 'is' : 'are'} 1`
}

/** The entries of a table up to the last one that is not zero; the rest as one. */
function entryOwners(owner: Owner, entry: Struct, content: Uint8Array): readonly Owner[] {
  const all: Owner[] = []
  let used = content.length
  while (used > 0 && content[used - 1] === 0) used -= 1
  const count = Math.min(Math.ceil(used / entry.size), Math.floor(content.length / entry.size))
  for (let i = 0; i < count; i++) {
    const at = i * entry.size
    const text = entryText(entry, content.subarray(at, at + entry.size))
    const name = `${owner.name}[${i}]`
    all.push({ ...owner, offset: owner.offset + at, length: entry.size, name, text })
  }
  const rest = count * entry.size
  const unused = { offset: owner.offset + rest, length: owner.length - rest }
  return unused.length === 0 ? all : [...all, { ...owner, ...unused }]
}

/** The named bits of an entry's words. */
function entryText(entry: Struct, bytes: Uint8Array): string {
  const parts: string[] = []
  for (const item of entry.items) {
    if (item.kind !== 'field' || !item.bits) continue
    const raw = bytes.subarray(item.offset, item.offset + item.size)
    const word = wordOf(item.endian === 'big' ? raw : raw.slice().reverse())
    for (const bits of item.bits) {
      const masked = word & bits.mask
      if (masked === 0n) continue
      const value = bits.scaled ? masked : masked >> BigInt(bits.bit)
      parts.push(bits.width === 1 ? bits.names.spec : `${bits.names.spec} ${value}`)
    }
  }
  return parts.join(', ') || 'zero'
}

function wordOf(bigEndian: Uint8Array): bigint {
  return bigEndian.reduce((word, byte) => (word << 8n) | BigInt(byte), 0n)
}
