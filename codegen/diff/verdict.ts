/**
 * What a reader of one format does with a file of another.
 *
 * Nothing here is stated: it follows from the bytes that are the same in every file of a format
 * (its signature and constants), and from what a reader looks at: signatures, constants, ranges,
 * values, incompatible feature bits, and where it expects its fields and regions.
 */
import type { Field, Format, Item } from '../ir.ts'
import { constantBytes } from './fields.ts'
import { listText, type Refusal, type Verdict } from './model.ts'
import { pairByName, pairItems, type Two } from './pair.ts'
import { aspectOf } from './texts.ts'

/** Bytes that are the same in every file, by their offsets. */
type KnownBytes = ReadonlyMap<number, number>

/** The verdict of a reader of `two.to` on a file of `two.from`, under their names. */
export function judge(two: Two, names: Record<'from' | 'to', string>): Verdict {
  const { from: file, to: reader } = two
  const who = { reader: names.to, file: names.from }
  const kinds = file.detect.map(({ at, bytes }) => knownBytes(file, at, bytes))
  const refusals = kinds.map((known) => refusalsOf(reader, known))
  if (refusals.every((reasons) => reasons.length > 0)) {
    const alike = Math.max(0, ...kinds.map((known) => alikeBytes(reader, known)))
    return { ...who, kind: 'refuses', reasons: refusals[0] ?? [], alike }
  }
  const isSure =
    refusals.every((reasons) => reasons.length === 0) &&
    kinds.every((known) => reader.detect.some((one) => compare(one, known) === 'same'))
  const kind = isSure ? 'takes' : 'may-take'
  const evidence = reader.evidence.map(({ summary }) => summary)
  const [misread, misplaced] = [misreadings(two), misplacedRegions(two)]
  return { ...who, kind, misread, misplaced, evidence, refusesIf: conditions(two) }
}

/** Constants of fields that are always there, and one signature. */
function knownBytes(format: Format, at: number, signature: Uint8Array): KnownBytes {
  const known = new Map<number, number>()
  const put = (offset: number, bytes: Uint8Array) => {
    bytes.forEach((byte, i) => {
      known.set(offset + i, byte)
    })
  }
  for (const field of fieldsOf(format)) {
    const bytes = field.when || field.inTail ? undefined : constantBytes(field)
    if (bytes) put(field.offset, bytes)
  }
  put(at, signature)
  return known
}

const fieldsOf = ({ header }: Format): readonly Field[] =>
  header.items.filter((item) => item.kind === 'field')

type Signature = Format['detect'][number]

/** `open`: the bytes that are known agree, but not all are known. */
function compare({ at, bytes }: Signature, known: KnownBytes): 'same' | 'open' | 'other' {
  const found = [...bytes].map((_, i) => known.get(at + i))
  if (found.some((byte, i) => byte !== undefined && byte !== bytes[i])) return 'other'
  return found.includes(undefined) ? 'open' : 'same'
}

/** Bytes of the reader's signature that agree, up to the first that does not. */
function alikeBytes(reader: Format, known: KnownBytes): number {
  const lengths = reader.detect.map(({ at, bytes }) => {
    const end = bytes.findIndex((byte, i) => known.get(at + i) !== byte)
    return end === -1 ? bytes.length : end
  })
  return Math.max(0, ...lengths)
}

/** Why the reader refuses a file with these bytes; empty if nothing known speaks against it. */
function refusalsOf(reader: Format, known: KnownBytes): readonly Refusal[] {
  const fields = fieldsOf(reader)
  const fromFields = fields.flatMap((field) => fieldRefusal(field, known) ?? [])
  if (fromFields.length > 0) return fromFields
  const others = reader.detect.filter((one) => compare(one, known) === 'other')
  if (others.length < reader.detect.length) return []
  return others.slice(0, 1).map(({ at, bytes }) => ({
    offset: at,
    size: bytes.length,
    found: foundText(at, bytes.length, known),
    wanted: pairs([...bytes]),
  }))
}

/** What the reader wants of a field, where the bytes that are known are something else. */
function fieldRefusal(field: Field, known: KnownBytes): Refusal | undefined {
  if (field.when || field.inTail) return undefined
  const { offset, size } = field
  const common = { field: field.names.spec, offset, size, found: foundText(offset, size, known) }
  const constant = constantBytes(field)
  if (constant) {
    const isOther = compare({ at: offset, bytes: constant }, known) === 'other'
    const wanted = pairs([...constant])
    return isOther ? { ...common, wanted, reads: numberText(field, known) } : undefined
  }
  const value = integerAt(field, known)
  if (value === undefined) return undefined
  const { range, enum: values, unknown } = field
  if (range && (value < range.min || value > range.max)) {
    return { ...common, wanted: `${range.min} to ${range.max}`, reads: String(value) }
  }
  if (values && unknown === 'error' && !values.some((one) => one.value === value)) {
    const wanted = values.map((one) => String(one.value)).join(' or ')
    return { ...common, wanted, reads: String(value) }
  }
  return undefined
}

