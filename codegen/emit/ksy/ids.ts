/** Identifiers of a `.ksy` file. */
import type { Field, Item, Struct } from '../../ir.ts'

/** Words of Kaitai's expression language. */
const RESERVED = new Set(['and', 'or', 'not', 'true', 'false', 'sizeof', 'bitsizeof', 'as'])

/** Gives each name once: the name itself, or with a number behind it if it is taken. */
export interface Ids {
  readonly take: (wanted: string) => string
}

/** Names that are still free, beside those that are not. */
export function createIds(taken: Iterable<string> = []): Ids {
  const used = new Set(taken)
  return {
    take: (wanted) => {
      const base = ksyId(wanted)
      let id = base
      for (let number = 2; used.has(id); number++) id = `${base}_${number}`
      used.add(id)
      return id
    },
  }
}

/** A name as Kaitai wants it: `cow-v2` is `cow_v2`. */
export function ksyId(name: string): string {
  const id = name.replaceAll('-', '_')
  return RESERVED.has(id) ? `${id}_` : id
}

/** The identifiers of a field, and of what is computed from it. */
export interface FieldIds {
  readonly id: string
  /** Its value, or its default where it is absent. */
  readonly orDefault: string
  /** Whether it is absent or inside its range. */
  readonly inRange: string
  /** The two halves of a 64-bit field, exact where the whole is not. */
  readonly low: string
  readonly high: string
  /** The halves as they stand in the file, of a field that may be absent. */
  readonly lowRead: string
  readonly highRead: string
  /** Its bits. */
  readonly bits: string
}

/** The identifiers of a struct. */
export interface StructIds {
  readonly item: (item: Item) => string
  readonly field: (field: Field) => FieldIds
  /** The length that the struct states. */
  readonly ownLength: string
  /** The bytes of the field that states it, where it is read before its turn. */
  readonly lengthBytes: string
}

/** The identifiers of a struct: those of its items come first, the others give way. */
export function structIds(struct: Struct): StructIds {
  const ids = createIds()
  const items = new Map(struct.items.map((item) => [item, ids.take(item.names.spec)]))
  const fields = new Map<Item, FieldIds>()
  for (const [item, id] of items) {
    fields.set(item, {
      id,
      orDefault: ids.take(`${id}_or_default`),
      inRange: ids.take(`${id}_in_range`),
      low: ids.take(`${id}_low`),
      high: ids.take(`${id}_high`),
      lowRead: ids.take(`${id}_low_read`),
      highRead: ids.take(`${id}_high_read`),
      bits: ids.take(`${id}_bits`),
    })
  }
  return {
    item: (item) => found(items.get(item), item.names.spec, struct),
    field: (field) => found(fields.get(field), field.names.spec, struct),
    ownLength: ids.take('own_length'),
    lengthBytes: ids.take('own_length_bytes'),
  }
}

function found<T>(value: T | undefined, name: string, struct: Struct): T {
  if (value !== undefined) return value
  throw new TypeError(`Cannot name ${name}: it is no part of ${struct.names.spec}`)
}
