/** What a check found: one thing that is wrong or worth knowing, and where. */

export type Severity = 'error' | 'warning' | 'notice'

/** A rule of a format: what the spec page documents under `spec`. */
export interface Rule {
  /** `cow-v2.sectorsize`: format, then what it is about. */
  readonly id: string
  readonly severity: Severity
  readonly message: string
  /** Page and anchor, relative to the spec folder: `cow-v2.md#rule-sectorsize`. */
  readonly spec: string
}

/** How a finding can be mended without guessing. */
export type Repair =
  /** The bytes of the finding become zero. */
  | { readonly kind: 'zero' }
  /** `field`, as findings name it (`header.size`), gets this value. */
  | { readonly kind: 'set'; readonly field: string; readonly value: bigint }
  /** Bits of the finding's field outside the mask are cleared. */
  | { readonly kind: 'clear-bits'; readonly mask: bigint }
  /** The bits of the finding's bitmap past its last unit are cleared. */
  | { readonly kind: 'bitmap-tail' }
  /** The recorded time becomes that of the backing file; only with consent. */
  | { readonly kind: 'mtime' }

/** A rule with what a reader wants to know of it. */
export interface RuleDoc extends Rule {
  /** What holds in a good image: one line of plain text. */
  readonly summary: string
  /** What it means and why it matters; Markdown. */
  readonly details?: string
  /** What to do about a finding: one or two sentences of plain text. */
  readonly advice: string
  /** What would be right, as text. */
  readonly expected?: string
  /** A finding as it reads, of a real or constructed image. */
  readonly example?: string
  /** Severity under the untrusted policy, where that is another. */
  readonly untrusted?: Severity
  /** Reported under the untrusted policy alone. */
  readonly policy?: 'untrusted'
  readonly repair?: Repair
}

/** Bytes of the file that belong to something with a name. */
export interface Place {
  /** `header.size`, `backing_file`, `extensions.bitmaps`, `allocation_bitmap`. */
  readonly field: string
  /** In the file, bytes. Exact: regions of hostile headers lie beyond 2^53. */
  readonly offset: number | bigint
  readonly length: number | bigint
}

/** One thing that a check found. Values are text, so that a finding can be printed as it is. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly field: string
  readonly offset: number | bigint
  readonly length: number | bigint
  /** The value found, as text. */
  readonly actual: string
  /** What would be right, as text. */
  readonly expected: string
  /** Page and anchor of the rule, relative to the spec folder. */
  readonly spec: string
}

/** A finding of `rule` at `place`; `message` says more than the rule's own where it is given. */
export function finding(
  rule: Rule,
  place: Place,
  values: { actual: string | number | bigint; expected: string; message?: string },
): Finding {
  return {
    rule: rule.id,
    severity: rule.severity,
    message: values.message ?? rule.message,
    field: place.field,
    offset: place.offset,
    length: place.length,
    actual: String(values.actual),
    expected: values.expected,
    spec: rule.spec,
  }
}
