/** What differs in the rules: stated ones by what they say, implied ones by how grave they are. */
import type { Expr, Format, Repair, RuleFacts } from '../ir.ts'
import type { Aspect, Change } from './model.ts'
import { changesIn, pair, type Two } from './pair.ts'
import { aspectOf } from './texts.ts'

/** Rules of the schema, those that follow from it, and those of entries of a table. */
type AnyRule = RuleFacts & {
  readonly summary: string
  readonly when?: Expr | undefined
  readonly assert?: Expr | undefined
}

/** The changes of rules; an id counts as the same where a renamed thing begins it. */
export function ruleChanges(two: Two): readonly Change[] {
  return [...changesOf('rule', stated, two), ...changesOf('implied-rule', implied, two)]
}

const stated = (format: Format): readonly AnyRule[] => [
  ...format.rules,
  ...format.recordRules.filter((rule) => rule.kind === 'stated'),
]

const implied = (format: Format): readonly AnyRule[] => [
  ...format.implied,
  ...format.recordRules.filter((rule) => rule.kind === 'implied'),
  ...format.beyond,
]

function changesOf(
  part: 'rule' | 'implied-rule',
  rulesOf: (format: Format) => readonly AnyRule[],
  { from, to, renames }: Two,
): readonly Change[] {
  const bare = (rule: AnyRule, { id }: Format) => rule.id.slice(id.length + 1)
  const names = new Map<AnyRule, string>()
  for (const format of [from, to]) {
    for (const rule of rulesOf(format)) names.set(rule, bare(rule, format))
  }
  const name = (rule: AnyRule) => names.get(rule) ?? rule.id
  const pairs = pair(rulesOf(from), rulesOf(to), {
    old: (rule) => renamedId(name(rule), renames),
    new: name,
  })
  return changesIn(part, pairs, {
    name,
    is: (rule) => `${severityText(rule)}: ${rule.summary}`,
    aspects: (old, now) => ruleAspects(old, now, renames),
    // The id follows from the renamed thing, whose change says it already.
    was: (_, now) => name(now),
  })
}

/** `backing_filename_offset.limit` by the new name of the field. */
function renamedId(id: string, renames: Two['renames']): string {
  for (const [old, name] of renames) {
    const begin = old.replace(/^header\./, '')
    if (id === begin || id.startsWith(`${begin}.`)) {
      return name.replace(/^header\./, '') + id.slice(begin.length)
    }
  }
  return id
}

function ruleAspects(old: AnyRule, now: AnyRule, renames: Two['renames']): readonly Aspect[] {
  return [
    { what: 'severity', before: severityText(old), after: severityText(now) },
    ...(isStated(old, now) ? sayings(old, now, renames) : []),
    { what: 'repair', before: repairOf(old.repair, renames), after: repairOf(now.repair) },
  ]
}

const isStated = (...rules: readonly AnyRule[]) => rules.every((rule) => rule.assert !== undefined)

function sayings(old: AnyRule, now: AnyRule, renames: Two['renames']): readonly Aspect[] {
  return [
    ...aspectOf('if', [old.when, now.when], renames),
    ...aspectOf('holds', [old.assert, now.assert], renames),
  ]
}

function severityText({ severity, untrusted, policy }: AnyRule): string {
  if (policy === 'untrusted') return `${severity}, of untrusted images`
  if (untrusted === undefined || untrusted === severity) return severity
  return `${severity} (untrusted: ${untrusted})`
}

function repairOf(repair: Repair | undefined, renames?: Two['renames']): string | undefined {
  if (repair?.kind !== 'set') return repair?.kind
  return `${renames?.get(repair.field) ?? repair.field} = ${repair.value}`
}
