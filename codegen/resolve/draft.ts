import type { Format } from '../ir.ts'
import type { Problem } from '../problems.ts'
import type { FormatSchema } from '../schema/index.ts'

/** A struct as a schema states it. */
export type StructSchema = FormatSchema['structs'][string]
/** A field, a hole or reserved space as a schema states it. */
export type ItemSchema = StructSchema['fields'][number]
/** A field as a schema states it. */
export type FieldSchema = Extract<ItemSchema, { name: string }>

/** A schema on its way to a resolved format. */
export interface Draft {
  readonly file: string
  readonly schema: FormatSchema
  /** Set by the `link` pass. */
  format?: Format
}

/** One step: reads the draft, may add to it, and returns what is wrong. */
export interface Pass {
  readonly name: string
  readonly run: (draft: Draft) => readonly Problem[]
}

/** Makes the problems of one file. */
export function problemsOf(draft: Draft): {
  readonly list: Problem[]
  add(path: string, message: string, mend: string): void
} {
  const list: Problem[] = []
  return {
    list,
    add: (path, message, mend) => {
      list.push({ file: draft.file, path, message, mend })
    },
  }
}

/** Whether an item is a field: no hole and not reserved. */
export function isField(item: ItemSchema): item is FieldSchema {
  return 'name' in item
}

/** How a problem names an item of a struct: its name, or what it is and where. */
export function itemName(item: ItemSchema): string {
  if ('name' in item) return item.name
  return 'hole' in item ? `hole at ${item.at}` : `reserved at ${item.at}`
}

/** Every struct with every item and the path of the item. */
export function* allItems(
  draft: Draft,
): Generator<{ struct: string; schema: StructSchema; item: ItemSchema; path: string }> {
  for (const [struct, schema] of Object.entries(draft.schema.structs)) {
    for (const item of schema.fields) {
      yield { struct, schema, item, path: `${struct}.${itemName(item)}` }
    }
  }
}

/** Every field of every struct. */
export function* allFields(
  draft: Draft,
): Generator<{ struct: string; schema: StructSchema; field: FieldSchema; path: string }> {
  for (const { item, ...rest } of allItems(draft)) {
    if (isField(item)) yield { ...rest, field: item }
  }
}
