/** Findings about a file that a header names. */
import { type Finding, finding, type Place } from '../binary/finding.ts'
import { shortPrintable } from '../layout/shorten.ts'
import type { NamedFile, ValidatedHeader } from './named-files.ts'
import { ruleOf } from './rules.ts'

/** Characters of a name that a message shows. */
const NAME_LIMIT = 240

/** A name as messages show it. */
export function quoted(name: string): string {
  return `"${shortPrintable(name, NAME_LIMIT)}"`
}

/** What a finding says, where it is not what the rule says of itself. */
export interface ReportValues {
  /** Default: the name. */
  readonly actual?: string
  readonly expected?: string
  readonly message?: string
  /** Default: that of the name. */
  readonly place?: Place | undefined
}

/** Makes a finding of the rule `<thing>.<what>`; none if the format has no such rule. */
export type Report = (what: string, values?: ReportValues) => readonly Finding[]

/** Reports what is wrong with one of the files that a header names. */
export function reporter({ format }: ValidatedHeader, named: NamedFile): Report {
  return (what, { actual = named.text, expected, message, place = named.place } = {}) => {
    const rule = ruleOf(format.id, `${named.thing}.${what}`)
    if (rule === undefined) return []
    const values = { actual, expected: expected ?? rule.expected ?? rule.summary }
    return [finding(rule, place, message === undefined ? values : { ...values, message })]
  }
}
