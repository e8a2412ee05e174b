/** The edits of a repair as text for people: what stands where, what will, and why. */
import type { Finding } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import { wrapText } from '../layout/columns.ts'
import { plural } from '../layout/counts.ts'
import { byteRange, hexPairs } from '../layout/hex.ts'
import type { LeftFinding } from './repair.ts'
import type { Edit } from './repair-edits.ts'
import type { ReportPaint } from './report.ts'

/** How to show edits. */
export interface EditsTextOptions {
  readonly paint: ReportPaint
  /** Columns. */
  readonly width: number
  /** The findings that the edits are about; what is mended is told in their words. */
  readonly findings: readonly Finding[]
}

const ROW_SIZE = 16
/** An edit shows at most this many rows of bytes, and a list at most this many edits. */
const MAX_ROWS = 4
const MAX_EDITS = 32
/** Columns of the offset before a row. */
const MARGIN = 8
const INDENT = '  '
const ROW_INDENT = ' '.repeat(4)

/** A paragraph for each edit: its bytes before (`-`) and after (`+`), and the rules that it mends. */
export function editsText(edits: readonly Edit[], options: EditsTextOptions): string {
  const paragraphs = edits.slice(0, MAX_EDITS).map((edit) => editLines(edit, options).join('\n'))
  const more = edits.length - MAX_EDITS
  if (more > 0) paragraphs.push(`${INDENT}${options.paint.dim(`… ${plural(more, 'more edit')}`)}`)
  return `${paragraphs.join('\n\n')}\n`
}

/** A paragraph for each finding that could be mended and is not. */
export function leftText(
  left: readonly LeftFinding[],
  { paint, width }: Pick<EditsTextOptions, 'paint' | 'width'>,
): string {
  return left
    .map(({ finding, reason }) => {
      const text = printableText(`left as it is: ${finding.message} (${reason})`)
      const lines = wrapText(text, width - INDENT.length).map((line) => `${INDENT}${line}`)
      return `${[...lines, `${ROW_INDENT}${paint.dim(finding.rule)}`].join('\n')}\n`
    })
    .join('\n')
}

function editLines({ rules, offset, before, after }: Edit, options: EditsTextOptions): string[] {
  const { paint, width, findings } = options
  const found = findings.filter(({ rule }) => rules.includes(rule))
  const messages = [...new Set(found.map(({ message }) => message))]
  const where = byteRange(offset, before.length)
  const verb = before.length === 1 ? 'becomes' : 'become'
  const becomes = after.every((byte) => byte === 0) ? ` ${verb} zero` : ''
  const why = messages.length > 0 ? `: ${messages.join('; ')}` : ''
  const head = printableText(`${where}${becomes}${why}`)
  const lines = wrapText(head, width - INDENT.length).map(
    (line) => `${INDENT}${paint.strong(line)}`,
  )
  for (let at = 0; at < before.length && at < MAX_ROWS * ROW_SIZE; at += ROW_SIZE) {
    const margin = String(offset + at).padStart(MARGIN)
    const row = (sign: string, bytes: Uint8Array) =>
      `${ROW_INDENT}${margin} ${sign} ${hexPairs(bytes.subarray(at, at + ROW_SIZE))}`
    lines.push(paint.error(row('-', before)), paint.good(row('+', after)))
  }
  const more = before.length - MAX_ROWS * ROW_SIZE
  if (more > 0) lines.push(`${ROW_INDENT}${paint.dim(`… ${plural(more, 'more byte')}`)}`)
  for (const rule of rules) lines.push(`${ROW_INDENT}${paint.dim(printableText(rule))}`)
  return lines
}
