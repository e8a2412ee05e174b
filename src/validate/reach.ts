/** Gets at a file that an image names, as far as the policy lets it. */
import type { Finding } from '../binary/finding.ts'
import { printableText } from '../binary/text.ts'
import type { Files } from '../chain/files.ts'
import type { OpenedFile } from '../cow/overlay.ts'
import { reasonOf } from '../source/file-error.ts'
import type { Report } from './named-report.ts'
import { isPlainName } from './names.ts'
import type { Policy } from './policy.ts'
import type { IsExpired } from './scan.ts'

/** What a rule of a file that cannot be had is called. */
export type Obstacle = 'missing' | 'no_access' | 'not_file' | 'outside'

/** The outcome of a name. */
export type Reached =
  | { readonly kind: 'file'; readonly file: OpenedFile; readonly path: string }
  /** `state` completes `the backing file …`. */
  | { readonly kind: 'obstacle'; readonly what: Obstacle; readonly state: string }
  /** The policy, or the name itself, keeps it from being looked at. */
  | { readonly kind: 'left-alone' }

/** How names are followed. */
export interface WalkOptions {
  readonly files: Files
  /** Of the image that is checked. */
  readonly path: string
  /** The same; undefined where the source does not tell. */
  readonly identity: string | undefined
  readonly policy: Policy
  readonly isExpired: IsExpired
  readonly signal?: AbortSignal | undefined
}

/** Opens the file that the image at `base` calls `name`. Never throws. */
export async function reachFile(
  { files, policy }: WalkOptions,
  base: string,
  name: string,
): Promise<Reached> {
  const { follow } = policy
  if (follow === 'deny' || !isPlainName(name)) return { kind: 'left-alone' }
  try {
    const path = files.resolve(base, name)
    if (follow === 'all') return { kind: 'file', file: await files.open(path, false), path }
    const real = await realInside(files, path, follow.within)
    if (real === undefined) {
      const state = `is outside "${printableText(follow.within)}"`
      return { kind: 'obstacle', what: 'outside', state }
    }
    return { kind: 'file', file: await files.open(real, false), path }
  } catch (error) {
    return obstacleOf(error)
  }
}

/** The path without links of a file in the folder: what was judged is what is opened. */
async function realInside(files: Files, path: string, folder: string): Promise<string | undefined> {
  const home = await files.realPath(folder)
  const real = await files.realPath(path)
  return real.startsWith(home.endsWith('/') ? home : `${home}/`) ? real : undefined
}

const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'UNKNOWN'])
/** No file can have such a name, or none can be found by it. */
const NOT_FOUND: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'])

/** What an error on the way to a file means for its image. */
export function obstacleOf(error: unknown): Extract<Reached, { kind: 'obstacle' }> {
  const { code, state } = reasonOf(error)
  if (code === 'ENOTFILE') return { kind: 'obstacle', what: 'not_file', state }
  if (NOT_THERE.has(code)) return { kind: 'obstacle', what: 'missing', state: 'does not exist' }
  if (NOT_FOUND.has(code)) {
    return { kind: 'obstacle', what: 'missing', state: `cannot be found: ${state}` }
  }
  return { kind: 'obstacle', what: 'no_access', state: `cannot be looked at: ${state}` }
}

/** The finding about a name that led to no file; `subject` is what the message calls that. */
export function obstacleFindings(
  reached: Exclude<Reached, { kind: 'file' }>,
  subject: string,
  report: Report,
): readonly Finding[] {
  if (reached.kind === 'left-alone') return []
  return report(reached.what, { message: `${subject} ${reached.state}` })
}

/** Closes a file that was only read: it has nothing to lose. */
export async function closed(file: OpenedFile): Promise<void> {
  await file.close().catch(() => {})
}
