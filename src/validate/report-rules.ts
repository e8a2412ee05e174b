/** What is written about rules: found by id, and as text for people. */
import type { RuleDoc } from '../binary/finding.ts'
import { outsideFormats } from '../formats/registry.ts'
import { ruleIndex } from './rules.ts'

export { ruleIndex }

/** What is written about a rule; undefined if there is no such rule. */
export function findRule(id: string): RuleDoc | undefined {
  return ruleIndex().get(id)
}

/** Whether a page of this package tells of a rule: there is none for formats from outside. */
export function hasSpecPage(id: string): boolean {
  return !outsideFormats.some(({ rules }) => rules.some((rule) => rule.id === id))
}

/** Markdown of one paragraph as text: no line breaks, no marks of code, links as their words. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The first sentences of a text, as many as fit into `limit` characters, and one at least. */
export function firstSentences(text: string, limit: number): string {
  const [first = '', ...rest] = text.split(/(?<=[.!?]) (?=[A-Z0-9])/)
  let taken = first
  for (const sentence of rest) {
    if (taken.length + 1 + sentence.length > limit) break
    taken += ` ${sentence}`
  }
  return taken
}

/** The text, or its first words and `…`: at most `limit` characters. */
export function cutEnd(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/\s\S*$/, '')}…`
}
