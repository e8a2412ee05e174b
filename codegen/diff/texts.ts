/** What differs in the texts of the header area: fixed fields, and names found through two fields. */
import type { Field, Format, LocatedString } from '../ir.ts'
import { typeText } from '../resolve/type-text.ts'
import { bothTexts, optionalText } from './expression.ts'
import type { Aspect, Change } from './model.ts'
import { changesIn, newName, pair, type Two } from './pair.ts'
import type { Renames } from './renames.ts'

/** A text, wherever it is kept. */
type Text =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'located'; readonly string: LocatedString }

/**
 * The changes of located strings, and of texts that are a fixed field in one format and located in
 * the other: for those, `moved` has what each was called as it is called now.
 */
export function textChanges(two: Two): {
  readonly changes: readonly Change[]
  readonly moved: Renames
} {
  const { from, to, renames } = two
  const { now, removed } = pair(textsOf(from), textsOf(to), {
    old: (text) => newName(pathOf(text), renames).replace(/^header\./, ''),
    new: nameOf,
  })
  const isFixed = (text: Text | undefined) => text?.kind === 'field'
  // What is a field before and after, or came or went as a field, is a matter of the header.
  const told = now.filter(({ thing, old }) => !(isFixed(thing) && (!old || isFixed(old))))
  const pairs = { now: told, removed: removed.filter((text) => !isFixed(text)) }
  const changes = changesIn('string', pairs, {
    name: nameOf,
    is: textText,
    aspects: (old, text) => textAspects(old, text, two),
  })
  const moved = told.flatMap(({ thing, old }) =>
    old && old.kind !== thing.kind ? [[pathOf(old), pathOf(thing)] as const] : [],
  )
  return { changes, moved: new Map(moved) }
}

function textsOf({ header, strings }: Format): readonly Text[] {
  const fields = header.items.filter((item) => item.kind === 'field' && item.type.kind === 'char')
  const located = new Set(strings.map(({ names }) => names.spec))
  return [
    ...fields.flatMap((field): readonly Text[] =>
      // A field that bears the name of a string of its own format is no home of that string.
      field.kind === 'field' && !located.has(field.names.spec) ? [{ kind: 'field', field }] : [],
    ),
    ...strings.map((string): Text => ({ kind: 'located', string })),
  ]
}

const nameOf = (text: Text) => (text.kind === 'field' ? text.field : text.string).names.spec

const pathOf = (text: Text) => (text.kind === 'field' ? `header.${nameOf(text)}` : nameOf(text))

/** Where a text is kept: `char[1024] at 12`, or the two fields that lead to it. */
function storedText(text: Text): string {
  if (text.kind === 'field') {
    const { type, offset, constant } = text.field
    const pad = type.kind === 'char' && type.pad === 'nul' ? ', ends with a NUL' : ''
    return `${typeText(type)} at ${offset}${constant ? '' : pad}`
  }
  const { offset, size } = text.string
  return `found through ${offset.names.spec} and ${size.names.spec}, no NUL`
}

function textText(text: Text): string {
  const { summary } = text.kind === 'field' ? text.field : text.string
  return `${storedText(text)}: ${summary}`
}

function textAspects(old: Text, now: Text, { renames }: Two): readonly Aspect[] {
  if (old.kind !== 'located' || now.kind !== 'located') {
    const limits = [limitOf(old), limitOf(now)]
    return [
      { what: 'stored', before: storedText(old), after: storedText(now) },
      { what: 'at most', before: limits[0], after: limits[1] },
    ]
  }
  const [a, b] = [old.string, now.string]
  return [
    ...fieldAspects(a, b, renames),
    ...aspectOf('present if', [a.when, b.when], renames),
    ...aspectOf('begins at or after', [a.min, b.min], renames),
    ...aspectOf('ends at or before', [a.end, b.end], renames),
    { what: 'at least', before: bytesText(a.minSize), after: bytesText(b.minSize) },
    { what: 'at most', before: limitOf(old), after: limitOf(now) },
  ]
}

/** The fields that lead to a string, where they are others and not the same under another name. */
function fieldAspects(
  old: LocatedString,
  now: LocatedString,
  renames: Two['renames'],
): readonly Aspect[] {
  const same = (a: Field, b: Field) =>
    newName(`header.${a.names.spec}`, renames) === `header.${b.names.spec}`
  if (same(old.offset, now.offset) && same(old.size, now.size)) return []
  const text = (string: LocatedString) => storedText({ kind: 'located', string })
  return [{ what: 'stored', before: text(old), after: text(now) }]
}

type Expr = LocatedString['min']

/** Two expressions that differ in more than the names of what they read. */
export function aspectOf(
  what: string,
  [old, now]: readonly [Expr | undefined, Expr | undefined],
  renames: Two['renames'],
): readonly Aspect[] {
  if (optionalText(old, renames) === optionalText(now)) return []
  const [before, after] = bothTexts([old, now], renames)
  return [{ what, before, after, notation: 'formula' }]
}

/** Longest text, where it has a limit of its own. */
function limitOf(text: Text): string | undefined {
  if (text.kind === 'located') {
    return text.string.maxSize === undefined ? undefined : bytesText(text.string.maxSize)
  }
  const { type, size } = text.field
  return bytesText(type.kind === 'char' && type.pad === 'nul' ? size - 1 : size)
}

const bytesText = (count: number) => (count === 1 ? '1 byte' : `${count} bytes`)
