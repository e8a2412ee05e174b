/** Schema files, loaded and resolved together: what `generate` makes code of and `check` judges. */
import type { ForeignFormat, Format } from './ir.ts'
import { isSignatureList, loadAll } from './load.ts'
import { type Problem, problemText, SchemaError } from './problems.ts'
import { byByteOrder } from './resolve/byte-orders.ts'
import { resolveSignatures } from './resolve/foreign.ts'
import { resolve } from './resolve/index.ts'
import { checkLineages } from './resolve/lineage.ts'

/** What files hold: formats, and signatures of other formats. */
export interface Sources {
  readonly formats: readonly Format[]
  readonly foreign: readonly ForeignFormat[]
}

/**
 * Loads and resolves every schema below the folders; ids are unique among them.
 *
 * @throws SchemaError with every problem of every schema, or if there is none
 */
export async function resolveSources(folders: readonly string[]): Promise<Sources> {
  const { problems, ...sources } = await readSources(folders)
  if (problems.length > 0) throw new SchemaError(problems)
  if (sources.formats.length === 0) throw new SchemaError([holdsNone(folders)])
  return sources
}

/** Every problem of the schemas in folders and files, and how many schemas there are. */
export async function checkSources(
  paths: readonly string[],
): Promise<{ readonly count: number; readonly problems: readonly Problem[] }> {
  const { formats, foreign, problems } = await readSources(paths)
  const isEmpty = problems.length === 0 && formats.length === 0 && foreign.length === 0
  if (isEmpty) return { count: 0, problems: [holdsNone(paths)] }
  return { count: formats.length, problems }
}

function holdsNone(paths: readonly string[]): Problem {
  const mend = 'add one, see docs/adding-a-format.md'
  return { file: paths.join(', '), path: 'folder', message: 'holds no schema', mend }
}

async function readSources(
  paths: readonly string[],
): Promise<Sources & { readonly problems: readonly Problem[] }> {
  const formats: Format[] = []
  const foreign: ForeignFormat[] = []
  const problems: Problem[] = []
  for (const { file, schema } of await loadAll(paths).catch(problemsInto(problems))) {
    if (isSignatureList(schema)) {
      const list = resolveSignatures(schema, file)
      if (list.kind === 'problems') problems.push(...list.problems)
      else foreign.push(...list.foreign)
      continue
    }
    for (const one of byByteOrder(schema)) {
      const resolved = resolve(one, file)
      if (resolved.kind === 'problems') {
        problems.push(...newOf(problems, resolved.problems))
        continue
      }
      const { format } = resolved
      const other = formats.find(({ id }) => id === format.id)
      if (other) {
        const message = `has the id of ${other.schemaFile}`
        problems.push({ file, path: 'id', message, mend: 'choose another id' })
      }
      formats.push(format)
    }
  }
  problems.push(...checkLineages(formats))
  return { formats, foreign, problems }
}

/** Those that are not there yet: both byte orders of a format have the same mistakes. */
function newOf(problems: readonly Problem[], found: readonly Problem[]): readonly Problem[] {
  const there = new Set(problems.map(problemText))
  return found.filter((one) => !there.has(problemText(one)))
}

/** Keeps the problems of files that do not load. */
function problemsInto(problems: Problem[]): (error: unknown) => readonly [] {
  return (error) => {
    if (!(error instanceof SchemaError)) throw error
    problems.push(...error.problems)
    return []
  }
}
