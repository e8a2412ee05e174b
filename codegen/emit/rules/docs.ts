/** A rule as `RuleDoc` of the runtime has it: plain data, links relative to the spec folder. */
import type { RuleDoc } from '../../../src/binary/finding.ts'
import type { Format, RuleFacts } from '../../ir.ts'

/** A rule with its prose, of whatever kind. */
export interface DocumentedRule extends RuleFacts {
  readonly summary: string
  readonly details?: string | undefined
}

/** The rule documents of a format: stated rules, then implied ones, then those beyond the header. */
export function rulesOfFormat(format: Format): readonly RuleDoc[] {
  const { rules, implied, recordRules, beyond } = format
  return [...rules, ...implied, ...recordRules, ...beyond].map((rule) =>
    ruleData(rule, `${format.id}.md`),
  )
}

/** One rule; `page` is where it is documented. */
export function ruleData(rule: DocumentedRule, page: string): RuleDoc {
  return {
    id: rule.id,
    severity: rule.severity,
    message: rule.message,
    spec: `${page}#${rule.anchor}`,
    summary: rule.summary,
    ...(rule.details !== undefined && { details: rule.details }),
    advice: rule.advice,
    ...(rule.expected !== undefined && { expected: rule.expected }),
    ...(rule.example !== undefined && { example: rule.example }),
    ...(rule.untrusted !== undefined && { untrusted: rule.untrusted }),
    ...(rule.policy !== undefined && { policy: rule.policy }),
    ...(rule.repair !== undefined && { repair: rule.repair }),
  }
}
