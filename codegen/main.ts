/**
 * The generator: schemas in, resolved formats, files out.
 *
 * Read this first. `EMITTERS` is the list of everything that is generated; the passes that a schema
 * goes through are in `resolve/index.ts`.
 */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emitBinaryParser } from './emit/binary-parser/index.ts'
import { emitDiagrams } from './emit/diagram/index.ts'
import { emitJson } from './emit/json/index.ts'
import { emitLayout } from './emit/layout/index.ts'
import { emitMarkdown } from './emit/markdown/index.ts'
import { emitTypeScript } from './emit/typescript/index.ts'
import type { Format } from './ir.ts'
import { loadSchemas } from './load.ts'
import type { EmitOptions, Emitter } from './output.ts'
import { type Problem, SchemaError } from './problems.ts'
import { resolve } from './resolve/index.ts'
import { type WriteReport, writeOutputs } from './write.ts'

/** Everything that is generated. */
export const EMITTERS: readonly Emitter[] = [
  emitTypeScript,
  emitLayout,
  emitBinaryParser,
  emitJson,
  emitMarkdown,
  emitDiagrams,
]

/** What to generate, and where. */
export interface GenerateOptions {
  /** Folders with schemas. */
  readonly schemas: readonly string[]
  /** Folder for code. */
  readonly out: string
  /** Folder for spec documents. */
  readonly docs: string
  /** Write nothing, only compare. */
  readonly check: boolean
}

/** What became of every file, and the formats that were found. */
export interface GenerateReport extends WriteReport {
  readonly formats: readonly { readonly id: string; readonly file: string }[]
}

/**
 * Generates everything.
 *
 * @throws SchemaError with every problem of every schema; nothing is written then
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  const formats = await resolveAll(options.schemas)
  const emit = emitOptions(resolvePath(options.out))
  const files = EMITTERS.flatMap((emitter) => emitter(formats, emit))
  const roots = { out: resolvePath(options.out), docs: resolvePath(options.docs) }
  const report = await writeOutputs(files, roots, options.check)
  return { ...report, formats: formats.map(({ id, schemaFile }) => ({ id, file: schemaFile })) }
}

/** Loads and resolves every schema below the folders; ids are unique among them. */
export async function resolveAll(folders: readonly string[]): Promise<readonly Format[]> {
  const formats: Format[] = []
  const problems: Problem[] = []
  for (const { file, schema } of await loadSchemas(folders)) {
    const resolved = resolve(schema, file)
    if (resolved.kind === 'problems') {
      problems.push(...resolved.problems)
      continue
    }
    const { format } = resolved
    const other = formats.find((one) => one.id === format.id)
    if (other) {
      const message = `has the id of ${other.schemaFile}`
      problems.push({ file, path: 'id', message, mend: 'choose another id' })
    }
    formats.push(format)
  }
  if (problems.length > 0) throw new SchemaError(problems)
  if (formats.length === 0) {
    const message = 'holds no schema'
    const mend = 'add one, see docs/adding-a-format.md'
    throw new SchemaError([{ file: folders.join(', '), path: 'folder', message, mend }])
  }
  return formats
}

/** Generated code imports the package, or inside this repository its source. */
function emitOptions(out: string): EmitOptions {
  const root = packageRoot()
  const inside = !relative(root, out).startsWith('..') && existsSync(join(root, 'src', 'binary'))
  if (!inside || out.includes(`${sep}node_modules${sep}`)) {
    return { runtime: 'cowtools/binary', extension: '.ts' }
  }
  const runtime = relative(join(out, 'format'), join(root, 'src', 'binary', 'index.ts'))
  return { runtime: runtime.split(sep).join('/'), extension: '.ts' }
}

/** Folder of package.json, from the source tree as from `dist`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
