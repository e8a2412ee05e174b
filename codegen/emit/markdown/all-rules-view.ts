/** The page with every rule of every format, and those of no format in particular. */
import type { Format } from '../../ir.ts'
import { banner } from '../../output.ts'
import type { DocumentedRule } from '../rules/docs.ts'
import { GENERAL_RULES } from '../rules/general.ts'
import { indent } from './struct-view.ts'
import { code, repairText, severityText } from './words.ts'

/** What `all-rules.hbs` shows. */
export interface AllRulesView {
  readonly banner: string
  readonly sections: readonly Section[]
}

interface Section {
  readonly anchor: string
  readonly title: string
  readonly intro: string
  readonly rules: readonly RuleView[]
}

interface RuleView {
  readonly anchor: string
  readonly id: string
  readonly severity: string
  readonly summary: string
  readonly details: string
  /** As it reads: an example, or the message and what is expected. */
  readonly finding: string
  readonly advice: string
  readonly repair: string
}

/** Every rule; `specs` is the way from the page to the spec pages. */
export function allRulesView(formats: readonly Format[], specs: string): AllRulesView {
  const general: Section = {
    anchor: 'every-file',
    title: 'Every file',
    intro: 'What detection and the limits of a policy can find, whatever the format.',
    rules: GENERAL_RULES.map(ruleView),
  }
  return {
    banner: banner(undefined),
    sections: [general, ...formats.map((one) => section(one, specs))],
  }
}

function section(format: Format, specs: string): Section {
  const { id, title, rules, implied, recordRules, beyond } = format
  return {
    anchor: id,
    title: id,
    intro: `${title}. The layout is in its [spec page](${specs}${id}.md).`,
    rules: [...rules, ...implied, ...recordRules, ...beyond].map(ruleView),
  }
}

function ruleView(rule: DocumentedRule): RuleView {
  return {
    anchor: rule.id,
    id: code(rule.id),
    severity: severityText(rule),
    summary: rule.summary,
    details: indent(rule.details ?? ''),
    finding: findingText(rule),
    advice: rule.advice,
    repair: repairText(rule.repair),
  }
}

function findingText({ message, expected, example }: DocumentedRule): string {
  if (example !== undefined) return `${example}.`
  return expected === undefined ? `${message}.` : `${message}; expected ${expected}.`
}
