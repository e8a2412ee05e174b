/** The bad schemas: each is `good.json` with one mistake. */
import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('./bad/', import.meta.url)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Names of the bad schemas. */
export function badNames(): readonly string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  return files.map((name) => name.replace(/\.json$/, '')).sort()
}

/** The good schema, a fresh copy. */
export function goodSchema(): Json {
  return readJson(new URL('./good.json', import.meta.url))
}

/** The schema of `bad/NAME.json` and the problems that `bad/NAME.txt` expects. */
export function badCase(name: string): { schema: Json; expected: string } {
  const schema = goodSchema()
  const changes = readJson(new URL(`${name}.json`, FOLDER)) as Record<string, Json>
  for (const [path, value] of Object.entries(changes)) change(schema, path.split('/'), value)
  return { schema, expected: readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8') }
}

const readJson = (url: URL) => JSON.parse(readFileSync(url, 'utf8')) as Json

/**
 * Puts a value at a path, or takes away what is there where the value is null. An item of a list
 * goes by its name, id or key, or by its offset; a new one is put where its offset belongs.
 */
function change(target: Json, [key = '', ...rest]: readonly string[], value: Json): void {
  if (typeof target !== 'object' || target === null) throw new TypeError(`Nothing holds ${key}`)
  if (Array.isArray(target)) {
    const index = target.findIndex((item) => labels(item).includes(key))
    if (rest.length > 0) change(target[index] ?? null, rest, value)
    else if (index === -1) insert(target, value)
    else if (value === null) target.splice(index, 1)
    else target[index] = value
  } else if (rest.length > 0) change(target[key] ?? null, rest, value)
  else if (value === null) delete target[key]
  else target[key] = value
}

function labels(item: Json): readonly string[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return []
  return [item.name ?? item.id ?? item.key ?? item.at].map(String)
}

function insert(list: Json[], value: Json): void {
  const at = (item: Json) => (item as { at?: number }).at ?? Number.POSITIVE_INFINITY
  const index = list.findIndex((item) => at(item) > at(value))
  list.splice(index === -1 ? list.length : index, 0, value)
}
