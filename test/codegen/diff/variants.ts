/** Two resolved formats: the good schema, and the same with changes. */
import { diffFormats, type FormatDiff } from '../../../codegen/diff/index.ts'
import type { Format } from '../../../codegen/ir.ts'
import { resolved } from '../emit/formats.ts'
import { goodSchema } from '../resolve/bad.ts'

/** A part of a schema as data. */
export type Data = { [key: string]: Json }
type Json = null | boolean | number | string | Json[] | Data

/** A schema that a test may change. */
export interface Editable extends Data {
  readonly structs: Record<string, Data & { fields: Data[] }>
  readonly regions: Data[]
  readonly rules: Data[]
  readonly strings: Data[]
  readonly info: Data
}

type Edit = (schema: Editable) => void

/** The good schema after an edit, resolved. */
export function variant(edit: Edit, id = 'good-v2'): Format {
  const schema = goodSchema() as unknown as Editable
  Object.assign(schema, { id })
  edit(schema)
  return resolved(schema, `schemas/${id}.json`)
}

/** What differs from the good schema once it is edited. */
export function diffOf(edit: Edit): FormatDiff {
  const from = variant(() => {}, 'good-v1')
  const to = variant(edit)
  return diffFormats(from, to, [from, to])
}

/** A field of the header, by its name; a hole or reserved bytes by their offset. */
export function item(schema: Editable, key: string | number, struct = 'header'): Data {
  const fields = schema.structs[struct]?.fields ?? []
  const found = fields.find((field) => field.name === key || field.at === key)
  if (!found) throw new TypeError(`No item ${key}`)
  return found
}

/** Puts items in the place of one: they must cover the same bytes. */
export function replaceItem(schema: Editable, key: string | number, items: readonly Data[]): void {
  const fields = schema.structs.header?.fields ?? []
  fields.splice(fields.indexOf(item(schema, key)), 1, ...items)
}

/** The part of that name. */
export function named(list: readonly Data[], name: string): Data {
  const found = list.find((one) => one.name === name || one.id === name)
  if (!found) throw new TypeError(`No ${name}`)
  return found
}

/** The changes as lines: `~ header size offset: 8 → 12`. */
export function lines({ changes }: FormatDiff): readonly string[] {
  return changes.flatMap((change) => {
    const head = `${change.part} ${change.name}`
    if (change.kind !== 'changed') {
      return [`${change.kind === 'added' ? '+' : '-'} ${head}: ${change.is}`]
    }
    const was = change.was === undefined ? '' : ` (was ${change.was})`
    const aspects = change.aspects.map(
      ({ what, before, after }) => `~ ${head}${was} ${what}: ${before} → ${after}`,
    )
    return aspects.length === 0 ? [`~ ${head}${was}`] : aspects
  })
}
