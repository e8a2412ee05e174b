/**
 * A header for people: bytes on the left, their owner and its value on the right.
 *
 * A row holds eight bytes of one owner. Long values go on in the rows below, which is why eight:
 * a name of any length has as many rows as its text needs, and all fits in 100 columns.
 */
import { printableText } from '../binary/text.ts'
import {
  asciiColumn,
  countText,
  hexPairs,
  type LeftOut,
  plural,
  quotedText,
  type Span,
  shortened,
  TEXT_LIMIT,
  wrapText,
  zerosEnd,
} from '../layout/index.ts'
import { mismatchNote, type OpenImage } from './image.ts'
import type { Io } from './io.ts'

const ROW_SIZE = 8
const HEX_WIDTH = ROW_SIZE * 3 - 1
const GAP = '  '
/** Rows of zeros that are worth replacing by a line that counts them. */
const ZERO_ROWS = 2
/** Rows like the one above that are worth the same. */
const SAME_ROWS = 4
/** Rows of slack, and of anything else, that are shown before the rest is left out. */
const SLACK_ROWS = 16
const VALUE_ROWS = TEXT_LIMIT / ROW_SIZE

/** An open image, and the owners of the bytes of its header. */
export interface OwnedImage {
  readonly image: OpenImage
  readonly spans: readonly (Span | LeftOut)[]
  /** Show all, whatever its length. */
  readonly isFull: boolean
}

/** The whole header area, section by section. */
export function dumpText({ image, spans, isFull }: OwnedImage, io: Io): string {
  const last = spans.at(-1)
  const end = last === undefined ? 0 : last.offset + last.length
  const dump: Dump = {
    bytes: image.bytes,
    io,
    isFull,
    offsetWidth: Math.max(4, String(end).length),
    hexWidth: Math.max(4, end.toString(16).length),
    nameWidth: spans.reduce((width, span) => Math.max(width, label(span).length), 8),
  }
  const { format, source, path } = image
  const { paint } = io
  const lines = [
    `${paint.strong(printableText(path))}: ${format.title} (${format.id})`,
    `header area ${countText(end)} bytes, file ${countText(source.size)} bytes`,
    ...mismatchNote(image).flatMap((note) =>
      wrapText(`note: ${note}`, io.width).map(paint.warning),
    ),
    '',
    paint.dim(headingLine(dump)),
  ]
  spans.forEach((span, index) => {
    if (span.section !== spans[index - 1]?.section) lines.push('', ...sectionLines(span, dump))
    for (const line of span.kind === 'left out' ? [leftOutLine(span, dump)] : spanLines(span, dump))
      lines.push(line)
  })
  if (last?.kind !== 'left out' && last?.isPart === true && end === source.size) {
    lines.push(`${offsetText(end, dump)}${GAP}${paint.warning('the file ends here')}`)
  }
  return `${lines.join('\n')}\n`
}

interface Dump {
  readonly bytes: Uint8Array
  readonly io: Io
  readonly isFull: boolean
  /** Columns: decimal offset, hexadecimal offset, names. */
  readonly offsetWidth: number
  readonly hexWidth: number
  readonly nameWidth: number
}

/** One line of a span: bytes, or a count of bytes that are not shown. */
type Row =
  | { readonly kind: 'bytes'; readonly offset: number; readonly length: number }
  | {
      readonly kind: 'left out'
      readonly offset: number
      readonly length: number
      readonly text: string
    }

function headingLine({ offsetWidth, hexWidth, nameWidth }: Dump): string {
  return [
    'dec'.padStart(offsetWidth),
    'hex'.padStart(hexWidth),
    'bytes'.padEnd(HEX_WIDTH),
    'text'.padEnd(ROW_SIZE),
    'name'.padEnd(nameWidth),
    'value',
  ].join(GAP)
}

function sectionLines({ section }: Span | LeftOut, { io }: Dump): string[] {
  const title = io.paint.strong(section.name)
  const [first = '', ...rest] = wrapText(section.summary, io.width - section.name.length - 2)
  const indent = ' '.repeat(section.name.length + 2)
  return [`${title}  ${io.paint.dim(first)}`, ...rest.map((line) => indent + io.paint.dim(line))]
}

function leftOutLine({ offset, length, count }: LeftOut, dump: Dump): string {
  const text = `${countText(length)} bytes more, ${plural(count, 'value')} (--full)`
  return `${offsetText(offset, dump)}${GAP}${dump.io.paint.dim(text)}`
}

function offsetText(offset: number, { io, offsetWidth, hexWidth }: Dump): string {
  const decimal = String(offset).padStart(offsetWidth)
  return io.paint.dim(`${decimal}${GAP}${offset.toString(16).padStart(hexWidth, '0')}`)
}

function spanLines(span: Span, dump: Dump): string[] {
  const rows = rowsOf(span, dump)
  const texts = textLines(span, dump)
  const count = Math.max(rows.length, texts.length)
  return Array.from({ length: count }, (_, at) => {
    const left = rowText(rows[at], dump)
    const right = texts[at]
    return (right === undefined ? left : `${left}${GAP}${right}`).trimEnd()
  })
}

