/** What `validate` is to look at: named files, the files of folders, and patterns that no shell expanded. */
import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { decodeText, printableText } from '../binary/text.ts'
import { pathBytes } from '../source/file.ts'
import { fileError } from '../source/file-error.ts'

/** One file to check, or what kept its folder from being listed. */
export type Target =
  | {
      readonly kind: 'file'
      readonly path: string
      /** By its own name or a pattern: it is meant to be an image. Else a folder holds it. */
      readonly isNamed: boolean
    }
  | { readonly kind: 'failed'; readonly message: string }

/** Files to check. */
export type Targets = readonly Target[]

/** All that the arguments stand for, in their order; the files of a folder in order of their names. */
export async function findTargets(args: readonly string[]): Promise<Targets> {
  const targets: Target[] = []
  for (const arg of args) {
    for await (const target of targetsOf(arg)) targets.push(target)
  }
  return targets
}

async function* targetsOf(path: string): AsyncGenerator<Target> {
  const kind = await kindOf(path)
  if (kind === 'folder') yield* filesIn(path)
  else if (kind === 'missing' && isDynamicPattern(path)) yield* matchesOf(path)
  else yield { kind: 'file', path, isNamed: true }
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'missing'> {
  try {
    return (await stat(pathBytes(path))).isDirectory() ? 'folder' : 'other'
  } catch {
    return 'missing'
  }
}

/** Regular files at any depth. Links in a folder are not followed: they may lead in circles. */
async function* filesIn(folder: string): AsyncGenerator<Target> {
  let entries: readonly Entry[]
  try {
    entries = await entriesOf(folder)
  } catch (error) {
    yield { kind: 'failed', message: fileError('open', folder, error).message }
    return
  }
  for (const { name, kind } of entries) {
    const path = join(folder, name)
    if (kind === 'folder') yield* filesIn(path)
    else yield { kind: 'file', path, isNamed: false }
  }
}

interface Entry {
  readonly name: string
  readonly kind: 'folder' | 'file'
}

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  // Names as bytes: not every name is UTF-8.
  const found = await readdir(pathBytes(folder), { withFileTypes: true, encoding: 'buffer' })
  const entries: Entry[] = []
  for (const entry of found) {
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined
    if (kind === undefined) continue
    entries.push({ name: decodeText(entry.name, 0, entry.name.length), kind })
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function* matchesOf(pattern: string): AsyncGenerator<Target> {
  const found = await glob(pattern, {
    absolute: isAbsolute(pattern),
    onlyFiles: false,
    expandDirectories: false,
    followSymbolicLinks: false,
  })
  if (found.length === 0) {
    const state = 'no file has such a name'
    yield { kind: 'failed', message: `Cannot find "${printableText(pattern)}": ${state}` }
  }
  for (const path of found.sort()) {
    if (path.endsWith('/')) yield* filesIn(path.slice(0, -1))
    else yield { kind: 'file', path, isNamed: true }
  }
}
