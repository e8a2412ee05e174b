/**
 * Who owns each byte of the header area: what `dump` shows.
 *
 * Owners claim bytes in layers: the header first, then the extensions, then each string. A layer
 * gets what the layers before it left, so that a damaged offset never hides a field. What nobody
 * claims is slack. The spans cover every byte of the area exactly once, in order.
 */
import type { Context } from '../binary/format.ts'
import { decodeText } from '../binary/text.ts'
import { describeValue } from './describe.ts'
import { evaluate } from './evaluate.ts'
import { type Interpretation, interpret, type LocatedText } from './interpret.ts'
import type { Layout, StructLayout } from './layout.ts'
import { structNamed } from './located.ts'
import { type ExtensionRecord, isCut } from './records.ts'
import { quotedText } from './shorten.ts'
import { overlay, type Section, type Span, withSlack } from './spans.ts'
import { ownLength, type PlacedItem, placeItems } from './struct.ts'

/** The spans of the header area, as far as `bytes` go. */
export function owners(layout: Layout, bytes: Uint8Array, context: Context = {}): readonly Span[] {
  const image = interpret(layout, bytes, context)
  const header = structNamed(layout, 'header') ?? layout.structs[0]
  if (header === undefined) return []
  const end = areaEnd(layout, { image, bytes, header })
  const at = { layout, bytes }
  let spans = overlay([], headerSpans(header, image, bytes), end)
  spans = overlay(
    spans,
    image.extensions.records.flatMap((record) => recordSpans(at, record)),
    end,
  )
  for (const string of image.strings) spans = overlay(spans, stringSpans(string, bytes), end)
  return withSlack(spans, bytes, end)
}

/** End of the area; of the header struct where the area cannot be told. */
function areaEnd(
  layout: Layout,
  at: { image: Interpretation; bytes: Uint8Array; header: StructLayout },
): number {
  const area = evaluate(layout.area, at.image.lookup)
  const end = typeof area === 'bigint' && area > 0n ? area : BigInt(at.header.size)
  const limit = BigInt(at.bytes.length)
  return Number(end < limit ? end : limit)
}

function headerSpans(
  struct: StructLayout,
  { items }: Interpretation,
  bytes: Uint8Array,
): readonly Span[] {
  const section: Section = { kind: 'header', name: 'header', summary: struct.summary, offset: 0 }
  const spans = itemSpans(items, { section, offset: 0, prefix: '', end: bytes.length })
  const length = ownLength(struct, items)
  if (length === undefined || length <= BigInt(struct.size)) return spans
  const tail = Number(length) - struct.size
  return [
    ...spans,
    {
      kind: 'unknown tail',
      section,
      name: 'unknown tail',
      summary: 'Fields of a later revision',
      offset: struct.size,
      length: tail,
      isPart: struct.size + tail > bytes.length,
    },
  ]
}

function itemSpans(
  items: readonly PlacedItem[],
  at: { section: Section; offset: number; prefix: string; end: number },
): Span[] {
  return items.flatMap((placed): Span[] => {
    if (placed.state === 'absent') return []
    const { item } = placed
    const offset = at.offset + item.offset
    const span = {
      kind: item.kind,
      section: at.section,
      name: `${at.prefix}${item.name}`,
      summary: item.summary,
      offset,
      length: Math.min(item.size, at.end - offset),
      isPart: placed.state === 'cut',
    }
    if (placed.state === 'cut' || item.kind !== 'field' || placed.value === undefined) return [span]
    return [{ ...span, value: placed.value, text: describeValue(item, placed.value) }]
  })
}

interface At {
  readonly layout: Layout
  readonly bytes: Uint8Array
}

function recordSpans({ layout, bytes }: At, record: ExtensionRecord): readonly Span[] {
  const struct = structNamed(layout, layout.extensions?.record)
  if (struct === undefined) return []
  const section = extensionSection(record)
  const head = itemSpans(placeItems(struct, bytes, record.offset), {
    section,
    offset: record.offset,
    prefix: '',
    end: bytes.length,
  }).map((span): Span => {
    if (span.name !== layout.extensions?.type) return span
    return { ...span, kind: 'extension', text: `0x${record.type.toString(16)} ${title(record)}` }
  })
  const dataEnd = record.dataOffset + record.length
  const padding: Span = {
    kind: 'padding',
    section,
    name: 'padding',
    summary: `To a multiple of ${layout.extensions?.align ?? 1} bytes`,
    offset: dataEnd,
    length: record.end - dataEnd,
    isPart: false,
  }
  return [...head, ...contentSpans({ layout, bytes }, record, section), padding]
}

function extensionSection(record: ExtensionRecord): Section {
  return {
    kind: 'extension',
    name: `extensions.${title(record)}`,
    summary: record.isEnd
      ? 'End of the header extensions.'
      : (record.known?.summary ?? 'A header extension of unknown type.'),
    offset: record.offset,
  }
}

function title(record: ExtensionRecord): string {
  return record.isEnd ? 'end' : (record.known?.name ?? 'unknown')
}

function contentSpans({ layout, bytes }: At, record: ExtensionRecord, section: Section): Span[] {
  const { dataOffset, length, known } = record
  const content = bytes.subarray(dataOffset, dataOffset + length)
  const span: Span = {
    kind: 'extension',
    section,
    name: 'data',
    summary: record.known?.summary ?? '',
    offset: dataOffset,
    length,
    isPart: isCut(record),
  }
  if (known?.content === 'text') {
    const text = decodeText(content, 0, length)
    return [{ ...span, value: text, text: quotedText(text) }]
  }
  const struct = structNamed(layout, known?.struct)
  if (struct === undefined || known === undefined) return [{ ...span, value: content }]
  const rows = known.content === 'rows' ? Math.floor(length / struct.size) : 1
  const spans: Span[] = []
  for (let row = 0; row < rows; row++) {
    const start = row * struct.size
    const prefix = known.content === 'rows' ? `[${row}].` : ''
    const part = content.subarray(start, start + struct.size)
    const at = { section, offset: dataOffset + start, prefix, end: dataOffset + length }
    for (const one of itemSpans(placeItems(struct, part), at)) spans.push(one)
  }
  const used = Math.min(rows * struct.size, length)
  const rest = { ...span, name: 'rest', summary: 'Past the last whole row' }
  return [...spans, { ...rest, offset: dataOffset + used, length: length - used }]
}

function stringSpans(string: LocatedText, bytes: Uint8Array): readonly Span[] {
  const { name, summary } = string
  // Past the bytes at hand there is nothing to own; up to there, offsets are small.
  if (string.offset >= bytes.length) return []
  const offset = Number(string.offset)
  const last = BigInt(offset) + BigInt(string.size)
  const isPart = last > bytes.length
  const end = isPart ? bytes.length : Number(last)
  const size = end - offset
  const section: Section = { kind: 'string', name, summary, offset }
  const value = string.text ?? decodeText(bytes, offset, end)
  const text = `${quotedText(value)}${string.text === undefined ? ', out of bounds' : ''}`
  return [{ kind: 'string', section, name: '', summary, offset, length: size, value, text, isPart }]
}
