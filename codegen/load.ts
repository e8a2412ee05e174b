/** Finds and loads schema files: `.ts` and `.js` modules with a default export, and `.json`. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { jsonErrorAt } from './json-error.ts'
import { type Problem, SchemaError } from './problems.ts'

/** A schema as its file gives it. */
export interface LoadedSchema {
  /** Relative to the working folder, with `/`. */
  readonly file: string
  readonly schema: unknown
}

/**
 * Loads every schema below the folders, in the order of their paths; each file once.
 *
 * @throws SchemaError with one problem for each file that does not load
 */
export async function loadSchemas(folders: readonly string[]): Promise<readonly LoadedSchema[]> {
  return (await loadAll(folders)).filter(({ schema }) => !isSignatureList(schema))
}

/** Whether a file holds no format, but a list of those that are known by their signatures. */
export function isSignatureList(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'signatures' in schema
}

/**
 * Loads every schema, and every list of signatures, as `loadSchemas` does.
 *
 * @throws SchemaError with one problem for each file that does not load
 */
export async function loadAll(folders: readonly string[]): Promise<readonly LoadedSchema[]> {
  const loaded: LoadedSchema[] = []
  const problems: Problem[] = []
  const without: string[] = []
  const paths = new Set<string>()
  for (const folder of folders) for (const path of await schemaFiles(folder)) paths.add(path)
  for (const path of paths) {
    const file = relative(process.cwd(), path).split(sep).join('/')
    try {
      const { schema, isMissing } = await loadSchema(path)
      if (schema !== undefined) loaded.push({ file, schema })
      else if (isMissing) problems.push(lacksDefault(file))
      else without.push(file)
    } catch (error) {
      const message = `does not load: ${reason(error, path)}`
      problems.push({ file, path: 'file', message, mend: 'fix the file' })
    }
  }
  // Files that only share data have nobody to share it with: one of them was meant.
  if (loaded.length === 0 && problems.length === 0) problems.push(...without.map(lacksDefault))
  if (problems.length > 0) throw new SchemaError(problems)
  return loaded
}

function lacksDefault(file: string): Problem {
  if (file.endsWith('.json')) {
    const mend = 'add id, structs and detect, see docs/adding-a-format.md'
    return { file, path: 'file', message: 'holds no schema', mend }
  }
  const mend = 'write export default defineFormat({ … })'
  return { file, path: 'file', message: 'has no default export, so no schema', mend }
}

/** What a loader says, in one line: no stack, no path of the file itself, but the line in it. */
function reason(error: unknown, path: string): string {
  const text = error instanceof Error ? error.message : String(error)
  const line = text.split(`${path}:`)[1]?.match(/^\d+/)?.[0]
  const [said = ''] = text.split('\nRequire stack:')
  const words = said
    .replace(/^(ParseError|Transform failed with \d+ errors?): ?/, '')
    .replaceAll(path, '')
    .replace(/ ?:\d+:\d+:?/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ ?ERROR: /, '')
    .trim()
  return line === undefined ? words : `${words} at line ${line}`
}

async function schemaFiles(folder: string): Promise<readonly string[]> {
  const info = await stat(folder).catch(() => undefined)
  if (info?.isFile()) return [resolvePath(folder)]
  if (!info?.isDirectory()) {
    throw new SchemaError([
      {
        file: folder,
        path: 'folder',
        message: 'is no folder',
        mend: 'name the folder of your schemas with --schemas',
      },
    ])
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs|json)$/.test(entry.name))
    .filter((entry) => !entry.name.endsWith('.d.ts'))
    .map((entry) => resolvePath(join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`))
  return paths.sort(new Intl.Collator('en', { numeric: true }).compare)
}

/**
 * The schema of one file; undefined for one that only shares data. It is missing where a schema is
 * there under another name than `default`.
 */
async function loadSchema(path: string): Promise<{ schema?: unknown; isMissing?: boolean }> {
  if (path.endsWith('.json')) {
    const data = parseJson(await readFile(path, 'utf8'))
    return isSchema(data) ? { schema: data } : {}
  }
  const module = (await importModule(path)) as Record<string, unknown>
  if (module.default !== undefined) return { schema: module.default }
  return { isMissing: Object.values(module).some(isWholeSchema) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const { line, column } = placeOf(text, jsonErrorAt(text))
    // Some versions of Node say where, others quote what stands there: both once is enough.
    const words = said
      .replace(/,? (?:\.\.\.)?".*" is not valid JSON$/s, '')
      .replace(/ (in JSON )?at position .*$/s, '')
    throw new SyntaxError(`${words} at line ${line}, column ${column}`)
  }
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** JSON that only shares data has none of the keys by which a schema is known. */
function isSchema(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return ['id', 'structs', 'detect', 'signatures'].some((key) => key in data)
}

/** What an author meant for a schema, whatever it is called. */
function isWholeSchema(data: unknown): boolean {
  return isSchema(data) && ['id', 'structs', 'detect'].every((key) => key in Object(data))
}

/** Whatever runs this may understand TypeScript by itself; else jiti translates it. */
async function importModule(path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href)
  } catch {
    const { createJiti } = await import('jiti')
    const here = fileURLToPath(import.meta.url)
    const define = here.replace(/load\.([jt]s)$/, 'schema/define.$1')
    // Without interopDefault, a module that exports no default has none.
    const options = {
      alias: { 'cowtools/schema': define },
      moduleCache: false,
      interopDefault: false,
    }
    return await createJiti(import.meta.url, options).import(path)
  }
}
