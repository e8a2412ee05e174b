/**
 * All that is checked of one image, once its header is at hand. Knows nothing of where bytes come
 * from: reading a source and taking in a stream both go through here.
 */
import { type Finding, finding, type Place } from '../binary/finding.ts'
import type { Context, ImageFacts } from '../binary/format.ts'
import { findLayout } from '../formats/layouts.ts'
import { sizeText } from '../layout/counts.ts'
import { interpret } from '../layout/interpret.ts'
import { withinLimit } from './header-area.ts'
import { nameFindings } from './named-files.ts'
import type { Policy } from './policy.ts'
import { scansOf } from './region-scans.ts'
import { GENERAL_RULES } from './rules.ts'
import { isOver, planScans, type ScanPlan } from './scan.ts'
import { LONGEST, type Subject } from './subject.ts'

/** An image under examination. */
export interface Examination {
  readonly facts: ImageFacts
  readonly plan: ScanPlan
  /** All findings but those about detection and about other files. */
  conclude(end: {
    readonly fileSize: number
    /** Where the time ran out, if it did. */
    readonly expiredAt: number | undefined
  }): readonly Finding[]
  /**
   * Findings that hold however long the file is, given that so many bytes of it went by: those of scans
   * once these are over.
   */
  certainFindings(position: number): readonly Finding[]
}

/** Plans the examination of an image. */
export function examine(subject: Subject): Examination {
  const { format, bytes, policy } = subject
  const inputs = inputsOf(subject)
  const context = { fileSize: LONGEST, inputs }
  const facts = format.facts(bytes, context)
  const plan = planScans(scansOf(subject, facts, context), policy.maxBytesRead)
  const headerFindings = (fileSize: number) => {
    const header = { format, bytes, context: { fileSize, inputs }, facts }
    const found = withinLimit(format.check(bytes, header.context), header, fileSize)
    return [...found, ...nameFindings(header), ...diskSizeFindings(subject, facts)]
  }
  return {
    facts,
    plan,
    conclude: ({ fileSize, expiredAt }) => [
      ...headerFindings(fileSize),
      ...plan.scans.flatMap((scan) => scan.finish(fileSize)),
      ...budgetFindings(plan, { fileSize, expiredAt, policy }),
    ],
    certainFindings(position) {
      const scanFindings = isOver(plan, position)
        ? plan.scans.flatMap((scan) => scan.finish(LONGEST))
        : []
      // What two different lengths give alike does not depend on the length.
      const others = new Set(headerFindings(LONGEST - 1).map(keyOf))
      const found = headerFindings(LONGEST).filter((one) => others.has(keyOf(one)))
      return [...found, ...scanFindings]
    },
  }
}

const keyOf = ({ rule, offset }: Finding) => `${rule} ${offset}`

function inputsOf({ format, bytes, imageFileSize }: Subject): Context['inputs'] {
  const { imageSizeInput } = format.facts(bytes)
  if (imageSizeInput === undefined || imageFileSize === undefined) return undefined
  return { [imageSizeInput]: imageFileSize }
}

function diskSizeFindings(subject: Subject, { virtualSize }: ImageFacts): readonly Finding[] {
  if (virtualSize === undefined) return []
  return virtualSizeFindings(virtualSize, subject.policy, () => placeOfSize(subject, virtualSize))
}

/** Whether a disk is larger than the policy allows; `placeOf` tells where its size is recorded. */
export function virtualSizeFindings(
  virtualSize: bigint,
  { maxVirtualSize }: Policy,
  placeOf: () => Place,
): readonly Finding[] {
  if (maxVirtualSize === undefined || virtualSize <= maxVirtualSize) return []
  const values = {
    actual: `${virtualSize} bytes (${sizeText(virtualSize)})`,
    expected: `at most ${maxVirtualSize} bytes (${sizeText(maxVirtualSize)})`,
  }
  return [finding(GENERAL_RULES['limits.virtual_size'], placeOf(), values)]
}

/** The field that has the size of the disk; sizes may be rounded down to whole sectors. */
function placeOfSize({ format, bytes }: Subject, virtualSize: bigint): Place {
  const layout = findLayout(format.id)
  const placed = (layout ? interpret(layout, bytes).items : []).find((one) => {
    if (one.state !== 'whole' || one.item.kind !== 'field') return false
    const { value } = one
    const isSize = typeof value === 'bigint' && one.item.unit === 'bytes'
    return isSize && value >= virtualSize && value - virtualSize < SECTOR
  })
  if (placed === undefined) return { field: 'header', offset: 0, length: bytes.length }
  const { name, offset, size } = placed.item
  return { field: `header.${name}`, offset, length: size }
}

const SECTOR = 512n

function budgetFindings(
  { ranges, cut }: ScanPlan,
  options: {
    readonly fileSize: number
    readonly expiredAt: number | undefined
    readonly policy: Policy
  },
): readonly Finding[] {
  const { fileSize, expiredAt, policy } = options
  const found: Finding[] = [...fileSizeFindings(fileSize, policy)]
  if (cut !== undefined && cut < fileSize) {
    const values = {
      actual: `more than ${policy.maxBytesRead} bytes`,
      expected: `at most ${policy.maxBytesRead} bytes (${sizeText(BigInt(policy.maxBytesRead))})`,
    }
    const place = { field: 'file', offset: cut, length: 0 }
    found.push(finding(GENERAL_RULES['limits.bytes_read'], place, values))
  }
  const isUnread = ranges.some(({ end }) => expiredAt !== undefined && end > expiredAt)
  if (expiredAt !== undefined && isUnread) {
    found.push(expiredFinding({ field: 'file', offset: expiredAt, length: 0 }, policy))
  }
  return found
}

/** Whether a file is longer than the policy allows. A stream is not read to its end then. */
export function fileSizeFindings(fileSize: number, { maxFileSize }: Policy): readonly Finding[] {
  if (maxFileSize === undefined || fileSize <= maxFileSize) return []
  const limit = `${maxFileSize} bytes`
  const expected = `at most ${limit} (${sizeText(BigInt(maxFileSize))})`
  const place = { field: 'file', offset: maxFileSize, length: 0 }
  const values = { actual: `more than ${limit}`, expected }
  return [finding(GENERAL_RULES['limits.file_size'], place, values)]
}

/** The time ran out; `place` is what was not looked at any more. */
export function expiredFinding(place: Place, { maxMilliseconds }: Policy): Finding {
  const limit = `${maxMilliseconds} ms`
  const values = { actual: `more than ${limit}`, expected: `at most ${limit}` }
  return finding(GENERAL_RULES['limits.time'], place, values)
}
