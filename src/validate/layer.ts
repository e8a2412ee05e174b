/** One layer below the image that is checked: its format, its header, its image file. */
import type { Finding } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import type { OpenedFile } from '../cow/overlay.ts'
import { formats } from '../formats/registry.ts'
import { readHeaderArea } from './header-area.ts'
import { namedFiles, type ValidatedHeader } from './named-files.ts'
import { quoted, type Report } from './named-report.ts'
import { closed, reachFile, type WalkOptions } from './reach.ts'

/** A walk down the layers of one image. */
export interface Walk {
  readonly options: WalkOptions
  /** Reports at the name of the backing file in the image that is checked. */
  readonly report: Report
  /** The image that is checked. */
  readonly top: ValidatedHeader
  /** Identities of the files of the chain so far, with their paths. */
  readonly seen: Map<string, string>
}

/** A backing file, open. */
export interface Below {
  readonly file: OpenedFile
  readonly path: string
  /** What messages call it. */
  readonly subject: string
}

/** The recorded format against the bytes. What no signature tells is taken at its word. */
export function mismatchFindings(
  { report }: Walk,
  found: {
    readonly recorded: string | undefined
    readonly format: Format | undefined
    readonly foreign: string | undefined
    readonly subject: string
  },
): readonly Finding[] {
  const { recorded, format, foreign, subject } = found
  const are = format?.id ?? foreign
  if (recorded === undefined || recorded === format?.family || recorded === format?.id) return []
  // A raw disk may hold a partition table or an archive; only our own headers could be opened.
  if (recorded === 'raw' && format === undefined) return []
  if (recorded.toLowerCase() === foreign?.toLowerCase()) return []
  if (are === undefined && !formats.some(({ id, family }) => [id, family].includes(recorded))) {
    return []
  }
  const warning = recorded === 'raw' ? '; a guest may have written them' : ''
  const bytes = `its bytes are ${are ?? 'of no known format'}`
  const values = {
    actual: are ?? 'no known format',
    expected: recorded,
    message: `${subject} is recorded as ${quoted(recorded)}, but ${bytes}${warning}`,
  }
  const findings = report('format_mismatch', values)
  // Not every format records one: an image of such a format may be over one that does.
  return findings.length > 0 ? findings : report('unreadable', values)
}

/** The header of a backing file, with the first fault of its image file or of itself. */
export async function examined(
  walk: Walk,
  format: Format,
  { file, path, subject }: Below,
): Promise<{ readonly header: ValidatedHeader; readonly findings: readonly Finding[] }> {
  const bytes = await readHeaderArea(file.store, format)
  const fileSize = file.store.size
  const facts = format.facts(bytes, { fileSize })
  const image = await imageBelow(walk, { format, bytes, context: { fileSize }, facts }, path)
  const hasSize = facts.imageSizeInput !== undefined && image.size !== undefined
  const inputs = hasSize ? { [facts.imageSizeInput ?? '']: image.size } : undefined
  const context = { fileSize, inputs }
  const header = { format, bytes, context, facts: format.facts(bytes, context) }
  const error = format.check(bytes, context).find(({ severity }) => severity === 'error')
  const state =
    image.state ?? (error && `is no valid ${format.id}: ${error.message} (${error.rule})`)
  if (state === undefined) return { header, findings: [] }
  return {
    header,
    findings: walk.report(image.what ?? 'unreadable', { message: `${subject} ${state}` }),
  }
}

/** The image file of a backing file: its length, or what is wrong with it. */
async function imageBelow(
  { options, seen }: Walk,
  header: ValidatedHeader,
  path: string,
): Promise<{
  readonly size?: number
  readonly what?: 'loop' | 'unreadable'
  readonly state?: string
}> {
  const image = namedFiles(header).find(({ role }) => role === 'image')
  if (image === undefined) return {}
  const reached = await reachFile(options, path, image.text)
  const its = `cannot be read: its ${image.noun} ${quoted(image.text)}`
  if (reached.kind === 'left-alone') return {}
  if (reached.kind === 'obstacle') {
    return { what: 'unreadable', state: `${its} ${reached.state}` }
  }
  const { identity, store } = reached.file
  await closed(reached.file)
  const other = seen.get(identity)
  if (other !== undefined) return { what: 'loop', state: `${its} leads back to ${quoted(other)}` }
  seen.set(identity, reached.path)
  return { size: store.size }
}
