/**
 * Validations as SARIF 2.1.0, the format that code scanners and editors read.
 *
 * One run, written piece by piece, so that many files need no more memory than one:
 *
 *     sarifStart() sarifResults(…) ',\n' sarifResults(…) … sarifEnd(…)
 *
 * The rules come last: only those that were broken are listed.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Finding, RuleDoc, Severity } from '../binary/finding.ts'
import { encodeText, printableText } from '../binary/text.ts'
import { exactNumber } from '../layout/json.ts'
import { shortPrintable, TEXT_LIMIT } from '../layout/shorten.ts'
import { findRule, hasSpecPage, plainText } from './report-rules.ts'
import type { Validation } from './validate.ts'

/** What a run says of itself. */
export interface SarifRun {
  /** Version of cowtools. */
  readonly version: string
  /** Absolute URL of the folder of the spec pages. */
  readonly specs?: string | undefined
  /** Ids of the rules that were broken. */
  readonly rules: Iterable<string>
  /** Why files could not be checked; one sentence each. */
  readonly failures?: readonly string[]
}

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
}

/** All of a log for files that are checked already. */
export function sarifText(
  validations: readonly Validation[],
  run: Omit<SarifRun, 'rules'>,
): string {
  const results = validations.map(sarifResults).filter((text) => text !== '')
  const rules = validations.flatMap(({ findings }) => findings.map(({ rule }) => rule))
  return `${sarifStart()}${results.join(',\n')}${sarifEnd({ ...run, rules })}`
}

/** The log up to its first result. */
export function sarifStart(): string {
  return `{\n"version": "2.1.0",\n"$schema": "${SCHEMA}",\n"runs": [{\n"results": [\n`
}

/** The findings of one file: results with commas between, one a line; nothing if there are none. */
export function sarifResults({ filename, findings }: Validation): string {
  const uri = fileUri(filename)
  return findings.map((found) => JSON.stringify(resultOf(found, uri))).join(',\n')
}

/** The log from its last result on. */
export function sarifEnd({ version, specs, rules, failures = [] }: SarifRun): string {
  const descriptors = [...new Set(rules)].sort().map((id) => descriptorOf(id, specs))
  const driver = { name: 'cowtools', semanticVersion: version, rules: descriptors }
  const toolExecutionNotifications = failures.map((text) => ({
    level: 'error',
    message: { text: printableText(text) },
  }))
  const invocation = { executionSuccessful: failures.length === 0, toolExecutionNotifications }
  const parts = {
    columnKind: 'utf16CodeUnits',
    tool: { driver },
    invocations: [invocation],
  }
  return `\n],\n${JSON.stringify(parts, undefined, 2).slice(2, -2)}\n}]\n}\n`
}

function resultOf(found: Finding, uri: string): object {
  const { rule, severity, field, offset, actual, expected } = found
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: messageOf(found) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, ...regionOf(found) },
        logicalLocations: [{ fullyQualifiedName: field, kind: 'member' }],
      },
    ],
    partialFingerprints: { 'finding/v1': `${rule} ${field} ${offset}` },
    properties: {
      actual: shortPrintable(actual, TEXT_LIMIT),
      expected: shortPrintable(expected, TEXT_LIMIT),
    },
  }
}

/** `the sector size is not 512: found 1024, expected 512.` */
function messageOf({ message, actual, expected }: Finding): string {
  const text = shortPrintable(message, TEXT_LIMIT)
  const found = actual === '' ? 'nothing' : shortPrintable(actual, VALUE_LIMIT)
  return `${text}: found ${found}, expected ${shortPrintable(expected, VALUE_LIMIT)}.`
}

/** Characters of a value that a message has; the properties of the result have more. */
const VALUE_LIMIT = 240

/** The bytes, where numbers can say which: a hostile header leads to places beyond 2^53. */
function regionOf({ offset, length }: Finding): object {
  const byteOffset = exactNumber(BigInt(offset))
  const byteLength = exactNumber(BigInt(length))
  if (typeof byteOffset === 'bigint' || typeof byteLength === 'bigint') return {}
  return { region: { byteOffset, byteLength } }
}

function descriptorOf(id: string, specs: string | undefined): object {
  const doc = findRule(id)
  if (doc === undefined) return { id }
  const text = plainText(doc.details ?? doc.summary)
  return {
    id,
    shortDescription: { text: plainText(doc.summary) },
    fullDescription: { text },
    help: { text: doc.advice, markdown: helpOf(doc) },
    defaultConfiguration: { level: LEVELS[doc.severity] },
    ...(specs === undefined || !hasSpecPage(id) ? {} : { helpUri: `${specs}/${doc.spec}` }),
  }
}

function helpOf({ details, advice }: RuleDoc): string {
  return details === undefined ? advice : `${details}\n\n${advice}`
}

/** Bytes that stand for themselves in the path of a URI. */
const PLAIN = /[A-Za-z0-9\-._~/]/

/** A path as a URI, relative where the path is; its bytes are escaped one by one, for not all are UTF-8. */
function fileUri(path: string): string {
  const escaped = Array.from(encodeText(path), (byte) => {
    const character = String.fromCharCode(byte)
    const isPlain = PLAIN.test(character)
    return isPlain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
  return path.startsWith('/') ? `file://${escaped}` : escaped
}
