/** Finds and loads schema files: `.ts` and `.js` modules with a default export, and `.json`. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
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
  const loaded: LoadedSchema[] = []
  const problems: Problem[] = []
  const paths = new Set<string>()
  for (const folder of folders) for (const path of await schemaFiles(folder)) paths.add(path)
  for (const path of paths) {
    const file = relative(process.cwd(), path).split(sep).join('/')
    try {
      const schema = await loadSchema(path)
      if (schema !== undefined) loaded.push({ file, schema })
    } catch (error) {
      const message = `does not load: ${reason(error, path)}`
      problems.push({ file, path: 'file', message, mend: 'fix the file' })
    }
  }
  if (problems.length > 0) throw new SchemaError(problems)
  return loaded
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

/** The schema of one file; undefined for a module without one, which only shares data. */
async function loadSchema(path: string): Promise<unknown> {
  if (path.endsWith('.json')) {
    const data: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isSchema(data) ? data : undefined
  }
  const module = await importModule(path)
  return (module as { default?: unknown }).default
}

/** JSON that only shares data has none of the keys by which a schema is known. */
function isSchema(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return 'id' in data || 'structs' in data || 'detect' in data
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
