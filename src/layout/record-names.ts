/** What the names of an expression over one entry of a table stand for. */
import type { Lookup, Result } from './evaluate.ts'
import type { StructLayout } from './layout.ts'
import type { PlacedItem } from './struct.ts'

/** Gives the names of one entry, whose items are those of its struct in order. */
export type NamesOf = (items: readonly PlacedItem[]) => Lookup

/** The names of entries: their own fields (`snapshot.l1_size`), then those of the file. */
export function lookupWithin(
  struct: StructLayout,
  lookup: Lookup,
  read: (item: PlacedItem | undefined) => Result,
): NamesOf {
  const prefix = `${struct.name}.`
  const places = new Map(struct.items.map(({ name }, index) => [prefix + name, index]))
  return (items) => (name) => {
    const place = places.get(name)
    if (place !== undefined) return read(items[place])
    return name.startsWith(prefix) ? undefined : lookup(name)
  }
}
