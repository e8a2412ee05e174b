/** Validations as text for people, and as JSON for programs. */
import type { Finding, Severity } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import { wrapText } from '../layout/columns.ts'
import { plural } from '../layout/counts.ts'
import { asciiColumn, byteRange, hexPairs } from '../layout/hex.ts'
import { jsonText } from '../layout/json.ts'
import { shortened, shortPrintable, TEXT_LIMIT } from '../layout/shorten.ts'
import type { ByteSource } from '../source/source.ts'
import { findRule, firstSentences, hasSpecPage, plainText } from './report-rules.ts'
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
  /** Say how many findings `--repair` mends: the reader has the file. */
  readonly hasFile?: boolean
}

/** What "valid" means. */
export const SCOPE = 'header, bitmaps and names; cluster tables and data are not read'
/** Characters of a value that are shown: about two lines. */
const VALUE_LIMIT = 120

/** Characters of what a rule means that a finding shows: two or three lines. */
const MEANING_LIMIT = 240
/** What comes before the advice. */
const ADVICE = 'What to do: '
/** A report of one file shows at most this many findings. */
const MAX_FINDINGS = 50

/** Bytes in a row of a wide report, and of one that has no room for so many. */
const ROW_SIZE = { wide: 16, narrow: 8 }
/** Columns that a wide row takes. */
const WIDE_ROW = 86
/** A finding shows the rows of at most this many bytes. */
const MAX_SHOWN = 32
/** Columns of the offset before a row. */
const MARGIN = 8
const INDENT = ' '.repeat(11)

/**
 * One validation as an object, several as an array; offsets beyond 2^53 are decimal text. As a
 * `line` it has no line breaks.
 */
export function validationJson(
  validations: Validation | readonly Validation[],
  shape: 'pages' | 'line' = 'pages',
): string {
  const text = jsonText(validations, TEXT_LIMIT)
  return shape === 'pages' ? text : JSON.stringify(JSON.parse(text))
}

