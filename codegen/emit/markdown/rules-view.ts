/** The rules that a good image keeps: those that the schema states, then those that follow. */
import type { AssertRule, Format, ImpliedRule } from '../../ir.ts'
import { indent } from './struct-view.ts'
import { code, formula, placeLink, sourceText } from './words.ts'

/** What `rules.hbs` shows. */
export interface RulesView {
  readonly stated: readonly StatedView[]
  readonly implied: readonly ImpliedView[]
}

interface StatedView {
  readonly anchor: string
  readonly id: string
  readonly severity: string
  readonly place: string
  readonly summary: string
  readonly assert: string
  readonly message: string
  readonly details: string
}

interface ImpliedView {
  readonly anchor: string
  readonly id: string
  readonly severity: string
  readonly message: string
}

/** The rules of a format. */
export function rulesView(format: Format): RulesView {
  return {
    stated: format.rules.map(statedView),
    implied: format.implied.map((rule) => ({
      anchor: rule.anchor,
      id: code(rule.id),
      severity: rule.severity,
      message: impliedMessage(format, rule),
    })),
  }
}

/** Parts of a rule id that name a list, not a thing. */
const LISTS = new Set(['extensions', 'regions'])

/** The message, with the name of what the rule is about in a code span. */
function impliedMessage(format: Format, { id, message }: ImpliedRule): string {
  const parts = id.slice(format.id.length + 1).split('.')
  const about = parts.length === 1 ? parts : parts.slice(0, -1)
  const subject = about.filter((part) => !LISTS.has(part)).at(-1)
  if (subject === undefined) return message
  return message.replace(new RegExp(`\\b${subject}\\b`), code(subject))
}

function statedView(rule: AssertRule): StatedView {
  const { anchor, id, severity, summary, message } = rule
  const sources = rule.sources.map(sourceText)
  const cited = sources.length === 0 ? '' : `\n\nSources: ${sources.join('; ')}.`
  const when = rule.when ? `, where ${formula(rule.when)}` : ''
  return {
    anchor,
    id: code(id),
    severity,
    summary,
    message,
    place: placeLink(rule.at),
    assert: `${formula(rule.assert)}${when}`,
    details: indent(`${rule.details ?? ''}${cited}`),
  }
}
