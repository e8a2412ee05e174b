/** The header fields and texts of a family: a row for each, with what it is in each format. */
import { pairByName, pairItems, renamesBetween, textChanges } from '../../diff/index.ts'
import type { Format, Item, LocatedString } from '../../ir.ts'
import { code, constantText, typeText } from '../markdown/words.ts'
import type { Family } from './families.ts'

/** A row: the newest name, and a cell for each format. */
export interface FieldRow {
  readonly name: string
  readonly cells: readonly string[]
}

/** What stands in a row for one format. */
type Thing = Item | LocatedString
type Row = Map<Format, Thing>

/** Rows in the order of the headers; a field that a format adds stands behind the one before it. */
export function fieldRows(family: Family): readonly FieldRow[] {
  const rows: Row[] = []
  for (const format of family.formats) {
    const earlier = earlierThings(format, family)
    let last: Row | undefined
    for (const thing of thingsOf(format)) {
      const old = earlier.get(thing)
      const known = old && rows.find((row) => [...row.values()].includes(old))
      const found = known ?? sameHole(thing, format, rows[last ? rows.indexOf(last) + 1 : 0])
      const row: Row = found ?? new Map()
      row.set(format, thing)
      if (!found) rows.splice(placeFor(thing, last, rows), 0, row)
      last = row
    }
  }
  return rows.map((row) => rowView(row, family))
}

/** A row of holes behind the same field, as formats further back have them. */
function sameHole(thing: Thing, format: Format, row: Row | undefined): Row | undefined {
  if (!row || row.has(format) || !('kind' in thing) || thing.kind === 'field') return undefined
  const isSame = [...row.values()].every((one) => 'kind' in one && one.kind === thing.kind)
  return isSame ? row : undefined
}

function thingsOf({ header, strings }: Format): readonly Thing[] {
  return [...header.items, ...strings]
}

/** Behind the row before it; first in an empty table; texts behind all else. */
function placeFor(thing: Thing, last: Row | undefined, rows: readonly Row[]): number {
  if (!('kind' in thing)) return rows.length
  return last ? rows.indexOf(last) + 1 : 0
}

/** What each thing was in the format before. */
function earlierThings(format: Format, family: Family): ReadonlyMap<Thing, Thing> {
  const before = family.before(format)
  const found = new Map<Thing, Thing>()
  if (!before) return found
  const two = {
    from: before,
    to: format,
    renames: renamesBetween(before, format, family.formats),
  }
  const put = ({ now }: { now: readonly { thing: Thing; old: Thing | undefined }[] }) => {
    for (const { thing, old } of now) if (old) found.set(thing, old)
  }
  put(pairItems(before.header, format.header, two.renames))
  put(pairByName(before.strings, format.strings, two))
  for (const [old, name] of textChanges(two).moved) {
    const [was, is] = [thingAt(before, old), thingAt(format, name)]
    if (was && is) found.set(is, was)
  }
  return found
}

/** `header.backing_file`, or a string. */
function thingAt(format: Format, path: string): Thing | undefined {
  const name = path.replace(/^header\./, '')
  const things: readonly Thing[] = name === path ? format.strings : format.header.items
  return things.find(({ names }) => names.spec === name)
}

function rowView(row: Row, { formats }: Family): FieldRow {
  const newest = [...row.values()].at(-1)
  const name = newest ? nameOf(newest) : ''
  return { name, cells: formats.map((format) => cellText(row.get(format), name)) }
}

function nameOf(thing: Thing): string {
  if (!('kind' in thing) || thing.kind === 'field') return code(thing.names.spec)
  return `*${thing.kind}*`
}

/** Offset, size and type; the name where the row has another. */
function cellText(thing: Thing | undefined, name: string): string {
  if (!thing) return ''
  const own = nameOf(thing)
  const named = own === name ? [] : [`as ${own}`]
  if (!('kind' in thing)) {
    const { offset, size } = thing
    const fields = `${code(offset.names.spec)}, ${code(size.names.spec)}`
    return [`through ${fields}`, ...named].join('<br>')
  }
  const bytes = thing.size === 1 ? '1 byte' : `${thing.size} bytes`
  const type = thing.kind === 'field' ? `${code(typeText(thing.type))}, ${bytes}` : bytes
  const constant = thing.kind === 'field' ? constantText(thing) : undefined
  const always = constant === undefined ? [] : [`always ${constant}`]
  return [`**${thing.offset}**`, type, ...always, ...named].join('<br>')
}
