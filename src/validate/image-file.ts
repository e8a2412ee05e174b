/** The file that holds the data of an image, where that is not the image itself. */
import type { Finding } from '../binary/finding.ts'
import { namedFiles, type ValidatedHeader } from './named-files.ts'
import { quoted, type Report, reporter } from './named-report.ts'
import { closed, obstacleFindings, reachFile, type WalkOptions } from './reach.ts'

/** What is known of an image file. */
export interface ImageFile {
  /** Bytes; undefined if the file could not be looked at, or cannot be meant. */
  readonly size: number | undefined
  readonly identity: string | undefined
  readonly findings: readonly Finding[]
}

/** Looks up the image file that a header names; it is not read. */
export async function lookAtImageFile(
  header: ValidatedHeader,
  options: WalkOptions,
): Promise<ImageFile> {
  const unknown = { size: undefined, identity: undefined }
  const named = namedFiles(header).find(({ role }) => role === 'image')
  if (named === undefined) return { ...unknown, findings: [] }
  const report = reporter(header, named)
  const subject = `the ${named.noun} ${quoted(named.text)}`
  const reached = await reachFile(options, options.path, named.text)
  if (reached.kind !== 'file') {
    return { ...unknown, findings: obstacleFindings(reached, subject, report) }
  }
  const { identity, store } = reached.file
  const { size } = store
  await closed(reached.file)
  if (identity === options.identity) {
    return { ...unknown, findings: report('loop', { message: `${subject} is the image itself` }) }
  }
  return { size, identity, findings: shortFindings(header, size, report) }
}

function shortFindings(
  { facts: { virtualSize } }: ValidatedHeader,
  size: number,
  report: Report,
): readonly Finding[] {
  if (virtualSize === undefined || BigInt(size) >= virtualSize) return []
  return report('short', { actual: `${size} bytes`, expected: `at least ${virtualSize} bytes` })
}
