/** What differs between two formats: computed from the resolved layouts, never from their prose. */
import type { Format } from '../ir.ts'
import { earlierFormats } from '../resolve/lineage.ts'
import { extensionChanges } from './extensions.ts'
import { formatChanges, infoChanges, sizeText } from './facts.ts'
import { structItems } from './fields.ts'
import { type Change, changed, type FormatDiff, type Side } from './model.ts'
import { pairByName, type Two } from './pair.ts'
import { inputChanges, regionChanges } from './regions.ts'
import { descends, renamesBetween } from './renames.ts'
import { ruleChanges } from './rules.ts'
import { textChanges } from './texts.ts'
import { judge } from './verdict.ts'

export { constantOf } from './expression.ts'
export { signatureText, sizeText } from './facts.ts'
export { diffMarkdown } from './markdown.ts'
export type { Aspect, Change, FormatDiff, Part, Said, Side, Verdict } from './model.ts'
export { PARTS, saidOf, shownAspects } from './model.ts'
export { pairByName, pairItems } from './pair.ts'
export { renamesBetween } from './renames.ts'
export { textChanges } from './texts.ts'
export { verdictSentences } from './verdict-text.ts'

/**
 * Everything that differs from one format to another. What was renamed is known from the lineages
 * of `known`; all else goes by its name.
 */
export function diffFormats(from: Format, to: Format, known: readonly Format[]): FormatDiff {
  const all = [...known, from, to]
  const two: Two = { from, to, renames: renamesBetween(from, to, all) }
  const back: Two = { from: to, to: from, renames: renamesBetween(to, from, all) }
  const sides = [sideOf(from, to), sideOf(to, from)] as const
  const later = descends(to, from, all) ? to : from
  const other = later === to ? from : to
  const isNext = earlierFormats(later, all).some(({ id }) => id === other.id)
  const direct = isNext ? later.lineage : undefined
  return {
    from: sides[0],
    to: sides[1],
    ...(direct && { lineage: { summary: direct.summary, notes: direct.notes } }),
    changes: changesOf(two),
    verdicts: [
      judge(back, { from: sides[1].name, to: sides[0].name }),
      judge(two, { from: sides[0].name, to: sides[1].name }),
    ],
  }
}

/** Two versions of one schema go by their files. */
const sideOf = ({ id, title, schemaFile: schema }: Format, other: Format): Side => ({
  id,
  name: id === other.id ? schema : id,
  title,
  schema,
})

function changesOf(declared: Two): readonly Change[] {
  const { changes: texts, moved } = textChanges(declared)
  const two = { ...declared, renames: new Map([...moved, ...declared.renames]) }
  const homes = new Set([...moved].flat())
  const header = structItems([two.from.header, two.to.header], 'header', two)
  // A text that left its field, or came to one, is told of as a text.
  const fields = header.filter(
    ({ kind, name }) => kind === 'changed' || !homes.has(`header.${name}`),
  )
  return [
    ...formatChanges(two),
    ...fields,
    ...texts,
    ...extensionChanges(two),
    ...structChanges(two),
    ...inputChanges(two),
    ...regionChanges(two),
    ...infoChanges(two),
    ...ruleChanges(two),
  ]
}

function structChanges(two: Two): readonly Change[] {
  const others = ({ structs, header }: Format) => structs.filter((struct) => struct !== header)
  const { now, removed } = pairByName(others(two.from), others(two.to), { renames: new Map() })
  return [
    ...removed.map(
      (struct): Change => ({
        kind: 'removed',
        part: 'struct',
        name: struct.names.spec,
        is: `${sizeText(struct)}: ${struct.summary}`,
      }),
    ),
    ...now.flatMap(({ thing: struct, old }): readonly Change[] => {
      const name = struct.names.spec
      const text = sizeText(struct)
      if (!old) return [{ kind: 'added', part: 'struct', name, is: `${text}: ${struct.summary}` }]
      const size = { what: 'size', before: sizeText(old), after: text }
      return [
        ...changed('struct', { name, was: name }, [size]),
        ...structItems([old, struct], 'struct', two),
      ]
    }),
  ]
}