function rowsOf(span: Span, dump: Dump): Row[] {
  const rows: Row[] = []
  const end = span.offset + span.length
  let at = span.offset
  while (at < end) {
    const row = (dump.isFull ? undefined : runAt(span, at, dump)) ?? bytesRow(at, end)
    rows.push(row)
    at += row.length
  }
  return rows
}

function bytesRow(offset: number, end: number): Row {
  return { kind: 'bytes', offset, length: Math.min(ROW_SIZE, end - offset) }
}

/** The bytes at `at` that need not be shown: zeros, repetitions, and the rest of long slack. */
function runAt(span: Span, at: number, { bytes }: Dump): Row | undefined {
  const end = span.offset + span.length
  const zeros = zerosEnd(bytes, at, end) - at
  if (zeros >= ZERO_ROWS * ROW_SIZE) {
    // Up to the row in which the zeros end, so that rows stay in step.
    const length = at + zeros === end ? zeros : zeros - (zeros % ROW_SIZE)
    return { kind: 'left out', offset: at, length, text: `${countText(length)} zero bytes` }
  }
  const same = at === span.offset ? 0 : repeatedLength(bytes, at, end)
  if (same >= SAME_ROWS * ROW_SIZE) {
    return {
      kind: 'left out',
      offset: at,
      length: same,
      text: `${countText(same)} bytes of the same`,
    }
  }
  const most = span.kind === 'slack' ? SLACK_ROWS : VALUE_ROWS
  if (at - span.offset < most * ROW_SIZE) return undefined
  const length = end - at
  return { kind: 'left out', offset: at, length, text: `${countText(length)} bytes more (--full)` }
}

/** Length of the rows from `at` that repeat the row before it. */
function repeatedLength(bytes: Uint8Array, at: number, end: number): number {
  let next = at
  while (next < end && bytes[next] === bytes[next - ROW_SIZE]) next += 1
  return next - at - ((next - at) % ROW_SIZE)
}

function rowText(row: Row | undefined, dump: Dump): string {
  const { bytes, io, offsetWidth, hexWidth } = dump
  const width = HEX_WIDTH + GAP.length + ROW_SIZE
  if (row === undefined) return ' '.repeat(offsetWidth + hexWidth + 2 * GAP.length + width)
  const margin = offsetText(row.offset, dump)
  if (row.kind === 'left out') return `${margin}${GAP}${io.paint.dim(row.text.padEnd(width))}`
  const content = bytes.subarray(row.offset, row.offset + row.length)
  const pairs = hexPairs(content).padEnd(HEX_WIDTH)
  const isZero = zerosEnd(content, 0, content.length) === content.length
  return [
    margin,
    isZero ? io.paint.dim(pairs) : pairs,
    io.paint.dim(asciiColumn(content).padEnd(ROW_SIZE)),
  ].join(GAP)
}

/** Name and value, the value wrapped into the lines below. */
function textLines(span: Span, dump: Dump): string[] {
  if (span.kind === 'slack') return []
  const { io, offsetWidth, hexWidth, nameWidth } = dump
  const left = offsetWidth + hexWidth + HEX_WIDTH + ROW_SIZE + 4 * GAP.length
  const width = Math.max(16, io.width - left - nameWidth - GAP.length)
  const { text, paint } = valueText(span, dump)
  return wrapText(`${text}${span.isPart ? ' (part)' : ''}`.trim(), width).map((line, at) => {
    const name = (at === 0 ? label(span) : '').padEnd(nameWidth)
    return `${io.paint.name(name)}${GAP}${paint(line)}`
  })
}

function valueText(span: Span, dump: Dump): { text: string; paint: Io['paint']['dim'] } {
  const { bytes, io, isFull } = dump
  if (span.text !== undefined) {
    const limit = isFull ? Number.POSITIVE_INFINITY : TEXT_LIMIT
    return { text: valueInWords(span.text, span.value, limit), paint: io.paint.value }
  }
  if (span.kind === 'field' || span.kind === 'string') return { text: '', paint: io.paint.dim }
  if (span.kind === 'extension')
    return { text: `${countText(span.length)} bytes`, paint: io.paint.dim }
  const end = span.offset + span.length
  const isZero = zerosEnd(bytes, span.offset, end) === end
  const kind = span.kind === label(span) ? '' : span.kind
  if (isZero || span.kind === 'unknown tail') return { text: kind, paint: io.paint.dim }
  return { text: kind === '' ? 'not zero' : `${kind}, not zero`, paint: io.paint.warning }
}

/** The text of a value, of at most about `limit` characters; the length said is that of the value. */
export function valueInWords(text: string, value: Span['value'], limit: number): string {
  if (text.length <= limit || typeof value !== 'string') return shortened(text, limit)
  // What follows the quotes is short: `, out of bounds`.
  return `${quotedText(value, limit)}${text.slice(quotedText(value).length)}`
}

function label(span: Span | LeftOut): string {
  if (span.kind === 'left out') return ''
  return span.name === '' ? span.section.name : span.name
}
