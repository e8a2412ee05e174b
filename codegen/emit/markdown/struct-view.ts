/** A struct as a section of the page: field table, notes, bits and enums. */
import type { Bits, Field, Format, Item, Struct } from '../../ir.ts'
import { structDiagramPath } from '../diagram/paths.ts'
import { type CLayoutView, cLayoutView } from './c-layout-view.ts'
import {
  bitRange,
  bytesText,
  code,
  constantText,
  integerText,
  offsetText,
  presence,
  rangeText,
  sourceText,
  titleOf,
  typeText,
  unknownBits,
} from './words.ts'

/** What `struct.hbs` shows. */
export interface StructView {
  readonly anchor: string
  readonly title: string
  readonly summary: string
  readonly details: string
  readonly sources: readonly string[]
  readonly size: string
  readonly order: string
  readonly diagram: string
  readonly alt: string
  readonly rows: readonly RowView[]
  readonly notes: readonly NoteView[]
  readonly words: readonly WordView[]
  readonly enums: readonly EnumView[]
  readonly c: CLayoutView | undefined
}

interface RowView {
  readonly anchor: string
  readonly offset: string
  readonly size: number
  readonly type: string
  readonly name: string
  readonly meaning: string
  readonly constraints: string
}

interface NoteView {
  readonly anchor: string
  readonly title: string
  readonly text: string
}

interface WordView {
  readonly anchor: string
  readonly name: string
  readonly unknown: string
  readonly rows: readonly { bits: string; mask: string; name: string; meaning: string }[]
}

interface EnumView {
  readonly anchor: string
  readonly name: string
  readonly unknown: string
  readonly rows: readonly { value: string; name: string; meaning: string }[]
}

/** The section of one struct. */
export function structView(format: Format, struct: Struct): StructView {
  const fields = struct.items.filter((item) => item.kind === 'field')
  return {
    anchor: struct.anchor,
    title: titleOf(struct.names.spec),
    summary: struct.summary,
    details: struct.details ?? '',
    sources: struct.sources.map(sourceText),
    size: sizeText(struct),
    order: orderText(struct, fields),
    diagram: structDiagramPath(format, struct),
    alt: `Byte layout of ${struct.names.spec}, ${bytesText(struct.size)}`,
    rows: struct.items.map((item) => rowView(item, struct)),
    notes: struct.items.flatMap(noteView),
    words: fields.flatMap(wordView),
    enums: fields.flatMap(enumView),
    c: cLayoutView(struct),
  }
}

function sizeText(struct: Struct): string {
  if (!struct.lengthField) return bytesText(struct.size)
  const length = code(struct.lengthField.names.spec)
  const written = struct.lengths.length === 0 ? '' : `; tools write ${list(struct.lengths)}`
  return `${struct.minSize} to ${bytesText(struct.size)}, as ${length} says${written}`
}

function list(numbers: readonly number[]): string {
  const last = numbers.at(-1) ?? ''
  return numbers.length < 2 ? `${last}` : `${numbers.slice(0, -1).join(', ')} or ${last}`
}

function orderText(struct: Struct, fields: readonly Field[]): string {
  const isInteger = (field: Field) =>
    (field.type.kind === 'uint' || field.type.kind === 'int') && field.type.bits > 8
  const others = fields.filter((field) => isInteger(field) && field.endian !== struct.endian)
  if (!fields.some(isInteger)) return ''
  const names = others.map((field) => code(field.names.spec)).join(', ')
  return `Integers are ${struct.endian}-endian${names && `, except ${names}`}.`
}

function rowView(item: Item, struct: Struct): RowView {
  const { anchor, size } = item
  const base = { anchor, size, offset: offsetText(item.offset), meaning: item.summary }
  if (item.kind === 'field') {
    const name = item.names.spec
    return {
      ...base,
      type: typeText(item.type),
      name: item.details ? `[${code(name)}](#${noteAnchor(item)})` : code(name),
      constraints: constraints(item, struct).join('; '),
    }
  }
  const what = item.kind === 'hole' ? 'hole' : 'reserved'
  const policy =
    item.kind === 'hole' ? 'written as zero, not read' : 'written as zero, kept when rewritten'
  const present = presence(item, struct)
  return {
    ...base,
    type: '',
    name: item.details ? `[*${what}*](#${noteAnchor(item)})` : `*${what}*`,
    constraints: present ? `${policy}; ${present}` : policy,
  }
}

function noteAnchor(item: Item): string {
  return `about-${item.anchor}`
}

function constraints(field: Field, struct: Struct): readonly string[] {
  const all: string[] = []
  const constant = constantText(field)
  if (constant) all.push(`always ${constant}`)
  const unit = field.unit ? ` ${field.unit}` : ''
  if (field.range) {
    all.push(`${integerText(field.range.min)} to ${integerText(field.range.max)}${unit}`)
  } else if (unit) {
    all.push(`in${unit}`)
  }
  if (field.enum) all.push(`[values](#values-${field.anchor})`)
  if (field.bits) all.push(`[bits](#bits-${field.anchor})`)
  if (field.type.kind === 'char') all.push(PADDING[field.type.pad])
  const present = presence(field, struct)
  if (present) all.push(present)
  if (field.fallback !== undefined && !constant) {
    const value = field.fallback === '' ? 'empty' : integerText(field.fallback)
    all.push(present ? `counts as ${value} where absent` : `${value} unless set`)
  }
  return all
}

const PADDING = {
  nul: 'ends with a NUL, zeros after it',
  zero: 'padded with zeros, may fill the field',
  none: 'neither terminated nor padded',
}

function noteView(item: Item): readonly NoteView[] {
  const sources = item.sources.map(sourceText)
  if (!item.details && sources.length === 0) return []
  const name = item.kind === 'field' ? code(item.names.spec) : item.kind
  const cited = sources.length === 0 ? '' : `\n\nSources: ${sources.join('; ')}.`
  return [
    {
      anchor: noteAnchor(item),
      title: `${name} (${rangeText(item)})`,
      text: indent(`${item.details ?? ''}${cited}`),
    },
  ]
}

/** Paragraphs after the first belong to the same list item. */
export function indent(text: string): string {
  return text
    .trim()
    .replace(/\n/g, '\n  ')
    .replace(/\n\s+\n/g, '\n\n')
}

function wordView(field: Field): readonly WordView[] {
  if (!field.bits) return []
  return [
    {
      anchor: `bits-${field.anchor}`,
      name: code(field.names.spec),
      unknown: unknownBits(field),
      rows: [...field.bits]
        .sort((a, b) => a.bit - b.bit)
        .map((bits) => ({
          bits: bitRange(bits),
          mask: `0x${bits.mask.toString(16)}`,
          name: code(bits.names.spec),
          meaning: bitMeaning(bits),
        })),
    },
  ]
}

function bitMeaning(bits: Bits): string {
  const scaled = bits.scaled ? 'Used in place: the value is `word & mask`, not shifted down.' : ''
  return [bits.summary, scaled, bits.details ?? ''].filter((part) => part !== '').join('\n\n')
}

function enumView(field: Field): readonly EnumView[] {
  if (!field.enum) return []
  const verdict = { error: 'an error', warning: 'a warning', notice: 'a notice' }[field.unknown]
  return [
    {
      anchor: `values-${field.anchor}`,
      name: code(field.names.spec),
      unknown: `Any other value is ${verdict}; tools keep it as it is.`,
      rows: field.enum.map((one) => ({
        value: String(one.value),
        name: code(one.name),
        meaning: [one.summary, one.details ?? ''].filter((part) => part !== '').join('\n\n'),
      })),
    },
  ]
}
