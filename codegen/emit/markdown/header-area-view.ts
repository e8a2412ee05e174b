/** What follows the fixed header: strings found by offset and length, and header extensions. */
import type { ExtensionType, Format, LocatedString } from '../../ir.ts'
import { indent } from './struct-view.ts'
import { bytesText, code, formula, sourceText, titleOf } from './words.ts'

/** What `strings.hbs` shows. */
export interface StringView {
  readonly anchor: string
  readonly title: string
  readonly name: string
  readonly summary: string
  readonly offset: string
  readonly size: string
  readonly bounds: string
  readonly length: string
  readonly when: string
  readonly notes: string
}

/** What `extensions.hbs` shows. */
export interface ExtensionsView {
  readonly anchor: string
  readonly summary: string
  readonly details: string
  readonly sources: readonly string[]
  readonly at: string
  readonly end: string
  readonly record: string
  readonly endType: string
  readonly align: string
  readonly unknown: string
  readonly maxCount: string
  readonly types: readonly ExtensionView[]
  readonly notes: readonly { name: string; text: string }[]
}

interface ExtensionView {
  readonly anchor: string
  readonly type: string
  readonly name: string
  readonly content: string
  readonly meaning: string
}

/** The strings of the header area. */
export function stringViews(format: Format): readonly StringView[] {
  return format.strings.map(stringView)
}

function stringView(string: LocatedString): StringView {
  const field = (one: LocatedString['offset']) => `[${code(one.names.spec)}](#${one.anchor})`
  const sources = string.sources.map(sourceText)
  const cited = sources.length === 0 ? '' : `\n\nSources: ${sources.join('; ')}.`
  return {
    anchor: string.anchor,
    title: `${titleOf(string.names.spec)} name`,
    name: code(string.names.spec),
    summary: string.summary,
    offset: field(string.offset),
    size: field(string.size),
    bounds: `from ${formula(string.min)} up to ${formula(string.end)}`,
    length: lengthText(string),
    when: string.when ? `present if ${formula(string.when)}` : 'always present',
    notes: `${string.details ?? ''}${cited}`,
  }
}

function lengthText({ minSize, maxSize }: LocatedString): string {
  return maxSize === undefined
    ? `at least ${bytesText(minSize)}`
    : `${minSize} to ${bytesText(maxSize)}`
}

/** The header extensions of a format that has them. */
export function extensionsView(format: Format): ExtensionsView | undefined {
  const { extensions } = format
  if (!extensions) return undefined
  const { record, type, length } = extensions
  const link = (text: string, anchor: string) => `[${code(text)}](#${anchor})`
  return {
    anchor: extensions.anchor,
    summary: extensions.summary,
    details: extensions.details ?? '',
    sources: extensions.sources.map(sourceText),
    at: formula(extensions.at),
    end: formula(extensions.end),
    record:
      `${link(record.names.spec, record.anchor)}, ${bytesText(record.size)}: ` +
      `${link(type.names.spec, type.anchor)}, ${link(length.names.spec, length.anchor)}`,
    endType: `${extensions.endType}`,
    align: bytesText(extensions.align),
    unknown: extensions.unknown,
    maxCount: extensions.maxCount === 0 ? '' : String(extensions.maxCount),
    types: extensions.types.map(extensionView),
    notes: extensions.types.flatMap((one) => {
      const text = [one.details ?? '', ...one.sources.map(sourceText)].join('\n\n').trim()
      return text === '' ? [] : [{ name: code(one.names.spec), text: indent(text) }]
    }),
  }
}

function extensionView(type: ExtensionType): ExtensionView {
  return {
    anchor: type.anchor,
    type: code(`0x${type.type.toString(16).padStart(8, '0')}`),
    name: code(type.names.spec),
    content: contentText(type),
    meaning: type.summary,
  }
}

function contentText({ content, struct, maxSize }: ExtensionType): string {
  const name = struct && `[${code(struct.names.spec)}](#${struct.anchor})`
  const most = maxSize === undefined ? '' : `, at most ${bytesText(maxSize)}`
  switch (content) {
    case 'text':
      return `text${most}`
    case 'bytes':
      return `bytes${most}`
    case 'struct':
      return `${name ?? 'a struct'}${most}`
    case 'rows':
      return `rows of ${name ?? 'a struct'}${most}`
  }
}
