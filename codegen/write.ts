/** Compares generated files with those on disk: writes what changed, deletes what is left over. */
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { OutputFile } from './output.ts'

/** Paths relative to the working folder, with `/`. */
export interface WriteReport {
  readonly fresh: readonly string[]
  /** Written now; with `check`, would be. */
  readonly stale: readonly string[]
  readonly missing: readonly string[]
  /** Nobody generates it: deleted now if it was generated earlier; with `check`, every such file. */
  readonly extra: readonly string[]
  /** Not generated, ever: never deleted. With `check` they count as extra too. */
  readonly foreign: readonly string[]
}

/** Every generated file has it near its start; a file without it is nobody's to delete. */
const MARK = /Generated from .+ by `cowtools generate`/
const MARK_WITHIN = 600

/**
 * Brings the trees up to date, or with `check` only says what is not.
 *
 * Nothing is written if that would overwrite a file that was not generated.
 *
 * @throws Error if a file in the way was not generated
 */
export async function writeOutputs(
  files: readonly OutputFile[],
  roots: { readonly out: string; readonly docs: string },
  check: boolean,
): Promise<WriteReport> {
  const wanted = wantedFiles(files, roots)
  const report = { fresh: [] as string[], stale: [] as string[], missing: [] as string[] }
  const changed: string[] = []
  for (const [path, text] of wanted) {
    const current = await currentText(path)
    const state = current === text ? 'fresh' : current === undefined ? 'missing' : 'stale'
    if (state === 'stale' && !check && !isMarked(current)) throw inTheWay(path)
    report[state].push(display(path))
    if (state !== 'fresh') changed.push(path)
  }
  const { extra, foreign } = await leftOver(wanted, roots)
  if (!check) {
    for (const path of changed) await replaceFile(path, wanted.get(path) ?? '')
    for (const path of extra) await removeFile(path, roots)
  }
  const reported = check ? [...extra, ...foreign].sort() : extra
  return { ...report, extra: reported.map(display), foreign: foreign.map(display) }
}

/** The text of every file by its path. A file is generated once, and is marked. */
function wantedFiles(
  files: readonly OutputFile[],
  roots: { readonly out: string; readonly docs: string },
): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>()
  for (const { root, path, text } of files) {
    const full = join(roots[root], path)
    if (wanted.has(full)) throw new TypeError(`Cannot generate ${path}: two emitters make it`)
    if (!isMarked(text)) throw new TypeError(`Cannot generate ${path}: lacks the banner`)
    wanted.set(full, text)
  }
  return wanted
}

const isMarked = (text = '') => MARK.test(text.slice(0, MARK_WITHIN))

const inTheWay = (path: string) =>
  new Error(`Cannot write ${display(path)}: the file there was not generated; move or delete it`)

async function currentText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Files of both trees that nobody generates: those that were generated once, and the others. */
async function leftOver(
  wanted: ReadonlyMap<string, string>,
  roots: { readonly out: string; readonly docs: string },
): Promise<{ extra: readonly string[]; foreign: readonly string[] }> {
  const paths = new Set([...(await filesBelow(roots.out)), ...(await filesBelow(roots.docs))])
  const extra: string[] = []
  const foreign: string[] = []
  for (const path of [...paths].sort()) {
    if (wanted.has(path)) continue
    // A link to a folder cannot be read, and was not generated.
    const text = await currentText(path).catch(() => undefined)
    if (isMarked(text)) extra.push(path)
    else foreign.push(path)
  }
  return { extra, foreign }
}

/** Everything below a folder but folders; links are not followed. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isNotFound(error)) return []
    throw error
  })
  const found: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) found.push(path)
    else if (entry.name !== 'node_modules') found.push(...(await filesBelow(path)))
  }
  return found
}

const isNotFound = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Writes beside the target and renames, so that a reader never sees half a file. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const next = `${path}.next`
  await writeFile(next, text)
  await rename(next, path)
}

/** Deletes a file, and the folders that it leaves empty, up to its tree. */
async function removeFile(path: string, roots: { out: string; docs: string }): Promise<void> {
  await rm(path)
  const trees = [roots.out, roots.docs]
  let folder = dirname(path)
  while (!trees.includes(folder) && (await readdir(folder)).length === 0) {
    await rmdir(folder)
    folder = dirname(folder)
  }
}

function display(path: string): string {
  return relative(process.cwd(), path).split(sep).join('/')
}
