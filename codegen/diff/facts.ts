/** What differs of a format as a whole, and in where the facts come from that tools report. */
import { asciiColumn, hexPairs } from '../../src/layout/index.ts'
import type { Expr, Format, Info, InfoEntry, Place, Struct, TextFrom } from '../ir.ts'
import { constantOf, exprText, readNames } from './expression.ts'
import { type Aspect, type Change, changed } from './model.ts'
import { changesIn, pair, type Two } from './pair.ts'

/** Byte order, signatures, the length of the header and of its area. */
export function formatChanges({ from, to, renames }: Two): readonly Change[] {
  const facts: readonly (readonly [name: string, aspects: readonly Aspect[]])[] = [
    ['byte order', one(`${from.endian}-endian`, `${to.endian}-endian`)],
    ['signature', hex(signatureText(from), signatureText(to))],
    ['evidence', evidenceAspects([from, to], renames)],
    ['header', one(sizeText(from.header), sizeText(to.header))],
    ['header area', areaAspects([from.area, to.area], renames)],
    ['C struct', one(cText(from.header, to.header), cText(to.header, from.header))],
  ]
  return facts.flatMap(([name, aspects]) => changed('format', { name, was: name }, aspects))
}

const one = (before: string | undefined, after: string | undefined): readonly Aspect[] => [
  { what: '', before, after },
]

/** What decides where the signature does not. */
function evidenceAspects([old, now]: Pair<Format>, renames: Renames): readonly Aspect[] {
  const formulas = ({ evidence }: Format, names?: Renames) =>
    evidence.map(({ assert }) => exprText(assert, names)).join('; ')
  if (formulas(old, renames) === formulas(now)) return []
  const words = ({ evidence }: Format) =>
    evidence.length === 0
      ? undefined
      : evidence.map(({ summary }) => summary.replace(/\.$/, '')).join('; ')
  return [{ what: '', before: words(old), after: words(now) }]
}

function areaAspects([old, now]: Pair<Expr>, renames: Renames): readonly Aspect[] {
  if (exprText(old, renames) === exprText(now)) return []
  return [{ what: '', before: amountText(old), after: amountText(now), notation: 'formula' }]
}

const hex = (before: string, after: string): readonly Aspect[] => [
  { what: '', before, after, notation: 'hex' },
]

/** Signatures with their places, and as text where all of it can be read. */
export function signatureText({ detect }: Format): string {
  const texts = detect.map(({ at, bytes }) => {
    const text = asciiColumn(bytes)
    const where = at === 0 ? '' : ` at ${at}`
    return text.includes('.')
      ? `${hexPairs(bytes)}${where}`
      : `${hexPairs(bytes)} ("${text}")${where}`
  })
  return texts.join(' or ')
}

/** `72 to 112 bytes, by header_length`. */
export function sizeText({ size, minSize, lengthField, lengths }: Struct): string {
  if (!lengthField) return size === 1 ? '1 byte' : `${size} bytes`
  const written = lengths.length === 0 ? '' : `, written as ${lengths.join(' or ')}`
  return `${minSize} to ${size} bytes, by ${lengthField.names.spec}${written}`
}

/** How the compiler laid the struct out, where both formats say so of theirs. */
function cText({ c }: Struct, other: Struct): string | undefined {
  if (!c || !other.c) return undefined
  return c.packed ? 'packed' : `as on ${c.abi}`
}

/** Where the facts of `info` come from. */
export function infoChanges({ from, to, renames }: Two): readonly Change[] {
  const [a, b] = [from.info, to.info]
  const named: readonly (readonly [name: string, aspects: readonly Aspect[]])[] = [
    ['virtual size', sizeAspects([a.virtualSize, b.virtualSize], renames)],
    ['cluster size', sizeAspects([a.clusterSize, b.clusterSize], renames)],
    ['backing file', textAspects([a.backingFile, b.backingFile], renames)],
    ['backing format', textAspects([a.backingFormat, b.backingFormat], renames)],
    ['image file', textAspects([a.imageFile, b.imageFile], renames)],
    ['image format', textAspects([a.imageFormat, b.imageFormat], renames)],
    ['backing mtime', recordedAspects([a.backingMtime, b.backingMtime], renames)],
    ['backing size', recordedAspects([a.backingSize, b.backingSize], renames)],
  ]
  return [
    ...named.flatMap(([name, aspects]) => changed('fact', { name, was: name }, aspects)),
    ...entryChanges(a, b, renames),
  ]
}

