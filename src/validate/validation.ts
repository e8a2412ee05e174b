/** The outcome of a check, and the order of what was found. */
import type { Finding, Severity } from '../binary/finding.ts'

/**
 * What became of a check.
 *
 * | verdict      | when                                                                   |
 * |--------------|------------------------------------------------------------------------|
 * | `valid`      | nothing found, or notices alone                                        |
 * | `warnings`   | at least one warning, no error                                         |
 * | `invalid`    | at least one error                                                     |
 * | `unreadable` | the file is empty, or of a format that is not known or not supported   |
 */
export type Verdict = 'valid' | 'warnings' | 'invalid' | 'unreadable'

/** The outcome for one file. */
export interface Validation {
  readonly filename: string
  /** Family of the format, or `raw`; null if it could not be told. */
  readonly format: string | null
  /** Exact id of the format, or `raw`; null if it could not be told. */
  readonly schema: string | null
  /** Name of the policy that the file was checked under. */
  readonly policy: 'trusted' | 'untrusted'
  readonly verdict: Verdict
  /** By offset, then by rule; that the bytes are of another format than was named comes first. */
  readonly findings: readonly Finding[]
}

/** Findings by offset, then by rule. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => {
    const [left, right] = [BigInt(a.offset), BigInt(b.offset)]
    if (left !== right) return left < right ? -1 : 1
    return a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0
  })
}

/** How many findings are of that severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((found) => found.severity === severity).length
}

/** What the findings about a file of a known format come to. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (countOf(findings, 'error') > 0) return 'invalid'
  return countOf(findings, 'warning') > 0 ? 'warnings' : 'valid'
}
