/** Puts findings together into a validation. */
import type { Finding } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import { fileSizeFindings, virtualSizeFindings } from './examination.ts'
import type { Policy } from './policy.ts'
import { underPolicy } from './rules.ts'
import { sortFindings, type Validation, verdictOf } from './validation.ts'

/** What is known of every file that is checked. */
export interface Checked {
  /** Name to show. */
  readonly filename: string
  readonly policy: Policy
}

/** The outcome for a file of a known format. What detection found comes first. */
export function formatOutcome(
  { filename, policy }: Checked,
  format: Format,
  found: { readonly detection: readonly Finding[]; readonly others: readonly Finding[] },
): Validation {
  const others = sortFindings(underPolicy(found.others, policy))
  const findings = [...underPolicy(found.detection, policy), ...others]
  return {
    filename,
    format: format.family,
    schema: format.id,
    policy: policy.name,
    verdict: verdictOf(findings),
    findings,
  }
}

/** The outcome for a file that the caller calls raw. */
export function rawOutcome(
  { filename, policy }: Checked,
  detection: readonly Finding[],
  fileSize: number,
): Validation {
  const place = { field: 'file', offset: 0, length: fileSize }
  const findings = [
    ...detection,
    ...virtualSizeFindings(BigInt(fileSize), policy, () => place),
    ...fileSizeFindings(fileSize, policy),
  ]
  return {
    filename,
    format: 'raw',
    schema: 'raw',
    policy: policy.name,
    verdict: verdictOf(findings),
    findings,
  }
}

/** The outcome for a file whose format cannot be told, or is not supported. */
export function unreadableOutcome(
  { filename, policy }: Checked,
  findings: readonly Finding[],
): Validation {
  return {
    filename,
    format: null,
    schema: null,
    policy: policy.name,
    verdict: 'unreadable',
    findings,
  }
}
