/** The rules that a good image keeps: stated, implied by the layout, and beyond the header. */
import type { AssertRule, Format, RecordRule, RuleFacts } from '../../ir.ts'
import { indent } from './struct-view.ts'
import { code, formula, placeLink, repairText, severityText, sourceText } from './words.ts'

/** What `rules.hbs` shows. */
export interface RulesView {
  readonly format: string
  /** Path of the page with all rules. */
  readonly rulesPage: string
  readonly stated: readonly StatedView[]
  readonly implied: readonly ImpliedView[]
  /** Stated rules of each entry of a table. */
  readonly records: readonly StatedView[]
  readonly beyond: readonly ImpliedView[]
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
  readonly advice: string
  readonly repair: string
}

interface ImpliedView {
  readonly anchor: string
  readonly id: string
  readonly severity: string
  readonly message: string
  readonly repair: string
}

/** The rules of a format. */
export function rulesView(format: Format, rulesPage: string): RulesView {
  const { rules, implied, recordRules, beyond } = format
  const inRecords = recordRules.filter(({ kind }) => kind === 'implied')
  return {
    format: format.id,
    rulesPage,
    stated: rules.map((rule) => statedView(rule, placeLink(rule.at))),
    implied: implied.map((rule) => impliedView(format, rule)),
    records: recordRules
      .filter(({ kind }) => kind === 'stated')
      .map((rule) => statedView(rule, placeInRecord(rule))),
    beyond: [...inRecords, ...beyond].map((rule) => impliedView(format, rule)),
  }
}

function impliedView(format: Format, rule: RuleFacts): ImpliedView {
  return {
    anchor: rule.anchor,
    id: code(rule.id),
    severity: severityText(rule),
    message: impliedMessage(format, rule),
    repair: repairText(rule.repair),
  }
}

/** Parts of a rule id that name a list, not a thing. */
const LISTS = new Set(['extensions', 'regions'])

/** The message, with the name of what the rule is about in a code span. */
function impliedMessage(format: Format, { id, message }: RuleFacts): string {
  const parts = id.slice(format.id.length + 1).split('.')
  const about = parts.length === 1 ? parts : parts.slice(0, -1)
  const subject = about.filter((part) => !LISTS.has(part)).at(-1)
  if (subject === undefined) return message
  return message.replace(new RegExp(`\\b${subject}\\b`), code(subject))
}

function placeInRecord({ region, field }: RecordRule): string {
  const name = `${region.records?.struct.names.spec}.${field.names.spec}`
  return `[${code(name)}](#${field.anchor}) of an entry of [${code(region.names.spec)}](#${region.anchor})`
}

function statedView(rule: AssertRule | RecordRule, place: string): StatedView {
  const { anchor, id, summary, message, advice } = rule
  const sources = rule.sources.map(sourceText)
  const cited = sources.length === 0 ? '' : `\n\nSources: ${sources.join('; ')}.`
  const when = rule.when ? `, where ${formula(rule.when)}` : ''
  return {
    anchor,
    id: code(id),
    severity: severityText(rule),
    summary,
    message,
    place,
    assert: `${formula(rule.assert)}${when}`,
    details: indent(`${rule.details ?? ''}${cited}`),
    advice,
    repair: repairText(rule.repair),
  }
}