/** One validation as text: a line for the file, and a paragraph for each finding. */
export async function validationText(
  validation: Validation,
  source: ByteSource,
  options: ReportOptions,
): Promise<string> {
  const paragraphs = [headline(validation, options)]
  const { findings } = validation
  const explained = new Set<string>()
  let shown: Finding | undefined
  for (const found of findings.slice(0, MAX_FINDINGS)) {
    // The same bytes need not be shown twice in a row.
    const rows = isSamePlace(found, shown) ? [] : await excerpt(found, source, options)
    shown = found
    const lines = findingLines(found, rows, options)
    if (!explained.has(found.rule)) lines.push(...adviceLines(found, options))
    explained.add(found.rule)
    const { specs, width, paint } = options
    lines.push(...indented(referenceLines(found, specs, width), paint.dim))
    paragraphs.push(lines.join('\n'))
  }
  const left = findings.length - MAX_FINDINGS
  if (left > 0) paragraphs.push(`  … and ${plural(left, 'more finding')}: --output json has all`)
  const hint = options.hasFile === true ? repairHint(findings) : undefined
  if (hint !== undefined) paragraphs.push(hint)
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

/** How many findings can be mended; undefined if none can, or an error stands in the way. */
function repairHint(findings: readonly Finding[]): string | undefined {
  const canMend = ({ rule }: Finding) => {
    const repair = findRule(rule)?.repair
    // A time is recorded only if that is asked for.
    return repair !== undefined && repair.kind !== 'mtime'
  }
  if (findings.some((found) => found.severity === 'error' && !canMend(found))) return undefined
  const count = findings.filter(canMend).length
  if (count === 0) return undefined
  const all = count === findings.length
  const these = count === 1 && all ? 'this finding' : `${all ? 'all' : count} of these findings`
  return `  --repair mends ${these}, and shows the edits first`
}

function painter(verdict: Verdict, paint: ReportPaint): (text: string) => string {
  if (verdict === 'valid') return paint.good
  return verdict === 'warnings' ? paint.warning : paint.error
}

function isSamePlace(a: Finding, b: Finding | undefined): boolean {
  return b !== undefined && a.field === b.field && a.offset === b.offset && a.length === b.length
}

function findingLines(
  found: Finding,
  excerptRows: readonly string[],
  { paint, width }: ReportOptions,
): string[] {
  const [first = '', ...rest] = wrapped(found.message, width)
  const severity = paint[found.severity](found.severity.padEnd(INDENT.length - 2))
  const actual = found.actual === '' ? 'nothing' : shortPrintable(found.actual, VALUE_LIMIT)
  const values = `found ${actual}, expected ${shortened(found.expected, 2 * VALUE_LIMIT)}`
  return [
    `  ${severity}${paint.strong(first)}`,
    ...indented(rest, paint.strong),
    ...indented(wrapped(placeText(found), width)),
    ...excerptRows,
    ...indented(wrapped(values, width)),
  ]
}

/** What a finding means, and what to do about it. */
function adviceLines({ rule }: Finding, { paint, width }: ReportOptions): string[] {
  const doc = findRule(rule)
  if (doc === undefined) return []
  const meaning = firstSentences(plainText(doc.details ?? ''), MEANING_LIMIT)
  const lines = meaning === '' ? [] : indented(wrapped(meaning, width))
  const [first = '', ...rest] = wrapped(`${ADVICE}${doc.advice}`, width)
  return [
    ...lines,
    `${INDENT}${paint.strong(ADVICE.trimEnd())} ${first.slice(ADVICE.length)}`,
    ...indented(rest),
  ]
}

/** The rule and where to read about it: on one line where they fit. */
function referenceLines({ rule, spec }: Finding, specs: string, width: number): readonly string[] {
  if (!hasSpecPage(rule)) return [rule]
  const see = `see ${specs}/${spec}`
  const line = `${rule}, ${see}`
  return line.length <= width - INDENT.length ? [line] : [rule, see]
}

function wrapped(text: string, width: number): readonly string[] {
  return wrapText(printableText(text), width - INDENT.length)
}

function indented(lines: readonly string[], paint = (text: string) => text): string[] {
  return lines.map((line) => `${INDENT}${paint(line)}`)
}

function placeText({ field, offset, length }: Finding): string {
  if (BigInt(length) === 0n) return `${field} at byte ${offset}`
  return `${field}, ${byteRange(offset, length)}`
}

/** The rows that hold the first bytes of the finding, and marks under those bytes. */
async function excerpt(
  found: Finding,
  source: ByteSource,
  { paint, width }: ReportOptions,
): Promise<string[]> {
  const end = BigInt(source.size)
  const start = BigInt(found.offset)
  if (start >= end) {
    return end === 0n ? [] : [`${INDENT}${paint.dim(`past the end of the file, at ${end}`)}`]
  }
  const offset = Number(start)
  const last = start + BigInt(found.length)
  const marked = { start: offset, end: Number(last < end ? last : end) }
  const rowSize = width < WIDE_ROW ? ROW_SIZE.narrow : ROW_SIZE.wide
  const rowStart = offset - (offset % rowSize)
  const rows = Math.max(1, Math.ceil((marked.end - rowStart) / rowSize))
  const bytes = await source.read(rowStart, Math.min(rows * rowSize, MAX_SHOWN))
  // A stream's bytes are gone, but for the first ones.
  if (bytes.length === 0) return []
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += rowSize) {
    const row = { offset: rowStart + at, bytes: bytes.subarray(at, at + rowSize), size: rowSize }
    for (const line of rowLines(row, marked, paint[found.severity])) lines.push(line)
  }
  const isCut = last > BigInt(rowStart + bytes.length)
  return isCut ? [...lines, `${INDENT}${paint.dim('…'.padStart(MARGIN))}`] : lines
}

function rowLines(
  row: { readonly offset: number; readonly bytes: Uint8Array; readonly size: number },
  marked: { start: number; end: number },
  paint: (text: string) => string,
): string[] {
  const margin = String(row.offset).padStart(MARGIN)
  const hex = hexPairs(row.bytes).padEnd(3 * row.size - 1)
  const from = Math.max(marked.start, row.offset) - row.offset
  const to = Math.min(marked.end, row.offset + row.bytes.length) - row.offset
  const line = `${INDENT}${margin}  ${hex}  ${asciiColumn(row.bytes)}`
  if (to <= from) return [line]
  const marks = ' '.repeat(from * 3) + '^^ '.repeat(to - from).trimEnd()
  return [line, `${INDENT}${' '.repeat(margin.length + 2)}${paint(marks)}`]
}
