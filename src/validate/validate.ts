/** Checks one image and says what is wrong with it, without stopping at the first fault. */
import { type Finding, finding, type Rule, type Severity } from '../binary/finding.ts'
import type { Context, Format, ImageFacts } from '../binary/format.ts'
import { mismatchText, type NearMiss, oneOf } from '../formats/detect.ts'
import { chooseFormat, formats, signatureSize } from '../formats/registry.ts'
import { hexPairs } from '../layout/hex.ts'
import { readHeader } from '../source/header.ts'
import type { ByteSource } from '../source/source.ts'

/**
 * What became of a check.
 *
 * | verdict      | when                                                    |
 * |--------------|---------------------------------------------------------|
 * | `valid`      | nothing found, or notices alone                         |
 * | `warnings`   | at least one warning, no error                          |
 * | `invalid`    | at least one error                                      |
 * | `unreadable` | the file is empty, or of no known format                |
 */
export type Verdict = 'valid' | 'warnings' | 'invalid' | 'unreadable'

/** The outcome for one file. */
export interface Validation {
  readonly filename: string
  /** Family of the format; null if it could not be told. */
  readonly format: string | null
  /** Exact id of the format; null if it could not be told. */
  readonly schema: string | null
  readonly verdict: Verdict
  /** By offset, then by rule. */
  readonly findings: readonly Finding[]
}

/** How to check. */
export interface ValidateOptions {
  /** Name to show. */
  readonly filename: string
  /** Exact id or family; told from the bytes if left out. */
  readonly format?: string | undefined
  /** Finds what the header does not hold: the length of an image file, say. */
  readonly inputs?: (facts: ImageFacts) => Promise<Context['inputs']>
}

/** Where a finding about detection points in the spec folder. */
const DETECTION = 'index.md#detection'

const EMPTY: Rule = {
  id: 'format.empty',
  severity: 'error',
  message: 'the file is empty',
  spec: DETECTION,
}

/** Bytes to show of a file that resembles nothing. */
const UNKNOWN_SIZE = 8

const UNKNOWN: Rule = {
  id: 'format.unknown',
  severity: 'error',
  message: 'the file is of no known format',
  spec: DETECTION,
}

/**
 * Checks the header of an image, and that the file holds what the header promises.
 *
 * @throws UnsupportedError `format` if `options.format` names none, or leaves it open
 */
export async function validate(source: ByteSource, options: ValidateOptions): Promise<Validation> {
  const first = await source.read(0, signatureSize)
  const choice = first.length === 0 ? undefined : chooseFormat(first, options.format)
  if (choice?.kind !== 'known') {
    const found = choice === undefined ? isEmpty() : isUnknown(first, choice.candidates)
    const { filename } = options
    return { filename, format: null, schema: null, verdict: 'unreadable', findings: [found] }
  }
  const { format } = choice
  const findings = await checkSource(source, format, options)
  return {
    filename: options.filename,
    format: format.family,
    schema: format.id,
    verdict: verdictOf(findings),
    findings,
  }
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

async function checkSource(
  source: ByteSource,
  format: Format,
  options: ValidateOptions,
): Promise<Finding[]> {
  const bytes = await readHeader(source, format)
  const fileSize = source.size
  const inputs = await options.inputs?.(format.facts(bytes, { fileSize }))
  return sortFindings(format.check(bytes, { fileSize, inputs }))
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (countOf(findings, 'error') > 0) return 'invalid'
  return countOf(findings, 'warning') > 0 ? 'warnings' : 'valid'
}

function isEmpty(): Finding {
  const place = { field: 'file', offset: 0, length: 0 }
  return finding(EMPTY, place, { actual: '0 bytes', expected: `a signature of ${families()}` })
}

function isUnknown(first: Uint8Array, candidates: readonly NearMiss[]): Finding {
  const length = candidates.reduce(
    (size, { signature }) => Math.max(size, signature.at + signature.bytes.length),
    0,
  )
  const bytes = first.subarray(0, length === 0 ? UNKNOWN_SIZE : length)
  const expected =
    candidates.length === 0
      ? `a signature of ${families()}`
      : oneOf(candidates.map(({ signature }) => hexPairs(signature.bytes)))
  const place = { field: 'signature', offset: 0, length: bytes.length }
  const message = `the file ${mismatchText(first, candidates)}`
  return finding(UNKNOWN, place, { actual: hexPairs(bytes), expected, message })
}

function families(): string {
  return oneOf(formats.map(({ family }) => family))
}
