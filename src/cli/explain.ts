/** `cowtools validate --explain`: what is written about a rule. */
import leven from 'leven'
import type { RuleDoc } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import { findFormat } from '../formats/index.ts'
import { wrapText } from '../layout/index.ts'
import { cutEnd, findRule, hasSpecPage, plainText, ruleIndex } from '../validate/report-rules.ts'
import { CommandError } from './failure.ts'
import type { Paint } from './io.ts'

/** How to show a rule. */
export interface ExplainOptions {
  readonly paint: Paint
  readonly width: number
  /** Folder of the spec pages, as the reader sees it. */
  readonly specs: string
}

/** Rules that are offered in place of one that does not exist. */
const MAX_NEAR = 8
/** A typing error changes at most this part of an id. */
const NEAR = 0.3
const SEVERITY_WIDTH = 'warning'.length
/** A message with less room is left out, columns. */
const LEAST_MESSAGE = 20
const INDENT = '  '

/**
 * The documentation of a rule; of a format, or of the rules of every file (`format`, `limits`), the
 * list of its rules.
 *
 * @throws CommandError with the rules that come near, if there is no such rule
 */
export function explanationText(id: string, options: ExplainOptions): string {
  const rule = findRule(id)
  if (rule !== undefined) return ruleText(rule, options)
  const group = rulesOf(id)
  if (group.length > 0) return listText(group, options)
  const near = nearTo(id)
  const hint = near.length > 0 ? `\n\nRules that come near:\n${near.map(bullet).join('\n')}` : ''
  throw new CommandError(`Cannot explain "${printableText(id)}": there is no such rule${hint}`)
}

/** Each part with a line for itself, details in paragraphs. */
function ruleText(rule: RuleDoc, { paint, width, specs }: ExplainOptions): string {
  const lines = [`${paint.strong(rule.id)}, ${severityText(rule, paint)}`, '']
  const add = (text: string, label = '') => {
    const [first = '', ...rest] = wrapText(`${label}${text}`, width - INDENT.length)
    const head = first.slice(label.length)
    lines.push(`${INDENT}${paint.strong(label.trimEnd())}${label === '' ? '' : ' '}${head}`)
    lines.push(...rest.map((line) => `${INDENT}${line}`), '')
  }
  add(plainText(rule.summary))
  for (const paragraph of (rule.details ?? '').split(/\n{2,}/)) {
    if (paragraph.trim() !== '') add(plainText(paragraph))
  }
  add(rule.message, 'Otherwise: ')
  if (rule.example !== undefined) add(rule.example, 'For example: ')
  add(rule.advice, 'What to do: ')
  const repair = repairText(rule)
  if (repair !== undefined) add(repair, 'Repair: ')
  if (hasSpecPage(rule.id)) add(`${specs}/${rule.spec}`, 'More: ')
  return lines.join('\n')
}

/** `warning (error under --policy untrusted)` */
function severityText({ severity, untrusted, policy }: RuleDoc, paint: Paint): string {
  if (policy === 'untrusted') {
    return `${paint[severity](severity)} under --policy untrusted, else not reported`
  }
  const other = untrusted === undefined ? '' : ` (${untrusted} under --policy untrusted)`
  return `${paint[severity](severity)}${other}`
}

/** What `--repair` does about a finding; undefined if it cannot do anything. */
export function repairText({ repair }: RuleDoc): string | undefined {
  switch (repair?.kind) {
    case undefined:
      return undefined
    case 'zero':
      return '--repair makes these bytes zero.'
    case 'set':
      return `--repair sets ${repair.field} to ${repair.value}.`
    case 'clear-bits':
      return '--repair clears the bits that are unknown.'
    case 'bitmap-tail':
      return '--repair clears the bits past the last unit.'
    case 'mtime':
      return '--repair --allow mtime records the time of the backing file as it is now.'
  }
}

function rulesOf(name: string): readonly RuleDoc[] {
  const prefix = `${findFormat(name)?.id ?? name}.`
  return [...ruleIndex().values()].filter(({ id }) => id.startsWith(prefix))
}

function listText(rules: readonly RuleDoc[], { paint, width }: ExplainOptions): string {
  const idWidth = Math.max(...rules.map(({ id }) => id.length))
  const lines = rules.map(({ id, severity, message }) => {
    const room = width - idWidth - SEVERITY_WIDTH - 2 * INDENT.length
    const shown = room > LEAST_MESSAGE ? cutEnd(message, room) : ''
    const columns = [id.padEnd(idWidth), paint[severity](severity.padEnd(SEVERITY_WIDTH)), shown]
    return columns.join(INDENT).trimEnd()
  })
  return `${lines.join('\n')}\n`
}

/** Rules whose id has the text in it; else those that differ by typing errors. */
function nearTo(text: string): readonly string[] {
  const wanted = text.toLowerCase()
  const ids = [...ruleIndex().keys()]
  const holding = wanted.length < 3 ? [] : ids.filter((id) => id.includes(wanted))
  if (holding.length > 0) return holding.slice(0, MAX_NEAR)
  // People leave out the format, too.
  const distance = (id: string) =>
    Math.min(leven(id, wanted), leven(id.slice(id.indexOf('.') + 1), wanted))
  return ids
    .map((id) => ({ id, distance: distance(id) }))
    .filter((one) => one.distance <= wanted.length * NEAR)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NEAR)
    .map(({ id }) => id)
}

const bullet = (id: string) => `  ${id}`
