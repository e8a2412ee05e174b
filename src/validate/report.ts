/** Validations as text for people, and as JSON for programs. */
import type { Finding, Severity } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import { wrapText } from '../layout/columns.ts'
import { plural } from '../layout/counts.ts'
import { asciiColumn, byteRange, hexPairs } from '../layout/hex.ts'
import { jsonText } from '../layout/json.ts'
import { shortened, shortPrintable, TEXT_LIMIT } from '../layout/shorten.ts'
import type { ByteSource } from '../source/source.ts'
import { countOf, type Validation, type Verdict } from './validate.ts'

/** Colours of a report; each takes text and gives it back, coloured or not. */
export type ReportPaint = Readonly<
  Record<Severity | 'good' | 'strong' | 'dim', (text: string) => string>
>

/** How to show a report. */
export interface ReportOptions {
  readonly paint: ReportPaint
  /** Columns. */
  readonly width: number
  /** Folder of the spec pages, as the reader sees it. */
  readonly specs: string
  /** Say what was checked of a file that is valid; else the summary of many files does. */
  readonly hasScope?: boolean
}

/** What "valid" means. */
const SCOPE = 'header and file map; tables and data are not followed'
/** Characters of a value that are shown: about two lines. */
const VALUE_LIMIT = 120

const ROW_SIZE = 16
/** A finding shows the bytes of at most this many rows. */
const MAX_ROWS = 2
/** Columns of the offset before a row. */
const MARGIN = 8
const INDENT = ' '.repeat(11)

/** One validation as an object, several as an array; offsets beyond 2^53 are decimal text. */
export function validationJson(validations: Validation | readonly Validation[]): string {
  return jsonText(validations, TEXT_LIMIT)
}

/** What became of several files; the last line is `12 files: 9 valid, 1 with warnings, 2 invalid`. */
export function summaryText(
  validations: readonly Validation[],
  options: { readonly paint: ReportPaint; readonly failures: number },
): string {
  const count = (verdict: Verdict) =>
    validations.filter((validation) => validation.verdict === verdict).length
  const counts = [
    [count('valid'), 'valid'],
    [count('warnings'), 'with warnings'],
    [count('invalid'), 'invalid'],
    [count('unreadable'), 'unreadable'],
    [options.failures, 'not checked'],
  ] as const
  const parts = counts.filter(([number]) => number > 0).map((part) => part.join(' '))
  const files = plural(validations.length + options.failures, 'file')
  const scope = count('valid') > 0 ? `${options.paint.dim(`valid: ${SCOPE}`)}\n` : ''
  return `${scope}${files}: ${parts.join(', ')}\n`
}

/** One validation as text: a line for the file, and a paragraph for each finding. */
export async function validationText(
  validation: Validation,
  source: ByteSource,
  options: ReportOptions,
): Promise<string> {
  const paragraphs = [headline(validation, options)]
  for (const found of validation.findings) {
    paragraphs.push((await findingLines(found, source, options)).join('\n'))
  }
  return `${paragraphs.join('\n\n')}\n`
}

/** `x.cow: cow-v2, invalid: 2 errors, 1 notice` */
function headline(validation: Validation, { paint, width, hasScope }: ReportOptions): string {
  const { filename, schema, verdict, findings } = validation
  const counts = (['error', 'warning', 'notice'] as const)
    .map((severity) => ({ severity, count: countOf(findings, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity))
  const name = schema === null ? '' : `${schema}, `
  const state = painter(verdict, paint)(verdict === 'warnings' ? 'readable' : verdict)
  const tail = counts.length > 0 ? `: ${counts.join(', ')}` : ''
  const line = `${paint.strong(printableText(filename))}: ${name}${state}${tail}`
  if (verdict !== 'valid' || hasScope === false) return line
  const plain = `${printableText(filename)}: ${name}${verdict}${tail} (${SCOPE})`
  return `${line}${plain.length > width ? '\n  ' : ' '}${paint.dim(`(${SCOPE})`)}`
}

function painter(verdict: Verdict, paint: ReportPaint): (text: string) => string {
  if (verdict === 'valid') return paint.good
  return verdict === 'warnings' ? paint.warning : paint.error
}

async function findingLines(
  found: Finding,
  source: ByteSource,
  { paint, width, specs }: ReportOptions,
): Promise<string[]> {
  const [first = '', ...rest] = wrapText(printableText(found.message), width - INDENT.length)
  const severity = paint[found.severity](found.severity.padEnd(INDENT.length - 2))
  const actual = found.actual === '' ? 'nothing' : shortPrintable(found.actual, VALUE_LIMIT)
  const values = `found ${actual}, expected ${shortened(found.expected, 2 * VALUE_LIMIT)}`
  return [
    `  ${severity}${paint.strong(first)}`,
    ...rest.map((line) => `${INDENT}${paint.strong(line)}`),
    ...indented(placeText(found), width),
    ...(await excerpt(found, source, paint)),
    ...indented(values, width),
    ...referenceLines(found, specs, width).map((line) => `${INDENT}${paint.dim(line)}`),
  ]
}

/** The rule and where to read about it: on one line where they fit. */
function referenceLines({ rule, spec }: Finding, specs: string, width: number): string[] {
  const see = `see ${specs}/${spec}`
  const line = `${rule}, ${see}`
  return line.length <= width - INDENT.length ? [line] : [rule, see]
}

function indented(text: string, width: number): string[] {
  return wrapText(printableText(text), width - INDENT.length).map((line) => `${INDENT}${line}`)
}

function placeText({ field, offset, length }: Finding): string {
  if (BigInt(length) === 0n) return `${field} at byte ${offset}`
  return `${field}, ${byteRange(offset, length)}`
}

/** The rows that hold the first bytes of the finding, and marks under those bytes. */
async function excerpt(found: Finding, source: ByteSource, paint: ReportPaint): Promise<string[]> {
  const end = BigInt(source.size)
  const start = BigInt(found.offset)
  if (start >= end) {
    return end === 0n ? [] : [`${INDENT}${paint.dim(`past the end of the file, at ${end}`)}`]
  }
  const offset = Number(start)
  const last = start + BigInt(found.length)
  const marked = { start: offset, end: Number(last < end ? last : end) }
  const rowStart = offset - (offset % ROW_SIZE)
  const rows = Math.min(MAX_ROWS, Math.max(1, Math.ceil((marked.end - rowStart) / ROW_SIZE)))
  const bytes = await source.read(rowStart, rows * ROW_SIZE)
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += ROW_SIZE) {
    const row = { offset: rowStart + at, bytes: bytes.subarray(at, at + ROW_SIZE) }
    for (const line of rowLines(row, marked, paint[found.severity])) lines.push(line)
  }
  const isCut = last > BigInt(rowStart + bytes.length)
  return isCut ? [...lines, `${INDENT}${paint.dim('…'.padStart(MARGIN))}`] : lines
}

function rowLines(
  row: { offset: number; bytes: Uint8Array },
  marked: { start: number; end: number },
  paint: (text: string) => string,
): string[] {
  const margin = String(row.offset).padStart(MARGIN)
  const hex = hexPairs(row.bytes).padEnd(3 * ROW_SIZE - 1)
  const from = Math.max(marked.start, row.offset) - row.offset
  const to = Math.min(marked.end, row.offset + row.bytes.length) - row.offset
  const line = `${INDENT}${margin}  ${hex}  ${asciiColumn(row.bytes)}`
  if (to <= from) return [line]
  const marks = ' '.repeat(from * 3) + '^^ '.repeat(to - from).trimEnd()
  return [line, `${INDENT}${' '.repeat(margin.length + 2)}${paint(marks)}`]
}
