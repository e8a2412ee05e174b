/** What differs in the fields, holes and reserved bytes of a struct. */
import { hexPairs } from '../../src/layout/index.ts'
import type { Bits, Endian, Field, Hole, Item, Reserved, Struct } from '../ir.ts'
import { integerText, typeText } from '../resolve/type-text.ts'
import { exprText } from './expression.ts'
import type { Aspect, Change, Part } from './model.ts'
import { changesIn, pair, pairItems, type Two } from './pair.ts'

/** The changes of a struct that both formats have. */
export function structItems(
  [old, now]: readonly [Struct, Struct],
  part: Part,
  { from, to, renames }: Two,
): readonly Change[] {
  const scope = { from: from.endian, to: to.endian, was: old, now, renames }
  const name = (item: Item) => itemName(item, now.items.includes(item) ? now : old, part)
  return changesIn(part, pairItems(old, now, renames), {
    name,
    is: itemText,
    aspects: (before, after) => itemAspects(before, after, scope),
    // A hole is named for what it follows: another name of that is no rename of the hole.
    was: (before, after) => name(after.kind === 'field' ? before : after),
  })
}

/** `size`; in structs other than the header `snapshot.size`; `hole after mtime`. */
function itemName(item: Item, struct: Struct, part: Part): string {
  const owner = part === 'header' ? '' : `${struct.names.spec}.`
  if (item.kind === 'field') return `${owner}${item.names.spec}`
  const at = struct.items.indexOf(item)
  const before = struct.items.slice(0, at).findLast((one) => one.kind === 'field')
  const what = item.kind === 'hole' ? 'hole' : 'reserved bytes'
  return before ? `${what} after ${owner}${before.names.spec}` : `${what} at the start`
}

/** What an item is, for one that only one format has: `u32 at 12: Where the name begins.` */
export function itemText(item: Item): string {
  const type = item.kind === 'field' ? typeText(item.type) : `${item.size} bytes`
  const facts = item.kind === 'field' ? factsOf(item) : []
  const what = [`${type} at ${item.offset}`, ...facts].join(', ')
  return `${what}: ${item.summary}`
}

/** What holds of a field that only one format has. */
function factsOf(field: Field): readonly string[] {
  const { bits = [], enum: values = [] } = field
  const facts = [
    field.constant && `always ${valueText(field)}`,
    field.range && `from ${rangeOf(field)}`,
    ...bits.map((one) => `${placeText(one)} ${one.names.spec}`),
    ...values.map(({ value, name }) => `${value} ${name}`),
  ]
  return facts.filter((fact) => fact !== undefined)
}

interface Scope {
  /** Byte orders of the two formats: what differs with them is said once, of the format. */
  readonly from: Endian
  readonly to: Endian
  readonly was: Struct
  readonly now: Struct
  readonly renames: Two['renames']
}

function itemAspects(before: Item, after: Item, scope: Scope): readonly Aspect[] {
  const placed = { what: 'offset', before: before.offset, after: after.offset }
  const presence = presenceAspects(before, after, scope)
  if (before.kind === 'field' && after.kind === 'field') {
    return [placed, ...fieldAspects(before, after, scope), ...presence]
  }
  const size = { what: 'size', before: before.size, after: after.size }
  const severity = (item: Item) => (item.kind === 'reserved' ? item.severity : undefined)
  return [
    placed,
    size,
    { what: 'if not zero', before: severity(before), after: severity(after) },
    { what: 'cause', before: causeOf(before), after: causeOf(after) },
    ...presence,
  ]
}

const causeOf = (item: Field | Hole | Reserved) => (item.kind === 'hole' ? item.cause : undefined)

function fieldAspects(before: Field, after: Field, scope: Scope): readonly Aspect[] {
  return [
    { what: 'size', before: before.size, after: after.size },
    ...typeAspects(before, after),
    ...orderAspects(before, after, scope),
    ...constantAspects(before, after),
    { what: 'range', before: rangeOf(before), after: rangeOf(after) },
    ...enumAspects(before, after),
    ...bitAspects(before, after),
    { what: 'class', before: before.bitClass, after: after.bitClass },
    { what: 'unit', before: before.unit, after: after.unit },
    { what: 'shown as', before: timeOf(before), after: timeOf(after) },
    { what: 'default', before: defaultOf(before), after: defaultOf(after) },
  ]
}

/** A type counts as another where the same bytes mean something else by it. */
function typeAspects(before: Field, after: Field): readonly Aspect[] {
  const isSame = before.size === after.size && before.constant && sameConstant(before, after)
  if (isSame) return []
  const isText = before.type.kind === 'char' && after.type.kind === 'char'
  const padding = ({ type }: Field) => (type.kind === 'char' ? PADDING[type.pad] : undefined)
  return [
    { what: 'type', before: typeText(before.type), after: typeText(after.type) },
    ...(isText ? [{ what: 'padding', before: padding(before), after: padding(after) }] : []),
  ]
}

const PADDING = {
  nul: 'a NUL, then zeros',
  zero: 'zeros, if there is room',
  none: 'none: neither terminated nor padded',
}

