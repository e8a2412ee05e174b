/** Which things of two formats are the same thing. */
import type { Format, Item, Names, Struct } from '../ir.ts'
import { type Aspect, type Change, changed, type Part } from './model.ts'
import type { Renames } from './renames.ts'

/** Two formats, and what the names of the first are in the second. */
export interface Two {
  readonly from: Format
  readonly to: Format
  readonly renames: Renames
}

/** Things of one kind, sorted out. */
export interface Pairs<Thing> {
  /** Those of the second format in their order, with what they were in the first. */
  readonly now: readonly { readonly thing: Thing; readonly old: Thing | undefined }[]
  /** Those that the first alone has. */
  readonly removed: readonly Thing[]
}

/** Pairs two lists by keys; each key is unique in its list. */
export function pair<Thing>(
  olds: readonly Thing[],
  news: readonly Thing[],
  keys: { readonly old: (thing: Thing) => string; readonly new: (thing: Thing) => string },
): Pairs<Thing> {
  const byKey = new Map(olds.map((thing) => [keys.old(thing), thing]))
  const now = news.map((thing) => {
    const key = keys.new(thing)
    const old = byKey.get(key)
    byKey.delete(key)
    return { thing, old }
  })
  return { now, removed: [...byKey.values()] }
}

/** What is said of a thing that changed, came or went. */
export interface Telling<Thing> {
  readonly name: (thing: Thing) => string
  /** A line about a thing that only one format has. */
  readonly is: (thing: Thing) => string
  readonly aspects: (old: Thing, now: Thing) => readonly Aspect[]
  /** Name of the old thing, where it counts as renamed if it is not the new one. */
  readonly was?: (old: Thing, now: Thing) => string
}

/** The changes in a list: what is gone, then what is there, in its order. */
export function changesIn<Thing>(
  part: Part,
  { now, removed }: Pairs<Thing>,
  { name, is, aspects, was = (old) => name(old) }: Telling<Thing>,
): readonly Change[] {
  const oneSided = (kind: 'added' | 'removed', thing: Thing): Change => ({
    kind,
    part,
    name: name(thing),
    is: is(thing),
  })
  return [
    ...removed.map((thing) => oneSided('removed', thing)),
    ...now.flatMap(({ thing, old }) => {
      if (old === undefined) return [oneSided('added', thing)]
      return changed(part, { name: name(thing), was: was(old, thing) }, aspects(old, thing))
    }),
  ]
}

/** Pairs things by their names, or by what they are renamed to. */
export function pairByName<Thing extends { readonly names: Names }>(
  olds: readonly Thing[],
  news: readonly Thing[],
  { renames, path = (name) => name }: { renames: Renames; path?: (name: string) => string },
): Pairs<Thing> {
  return pair(olds, news, {
    old: ({ names }) => newName(path(names.spec), renames),
    new: ({ names }) => path(names.spec),
  })
}

/** What a path of the first format is called in the second. */
export function newName(path: string, renames: Renames): string {
  return renames.get(path) ?? path
}

/**
 * Pairs the fields, holes and reserved bytes of a struct that both have. A field goes by its name, a
 * hole and reserved bytes by what they follow, or else by the bytes that they are.
 */
export function pairItems(old: Struct, now: Struct, renames: Renames): Pairs<Item> {
  const oldKeys = itemKeys(old, (name) => newName(`${old.names.spec}.${name}`, renames))
  const newKeys = itemKeys(now, (name) => `${now.names.spec}.${name}`)
  const first = pair(old.items, now.items, {
    old: (item) => oldKeys.get(item) ?? '',
    new: (item) => newKeys.get(item) ?? '',
  })
  const left = [...first.removed]
  const pairs = first.now.map(({ thing, old: found }) => {
    if (found || thing.kind === 'field') return { thing, old: found }
    const at = left.findIndex((item) => areSameBytes(item, thing))
    return { thing, old: at === -1 ? undefined : left.splice(at, 1)[0] }
  })
  return { now: pairs, removed: left }
}

const areSameBytes = (a: Item, b: Item) =>
  a.kind === b.kind && a.offset === b.offset && a.size === b.size

function itemKeys(struct: Struct, path: (name: string) => string): ReadonlyMap<Item, string> {
  const keys = new Map<Item, string>()
  let before = ''
  for (const item of struct.items) {
    before = item.kind === 'field' ? path(item.names.spec) : `${before} ${item.kind}`
    keys.set(item, before)
  }
  return keys
}