type Renames = Two['renames']
type Pair<Thing> = readonly [Thing, Thing]

/** A size, and what has to be read for it. */
function sizeAspects([old, now]: Pair<Expr>, renames: Renames): readonly Aspect[] {
  if (exprText(old, renames) === exprText(now)) return []
  const sources = [old, now].map(sourceText)
  return [
    { what: 'is', before: amountText(old), after: amountText(now), notation: 'formula' },
    { what: 'from', before: sources[0], after: sources[1] },
  ]
}

/** A number of bytes, or what it is computed by. */
function amountText(expr: Expr): string {
  const constant = constantOf(expr)
  return constant === undefined ? exprText(expr) : `${constant} bytes`
}

/** What kind of thing a number is read from. */
function sourceText(expr: Expr): string {
  const names = readNames(expr)
  if (names.length === 0) return 'always the same'
  const kinds = names.map((name) => {
    if (name === 'fileSize') return 'the length of the file'
    if (name.includes('.')) return name
    return `${name}, which is not in this file`
  })
  return kinds.join('; ')
}

function textAspects([old, now]: Pair<TextFrom | undefined>, renames: Renames): readonly Aspect[] {
  if (fromText(old, renames) === fromText(now)) return []
  return [{ what: '', before: fromText(old), after: fromText(now), notation: 'formula' }]
}

function fromText(from: TextFrom | undefined, renames?: Renames): string | undefined {
  if (!from) return undefined
  if (from.kind === 'choose') return choiceText(from.choices, renames)
  return `${placeText(from.place, renames)}${ifText(from.when, renames)}`
}

const choiceText = (choices: readonly { when: Expr; text: string }[], renames?: Renames) =>
  choices.map(({ when, text }) => `"${text}"${ifText(when, renames)}`).join('; ')

const ifText = (when: Expr | undefined, renames?: Renames) =>
  when ? ` if ${exprText(when, renames)}` : ''

function placeText(place: Place, renames: Renames = new Map()): string {
  const name = pathOf(place)
  return renames.get(name) ?? name
}

function pathOf(place: Place): string {
  switch (place.kind) {
    case 'field':
      return `header.${place.field.names.spec}`
    case 'string':
      return place.string.names.spec
    case 'region':
      return place.region.names.spec
    case 'extension':
      return `extensions.${place.extension.names.spec}`
    case 'extensionField':
      return `extensions.${place.extension.names.spec}.${place.field.names.spec}`
  }
}

/** A fact about the backing file that the header records. */
function recordedAspects(
  [old, now]: Pair<Info['backingMtime']>,
  renames: Renames,
): readonly Aspect[] {
  const text = (one: Info['backingMtime'], names?: Renames) =>
    one && `${placeText({ kind: 'field', field: one.field }, names)}${ifText(one.when, names)}`
  if (text(old, renames) === text(now)) return []
  return [{ what: '', before: text(old), after: text(now), notation: 'formula' }]
}

/** Facts under keys of their own; they go by those. */
function entryChanges(old: Info, now: Info, renames: Renames): readonly Change[] {
  const key = (entry: InfoEntry) => entry.key
  return changesIn('fact', pair(old.specific, now.specific, { old: key, new: key }), {
    name: key,
    is: (entry) => entryText(entry),
    aspects: (a, b) =>
      entryText(a, renames) === entryText(b)
        ? []
        : [{ what: '', before: entryText(a), after: entryText(b), notation: 'formula' }],
  })
}

function entryText(entry: InfoEntry, renames?: Renames): string {
  const when = ifText(entry.when, renames)
  switch (entry.kind) {
    case 'value':
      return `${exprText(entry.value, renames)}${when}`
    case 'text':
      return `${placeText(entry.place, renames)}${when}`
    case 'enum':
      return `name of ${placeText({ kind: 'field', field: entry.field }, renames)}${when}`
    case 'choose':
      return `${choiceText(entry.choices, renames)}${when}`
  }
}