/** Byte order, where it is not that of both formats. */
function orderAspects(before: Field, after: Field, { from, to }: Scope): readonly Aspect[] {
  const isPlain = before.endian === from && after.endian === to
  if (isPlain || before.size === 1 || !('bits' in after.type)) return []
  return [{ what: 'byte order', before: before.endian, after: after.endian }]
}

function constantAspects(before: Field, after: Field): readonly Aspect[] {
  if (sameConstant(before, after)) return []
  return [{ what: 'always', before: valueText(before), after: valueText(after), notation: 'hex' }]
}

/** The same bytes, or the same number in whatever byte order. */
function sameConstant(before: Field, after: Field): boolean {
  const [a, b] = [before.constant, after.constant]
  if (!a || !b) return a === b
  if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
  const bytes = [constantBytes(before), constantBytes(after)]
  return hexPairs(bytes[0] ?? EMPTY) === hexPairs(bytes[1] ?? EMPTY)
}

const EMPTY = new Uint8Array()

/** The bytes of a constant as they stand in the file. */
export function constantBytes({ constant, size, endian }: Field): Uint8Array | undefined {
  switch (constant?.kind) {
    case undefined:
      return undefined
    case 'text':
      return padded(new TextEncoder().encode(constant.value), size)
    case 'bytes':
      return Uint8Array.from(constant.value.split(' '), (pair) => Number.parseInt(pair, 16))
    case 'int': {
      const digits = BigInt.asUintN(size * 8, constant.value).toString(16)
      const bytes = Uint8Array.from(digits.padStart(size * 2, '0').match(/../g) ?? [], (pair) =>
        Number.parseInt(pair, 16),
      )
      return endian === 'little' ? bytes.reverse() : bytes
    }
  }
}

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const all = new Uint8Array(size)
  all.set(bytes.subarray(0, size))
  return all
}

function valueText(field: Field): string | undefined {
  const { constant } = field
  if (constant?.kind === 'text') return `"${constant.value}"`
  if (constant?.kind === 'bytes') return constant.value
  if (constant === undefined) return undefined
  const isHex = field.display === 'hex'
  return isHex ? `0x${BigInt.asUintN(64, constant.value).toString(16)}` : String(constant.value)
}

function rangeOf({ range }: Field): string | undefined {
  return range && `${integerText(range.min)} to ${integerText(range.max)}`
}

/** Time is a meaning; decimal and hexadecimal are two spellings. */
const timeOf = ({ display }: Field) => (display === 'time' ? 'a time' : undefined)

const defaultOf = ({ fallback }: Field) =>
  fallback === '' ? 'empty' : fallback === undefined ? undefined : String(fallback)

function enumAspects(before: Field, after: Field): readonly Aspect[] {
  const name = (field: Field, value: bigint) => field.enum?.find((one) => one.value === value)?.name
  const values = [...(before.enum ?? []), ...(after.enum ?? [])].map(({ value }) => value)
  const unknown = (field: Field) => (field.enum ? field.unknown : undefined)
  return [
    ...[...new Set(values)].map((value) => ({
      what: `value ${value}`,
      before: name(before, value),
      after: name(after, value),
    })),
    { what: 'other values', before: unknown(before), after: unknown(after) },
  ]
}

/** Bits of one name have moved or not; others go by their place in the word. */
function bitAspects(before: Field, after: Field): readonly Aspect[] {
  const key = (bits: Bits) => bits.names.spec
  const { now, removed } = pair(before.bits ?? [], after.bits ?? [], { old: key, new: key })
  const added = now.flatMap(({ thing, old }) => (old ? [] : [thing]))
  const kept = now.flatMap(({ thing, old }) =>
    old ? [{ what: key(thing), before: bitText(old), after: bitText(thing) }] : [],
  )
  const places = [...new Set([...removed, ...added].map(placeText))]
  const at = (list: readonly Bits[], place: string) =>
    list.find((one) => placeText(one) === place)?.names.spec
  return [
    ...kept,
    ...places.map((what) => ({ what, before: at(removed, what), after: at(added, what) })),
  ]
}

const placeText = ({ bit, width }: Bits) =>
  width === 1 ? `bit ${bit}` : `bits ${bit}–${bit + width - 1}`

const bitText = (bits: Bits) => `${placeText(bits)}${bits.scaled ? ', in place' : ''}`

function presenceAspects(
  before: Item,
  after: Item,
  { was, now, renames }: Scope,
): readonly Aspect[] {
  const old = presenceText(before, was)
  const next = presenceText(after, now)
  if (presenceText(before, was, renames) === next) return []
  return [{ what: 'present if', before: old, after: next, notation: 'formula' }]
}

function presenceText(item: Item, struct: Struct, renames?: Two['renames']): string | undefined {
  if (item.kind === 'hole') return undefined
  const parts: string[] = []
  if (item.when) parts.push(exprText(item.when, renames, struct.names.spec))
  if (item.inTail && struct.lengthField) {
    const path = `${struct.names.spec}.${struct.lengthField.names.spec}`
    const name = renames?.get(path)?.split('.').at(-1) ?? struct.lengthField.names.spec
    parts.push(`${name} >= ${item.offset + item.size}`)
  }
  return parts.length === 0 ? undefined : parts.join(' && ')
}
