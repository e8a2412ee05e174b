/** The rules by their ids, and their severity under a policy. */
import { formatRules, GENERAL_RULES } from '../../generated/rules.ts'
import type { Finding, RuleDoc } from '../binary/finding.ts'
import { outsideFormats } from '../formats/registry.ts'
import type { Policy } from './policy.ts'

export { GENERAL_RULES }

interface Index {
  /** The formats that it was made for. */
  readonly outside: typeof outsideFormats
  readonly byId: ReadonlyMap<string, RuleDoc>
}

let index: Index | undefined

/** Every rule by its id: those of every file, then those of each format. */
export function ruleIndex(): ReadonlyMap<string, RuleDoc> {
  if (index?.outside !== outsideFormats) {
    const rules = [...Object.values(GENERAL_RULES), ...formatIds().flatMap(rulesOf)]
    const byId = new Map(rules.map((rule) => [rule.id, rule]))
    index = { outside: outsideFormats, byId }
  }
  return index.byId
}

function formatIds(): readonly string[] {
  return [
    ...new Set([...Object.keys(formatRules), ...outsideFormats.map(({ format }) => format.id)]),
  ]
}

function rulesOf(formatId: string): readonly RuleDoc[] {
  const outside = outsideFormats.find(({ format }) => format.id === formatId)
  return outside?.rules ?? formatRules[formatId] ?? []
}

/** The rule of a format, by the rest of its id: `backing_file.missing`. Not all formats have all. */
export function ruleOf(formatId: string, name: string): RuleDoc | undefined {
  return ruleIndex().get(`${formatId}.${name}`)
}

/** The rule with that id, of whatever format. */
export function ruleWithId(id: string): RuleDoc | undefined {
  return ruleIndex().get(id)
}

/** Every rule of a format that is called `<thing>.<what>`, by the name of the thing. */
export function thingsWith(formatId: string, what: string): readonly string[] {
  const [start, end] = [`${formatId}.`, `.${what}`]
  return rulesOf(formatId)
    .filter(({ id }) => id.endsWith(end))
    .map(({ id }) => id.slice(start.length, -end.length))
}

/** The findings that count under a policy, with the severity that they have there. */
export function underPolicy(findings: readonly Finding[], policy: Policy): readonly Finding[] {
  const isUntrusted = policy.name === 'untrusted'
  return findings.flatMap((found) => {
    const rule = ruleIndex().get(found.rule)
    if (rule === undefined) return [found]
    if (!isUntrusted) return rule.policy === 'untrusted' ? [] : [found]
    return [rule.untrusted === undefined ? found : { ...found, severity: rule.untrusted }]
  })
}