/** The number that a reader shows as what it found. */
function numberText(field: Field, known: KnownBytes): string | undefined {
  return field.display === 'hex' ? undefined : integerAt(field, known)?.toString()
}

/** The integer that the field would hold, if all of its bytes are known. */
function integerAt({ type, offset, size, endian }: Field, known: KnownBytes): bigint | undefined {
  if (!('bits' in type)) return undefined
  let value = 0n
  for (let i = 0; i < size; i++) {
    const byte = known.get(offset + (endian === 'big' ? i : size - 1 - i))
    if (byte === undefined) return undefined
    value = (value << 8n) | BigInt(byte)
  }
  return type.kind === 'int' ? BigInt.asIntN(type.bits, value) : value
}

function foundText(at: number, size: number, known: KnownBytes): string {
  return pairs(Array.from({ length: size }, (_, i) => known.get(at + i)))
}

const pairs = (bytes: readonly (number | undefined)[]) =>
  bytes.map((byte) => byte?.toString(16).padStart(2, '0') ?? '..').join(' ')

/** Fields of the reader's header where the file has something else. */
function misreadings(two: Two): readonly string[] {
  const { from: file, to: reader, renames } = two
  const found: string[] = []
  const isSwapped = file.endian !== reader.endian
  if (isSwapped) found.push(`integers as ${reader.endian}-endian, which are ${file.endian}-endian`)
  const { now } = pairItems(file.header, reader.header, renames)
  for (const { thing: item, old } of now) {
    if (item.kind !== 'field' || item.constant || item.when || item.inTail) continue
    const isThere = old?.kind === 'field' && old.offset === item.offset && old.size === item.size
    if (isThere && (isSwapped || old.endian === item.endian)) continue
    found.push(`${item.names.spec} from ${placeText(item)}, which hold ${holders(item, file)}`)
  }
  return found
}

function misplacedRegions({ from: file, to: reader, renames }: Two): readonly string[] {
  const { now } = pairByName(file.regions, reader.regions, { renames })
  return now
    .filter(({ thing, old }) => old && aspectOf('', [old.at, thing.at], renames).length > 0)
    .map(({ thing }) => thing.names.spec)
}

const placeText = ({ offset, size }: Item) =>
  size === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + size - 1}`

/** What the file has in the bytes of an item. */
function holders({ offset, size }: Item, { header }: Format): string {
  const names = header.items
    .filter((one) => one.offset < offset + size && one.offset + one.size > offset)
    .map((one) => (one.kind === 'field' ? one.names.spec : KINDS[one.kind]))
  if (offset + size > header.size) names.push('what follows the header')
  return listText(names)
}

const KINDS = { hole: 'a hole', reserved: 'reserved bytes' }

/** What a file may hold that makes the reader refuse it, though it takes others. */
function conditions({ from: file, to: reader, renames }: Two): readonly string[] {
  return pairItems(file.header, reader.header, renames).now.flatMap(({ thing: item, old }) => {
    if (item.kind !== 'field' || old?.kind !== 'field') return []
    const name = item.names.spec
    return [...bitConditions(old, item), ...rangeConditions(old, item)].map(
      (text) => `${name} ${text}`,
    )
  })
}

function bitConditions(old: Field, now: Field): readonly string[] {
  if (now.bitClass !== 'incompatible') return []
  const mask = (now.bits ?? []).reduce((sum, bits) => sum | bits.mask, 0n)
  const unknown = (old.bits ?? []).filter((bits) => (bits.mask & ~mask) !== 0n)
  return unknown.map(({ bit, names }) => `has bit ${bit} (${names.spec})`)
}

function rangeConditions(old: Field, now: Field): readonly string[] {
  const texts: string[] = []
  const { range } = now
  if (range && (old.range === undefined || old.range.min < range.min)) {
    if (range.min > 0n) texts.push(`is below ${range.min}`)
  }
  if (range && (old.range === undefined || old.range.max > range.max)) {
    texts.push(`is above ${range.max}`)
  }
  const lost = (old.enum ?? []).filter(
    ({ value }) => now.enum && !now.enum.some((one) => one.value === value),
  )
  if (now.unknown === 'error') {
    texts.push(...lost.map(({ value, name }) => `is ${value} (${name})`))
  }
  return texts
}
