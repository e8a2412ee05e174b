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
import { emitCHeader } from './emit/c-header/index.ts'
import { emitDiagrams } from './emit/diagram/index.ts'
import { emitFamilies } from './emit/family/index.ts'
import { emitForeign } from './emit/foreign/index.ts'
import { emitImhex } from './emit/imhex/index.ts'
import { emitJson } from './emit/json/index.ts'
import { emitKsy } from './emit/ksy/index.ts'
import { emitLayout } from './emit/layout/index.ts'
import { emitMarkdown } from './emit/markdown/index.ts'
import { emitRules } from './emit/rules/index.ts'
import { emitTypeScript } from './emit/typescript/index.ts'
import { emitVectors } from './emit/vectors/index.ts'
import type { Format } from './ir.ts'
import type { EmitOptions, Emitter } from './output.ts'
import { resolveSources } from './sources.ts'
import { type WriteReport, writeOutputs } from './write.ts'

/** Everything that is generated. */
export const EMITTERS: readonly Emitter[] = [
  emitTypeScript,
  emitLayout,
  emitRules,
  emitForeign,
  emitBinaryParser,
  emitKsy,
  emitImhex,
  emitCHeader,
  emitJson,
  emitVectors,
  emitMarkdown,
  emitFamilies,
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
  const { formats, foreign } = await resolveSources(options.schemas)
  const emit = { ...emitOptions(options), foreign }
  const files = EMITTERS.flatMap((emitter) => emitter(formats, emit))
  const roots = { out: resolvePath(options.out), docs: resolvePath(options.docs) }
  const report = await writeOutputs(files, roots, options.check)
  return { ...report, formats: formats.map(({ id, schemaFile }) => ({ id, file: schemaFile })) }
}

/** Loads and resolves every schema below the folders; ids are unique among them. */
export async function resolveAll(folders: readonly string[]): Promise<readonly Format[]> {
  return (await resolveSources(folders)).formats
}

/**
 * Generated code imports the package, or inside this repository its source. The page with all
 * rules stands among the spec pages, or inside this repository above them, where people look.
 */
function emitOptions(options: Pick<GenerateOptions, 'out' | 'docs'>): EmitOptions {
  const root = packageRoot()
  const out = resolvePath(options.out)
  const isOwn = resolvePath(options.docs) === join(root, 'docs', 'specs')
  const rulesPage = isOwn ? '../rules.md' : 'rules.md'
  const inside = !relative(root, out).startsWith('..') && existsSync(join(root, 'src', 'binary'))
  if (!inside || out.includes(`${sep}node_modules${sep}`)) {
    return { runtime: 'cowtools/binary', extension: '.ts', rulesPage }
  }
  const runtime = relative(join(out, 'format'), join(root, 'src', 'binary', 'index.ts'))
  return { runtime: runtime.split(sep).join('/'), extension: '.ts', rulesPage }
}

/** Folder of package.json, from the source tree as from `dist`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
