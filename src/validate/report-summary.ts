/** What became of many files: counts by verdict, and the rules that most files break. */
import type { Finding } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import { tableLines } from '../layout/columns.ts'
import { countText, plural } from '../layout/counts.ts'
import { type ReportPaint, SCOPE } from './report.ts'
import { cutEnd, findRule } from './report-rules.ts'
import type { Validation, Verdict } from './validate.ts'

/** Counts of many files. Its size depends on how many rules there are, not on how many files. */
export interface Tally {
  readonly verdicts: Record<Verdict, number>
  /** Files that each rule was broken in, by its id. */
  readonly rules: Map<string, number>
  /** Files that could not be opened or read. */
  failures: number
  /** Files of no known format that a folder holds. */
  others: number
}

/** Rules that a summary shows. */
const MAX_RULES = 10
/** A message with less room is left out, columns. */
const LEAST_MESSAGE = 20
/** Columns between three others. */
const GAPS = 4

/** Counts of no file yet. */
export function createTally(): Tally {
  const verdicts = { valid: 0, warnings: 0, invalid: 0, unreadable: 0 }
  return { verdicts, rules: new Map(), failures: 0, others: 0 }
}

/** Counts one file; `rules` has each rule that it breaks once. */
export function addToTally(tally: Tally, verdict: Verdict, rules: Iterable<string>): void {
  tally.verdicts[verdict] += 1
  for (const id of rules) tally.rules.set(id, (tally.rules.get(id) ?? 0) + 1)
}

/** Counts of files that are checked already. */
export function tallyOf(validations: readonly Validation[]): Tally {
  const tally = createTally()
  const idsOf = (findings: readonly Finding[]) => new Set(findings.map(({ rule }) => rule))
  for (const { verdict, findings } of validations) addToTally(tally, verdict, idsOf(findings))
  return tally
}

/**
 * What became of several files; the last line is `12 files: 9 valid, 1 with warnings, 2 invalid`.
 * Before it stand the rules that most files break, where there is more than one such file.
 */
export function summaryText(
  tally: Tally,
  { paint, width }: { readonly paint: ReportPaint; readonly width: number },
): string {
  const { verdicts, failures, others } = tally
  const counts = [
    [verdicts.valid, 'valid'],
    [verdicts.warnings, 'with warnings'],
    [verdicts.invalid, 'invalid'],
    [verdicts.unreadable, 'unreadable'],
    [failures, 'not checked'],
  ] as const
  const total = counts.reduce((sum, [count]) => sum + count, 0)
  const parts = counts
    .filter(([count]) => count > 0)
    .map((part) => `${countText(part[0])} ${part[1]}`)
  const verdictLine = `${plural(total, 'file')}${total > 0 ? `: ${parts.join(', ')}` : ''}`
  const otherLine =
    others > 0 ? [`${plural(others, 'other file')} in the folders, of no supported format`] : []
  const scope = verdicts.valid > 0 ? [paint.dim(`valid: ${SCOPE}`)] : []
  const rules = rulesLines(tally, width)
  const gap = rules.length > 0 ? [''] : []
  return [...rules, ...gap, ...scope, ...otherLine, verdictLine].map((line) => `${line}\n`).join('')
}

function rulesLines({ rules }: Tally, width: number): readonly string[] {
  const all = [...rules].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  if (!all.some(([, files]) => files > 1)) return []
  const shown = all.slice(0, MAX_RULES)
  const idWidth = Math.max(...shown.map(([id]) => id.length))
  const digits = Math.max(...shown.map(([, files]) => countText(files).length), 'files'.length)
  const room = Math.max(0, width - idWidth - digits - GAPS)
  const rows = shown.map(([id, files]) => {
    const message = printableText(findRule(id)?.message ?? '')
    return [
      countText(files).padStart(digits),
      id,
      room > LEAST_MESSAGE ? cutEnd(message, room) : '',
    ]
  })
  const left = all.length - shown.length
  const more = left > 0 ? [`… and ${plural(left, 'more rule')}`] : []
  return [...tableLines([['files'.padStart(digits), 'rule', ''], ...rows]), ...more]
}
