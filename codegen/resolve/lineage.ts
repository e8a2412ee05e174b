/** Which format a schema continues: its names, in the schema and between those that are loaded. */
import type { Format, Lineage } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { closest } from './closest.ts'
import { type Draft, isField, problemsOf } from './draft.ts'

type LineageSchema = NonNullable<Draft['schema']['lineage']>

/** The declared lineage. */
export function linkLineage({ from, renamed, summary, notes }: LineageSchema): Lineage {
  return { from, renamed: new Map(Object.entries(renamed ?? {})), summary, notes: notes ?? [] }
}

/**
 * The formats that one continues, of those that are `known`: the one with the id that its lineage
 * gives, else those that share it, which of one byte order first.
 */
export function earlierFormats(format: Format, known: readonly Format[]): readonly Format[] {
  const { lineage, endian } = format
  if (!lineage) return []
  const exact = known.filter(({ id }) => id === lineage.from)
  if (exact.length > 0) return exact
  const others = known.filter(({ id, variantOf }) => variantOf === lineage.from && id !== format.id)
  const isSame = (one: Format) => Number(one.endian === endian)
  return others.sort((a, b) => isSame(b) - isSame(a))
}

/** What is renamed exists in this schema under its new name, and each new name has one old one. */
export function checkLineage(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { schema } = draft
  if (!schema.lineage) return problems.list
  if (schema.lineage.from === schema.id) {
    problems.add('lineage.from', 'is the format itself', 'name the format before it')
  }
  const known = namesOfSchema(schema)
  const owners = new Map<string, string>()
  for (const [old, name] of Object.entries(schema.lineage.renamed ?? {})) {
    const path = `lineage.renamed.${old}`
    const other = owners.get(name)
    if (!known.includes(name)) {
      problems.add(path, `names "${name}", which is not in this schema`, suggestion(name, known))
    } else if (other !== undefined) {
      problems.add(path, `becomes ${name}, like ${other}`, 'keep one of them')
    }
    owners.set(name, old)
  }
  return problems.list
}

/**
 * What is renamed exists in the earlier format, where that is loaded too, and no format comes from
 * itself.
 */
export function checkLineages(formats: readonly Format[]): readonly Problem[] {
  return formats.flatMap((format) => {
    const { lineage, schemaFile: file } = format
    if (!lineage) return []
    const problems: Problem[] = []
    if (isCircle(format, formats)) {
      const message = `leads from ${lineage.from} back to ${format.id}`
      problems.push({ file, path: 'lineage.from', message, mend: 'name an earlier format' })
    }
    const known = namesOfFormat(earlierFormats(format, formats)[0])
    for (const old of known ? lineage.renamed.keys() : []) {
      if (known?.includes(old)) continue
      const message = `is no name of ${lineage.from}`
      const mend = suggestion(old, known ?? [])
      problems.push({ file, path: `lineage.renamed.${old}`, message, mend })
    }
    return problems
  })
}

function isCircle(format: Format, formats: readonly Format[]): boolean {
  const seen = new Set<Format>()
  let [at] = earlierFormats(format, formats)
  while (at && !seen.has(at)) {
    if (at.id === format.id) return true
    seen.add(at)
    at = earlierFormats(at, formats)[0]
  }
  return false
}

function namesOfSchema(schema: Draft['schema']): readonly string[] {
  const { structs, strings = [], inputs = [], regions = [] } = schema
  const fields = Object.entries(structs).flatMap(([struct, one]) =>
    one.fields.filter(isField).map(({ name }) => `${struct}.${name}`),
  )
  return [...fields, ...[...strings, ...inputs, ...regions].map(({ name }) => name)]
}

function namesOfFormat(format: Format | undefined): readonly string[] | undefined {
  if (!format) return undefined
  const fields = format.structs.flatMap((struct) =>
    struct.items
      .filter((item) => item.kind === 'field')
      .map((item) => `${struct.names.spec}.${item.names.spec}`),
  )
  const { strings, inputs, regions } = format
  return [...fields, ...[...strings, ...inputs, ...regions].map(({ names }) => names.spec)]
}

function suggestion(name: string, known: readonly string[]): string {
  const near = closest(name, known)
  return near === undefined
    ? 'write STRUCT.FIELD, or the name of a string, an input or a region'
    : `did you mean "${near}"?`
}
