/** Checks one image and says what is wrong with it, without stopping at the first fault. */
import { type Finding, finding, type Rule, type Severity } from '../binary/finding.ts'
import type { Context, Format, ImageFacts } from '../binary/format.ts'
import { mismatchText, type NearMiss, oneOf } from '../formats/detect.ts'
import { chooseFormat, detect, formats, signatureSize } from '../formats/registry.ts'
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
  /** By offset, then by rule; that the bytes are of another format than was named comes first. */
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
  /** Finds faults outside the file: an image file that does not exist, say. */
  readonly findings?: (header: ValidatedHeader) => Promise<readonly Finding[]>
}

/** The header of the file that is checked. */
export interface ValidatedHeader {
  readonly format: Format
  /** The header area. */
  readonly bytes: Uint8Array
  readonly context: Context
  readonly facts: ImageFacts
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

const MISMATCH: Rule = {
  id: 'format.mismatch',
  severity: 'error',
  message: 'the file is of another format',
  spec: DETECTION,
}

/**
 * Checks the header of an image, and that the file has room for what the header promises. What
 * stands in the tables, bitmaps and data that the header leads to is not read.
 *
 * @throws UnsupportedError `format` if `options.format` names none, or leaves it open
 */
export async function validate(source: ByteSource, options: ValidateOptions): Promise<Validation> {
  const first = await source.read(0, signatureSize)
  const choice = first.length === 0 ? undefined : chooseFormat(first, options.format)
  if (choice?.kind !== 'known') {
    const found = choice === undefined ? isEmpty() : unknownFinding(first, choice.candidates)
    const { filename } = options
    return { filename, format: null, schema: null, verdict: 'unreadable', findings: [found] }
  }
  const { format } = choice
  const findings = [
    ...mismatchFindings(first, format),
    ...(await checkSource(source, format, options)),
  ]
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
  const context = { fileSize, inputs }
  const facts = format.facts(bytes, context)
  const others = (await options.findings?.({ format, bytes, context, facts })) ?? []
  return sortFindings([...format.check(bytes, context), ...others])
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (countOf(findings, 'error') > 0) return 'invalid'
  return countOf(findings, 'warning') > 0 ? 'warnings' : 'valid'
}

function isEmpty(): Finding {
  const place = { field: 'file', offset: 0, length: 0 }
  return finding(EMPTY, place, { actual: '0 bytes', expected: `a signature of ${families()}` })
}

/** The file is of no known format: its bytes, where those that come nearest have their signatures. */
export function unknownFinding(first: Uint8Array, candidates: readonly NearMiss[]): Finding {
  const signatures = candidates.map(({ signature }) => signature)
  const start = signatures.reduce((least, { at }) => Math.min(least, at), first.length)
  const end = signatures.reduce((most, { at, bytes }) => Math.max(most, at + bytes.length), 0)
  const isNear = signatures.length > 0
  const offset = isNear ? start : 0
  const bytes = first.subarray(offset, isNear ? end : UNKNOWN_SIZE)
  const expected = isNear
    ? oneOf(signatures.map((signature) => hexPairs(signature.bytes)))
    : `a signature of ${families()}`
  const place = { field: 'signature', offset, length: bytes.length }
  const message = `the file ${mismatchText(first, candidates)}`
  return finding(UNKNOWN, place, { actual: hexPairs(bytes), expected, message })
}

/** The format was named, and the bytes are those of another one. */
function mismatchFindings(first: Uint8Array, format: Format): Finding[] {
  const found = detect(first)
  if (found.kind !== 'known' || found.format === format) return []
  const matches = found.format.signatures.filter(({ at, bytes }) =>
    bytes.every((byte, index) => first[at + index] === byte),
  )
  return matches.slice(0, 1).map(({ at, bytes }) =>
    finding(
      MISMATCH,
      { field: 'signature', offset: at, length: bytes.length },
      {
        actual: hexPairs(bytes),
        expected: oneOf(format.signatures.map((signature) => hexPairs(signature.bytes))),
        message: `these bytes are ${found.format.id}, not ${format.id}`,
      },
    ),
  )
}

function families(): string {
  return oneOf(formats.map(({ family }) => family))
}
