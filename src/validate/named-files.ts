/** The files that a header names: what the names are, and where they stand. */
import { type Finding, finding, type Place } from '../binary/finding.ts'
import type { Context, Format, ImageFacts } from '../binary/format.ts'
import { encodeText } from '../binary/text.ts'
import { findLayout } from '../formats/layouts.ts'
import { type Interpretation, interpret } from '../layout/interpret.ts'
import { nameTraits, protocolOf } from './names.ts'
import { ruleOf, thingsWith } from './rules.ts'

/** The header of the file that is checked. */
export interface ValidatedHeader {
  readonly format: Format
  /** The header area, as much of it as is read. */
  readonly bytes: Uint8Array
  readonly context: Context
  readonly facts: ImageFacts
}

/** A file that a header names. */
export interface NamedFile {
  readonly role: 'backing' | 'image'
  /** Spec name of what holds the name: `backing_file`. Rules about it begin with that. */
  readonly thing: string
  /** The same in words, for messages. */
  readonly noun: string
  readonly text: string
  readonly place: Place
}

/** The names that a header has and that count: a backing file that no reader would use does not. */
export function namedFiles(header: ValidatedHeader): readonly NamedFile[] {
  const { backingFile, imageFile } = header.facts
  return [...named(header, 'backing', backingFile), ...named(header, 'image', imageFile)]
}

/** Rules about names, told from their text alone. */
export function nameFindings(header: ValidatedHeader): readonly Finding[] {
  return namedFiles(header).flatMap((file) => {
    const { id } = header.format
    const report = (what: string, message?: string) => {
      const rule = ruleOf(id, `${file.thing}.${what}`)
      if (rule === undefined) return []
      const values = { actual: file.text, expected: rule.expected ?? rule.summary }
      return [finding(rule, file.place, message === undefined ? values : { ...values, message })]
    }
    const isUnrecorded = file.role === 'backing' && !header.facts.backingFormat
    return [
      ...report('named'),
      ...nameTraits(file.text).flatMap((trait) =>
        trait === 'protocol'
          ? report(trait, `the name of the ${file.noun} begins with "${protocolOf(file.text)}"`)
          : report(trait),
      ),
      ...(isUnrecorded ? report('unprobed') : []),
    ]
  })
}

/** Only backing files come in layers; every file that is named can be missing. */
function thingOf(formatId: string, role: NamedFile['role']): string | undefined {
  const [backing] = thingsWith(formatId, 'depth')
  if (role === 'backing') return backing
  return thingsWith(formatId, 'missing').find((thing) => thing !== backing)
}

function named(
  header: ValidatedHeader,
  role: NamedFile['role'],
  text: string | undefined,
): readonly NamedFile[] {
  const thing = thingOf(header.format.id, role)
  if (text === undefined || text === '' || thing === undefined) return []
  const noun = thing.replaceAll('_', ' ')
  return [{ role, thing, noun, text, place: placeOf(header, thing, text) }]
}

/**
 * Where a header has what the specification calls `thing`: a field, a string or an extension. Of a
 * field, the bytes of the text and not those after it.
 */
function placeOf({ format, bytes, context }: ValidatedHeader, thing: string, text: string): Place {
  const layout = findLayout(format.id)
  const found = layout && placeIn(interpret(layout, bytes, context), thing)
  if (found === undefined) return { field: 'header', offset: 0, length: 0 }
  const length = encodeText(text).length
  return length < found.length ? { ...found, length } : found
}

function placeIn({ items, strings, extensions }: Interpretation, thing: string): Place | undefined {
  const string = strings.find(({ name }) => name === thing)
  if (string) return { field: thing, offset: string.offset, length: string.size }
  const field = placeOfItem(items, thing)
  if (field) return field
  const record = extensions.records.find(({ known }) => known?.name === thing)
  if (record === undefined) return undefined
  return { field: `extensions.${thing}`, offset: record.dataOffset, length: record.length }
}

function placeOfItem(items: Interpretation['items'], name: string): Place | undefined {
  const placed = items.find(({ item }) => item.kind === 'field' && item.name === name)
  if (placed === undefined) return undefined
  return { field: `header.${name}`, offset: placed.item.offset, length: placed.item.size }
}

/** Where a header has the field of that name. */
export function fieldPlace(header: ValidatedHeader, name: string): Place | undefined {
  const layout = findLayout(header.format.id)
  return layout && placeOfItem(interpret(layout, header.bytes, header.context).items, name)
}
