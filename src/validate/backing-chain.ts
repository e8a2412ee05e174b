/**
 * The backing file of an image, and what that is over.
 *
 * This walk collects what is wrong where `openChain` refuses. Nothing is thrown for bad images, and
 * every file is closed before the next layer is looked at: only identities are kept. A fault
 * further down is reported at the name in the image that is checked, since that is where its chain
 * begins; the message tells which file it is about.
 */
import type { Finding } from '../binary/finding.ts'
import type { ImageFacts } from '../binary/format.ts'
import { headSize, tailSize } from '../formats/registry.ts'
import { reasonOf } from '../source/file-error.ts'
import { againstTop } from './backing-facts.ts'
import { bytesAre } from './detection.ts'
import { expiredFinding } from './examination.ts'
import type { ImageFile } from './image-file.ts'
import { type Below, examined, mismatchFindings, type Walk } from './layer.ts'
import { namedFiles, type ValidatedHeader } from './named-files.ts'
import { quoted, reporter } from './named-report.ts'
import { closed, obstacleFindings, reachFile, type WalkOptions } from './reach.ts'

/** One step down: the image above, and the file that it names. */
interface Layer {
  readonly depth: number
  readonly path: string
  readonly facts: ImageFacts
}

/** Follows the backing files of an image, down to the last one, a fault or the end of a budget. */
export async function walkBacking(
  header: ValidatedHeader,
  imageFile: ImageFile | undefined,
  options: WalkOptions,
): Promise<readonly Finding[]> {
  const named = namedFiles(header).find(({ role }) => role === 'backing')
  if (named === undefined || options.policy.follow === 'deny') return []
  const report = reporter(header, named)
  const walk: Walk = { options, report, top: header, seen: new Map() }
  if (options.identity !== undefined) walk.seen.set(options.identity, options.path)
  const findings: Finding[] = []
  let layer: Layer | undefined = { depth: 1, path: options.path, facts: header.facts }
  while (layer !== undefined && !options.isExpired()) {
    options.signal?.throwIfAborted()
    const step = await stepDown(walk, layer, imageFile)
    findings.push(...step.findings)
    layer = step.next
  }
  if (layer !== undefined) findings.push(expiredFinding(named.place, options.policy))
  return findings
}

interface Step {
  readonly findings: readonly Finding[]
  readonly next: Layer | undefined
}

const end = (findings: readonly Finding[]): Step => ({ findings, next: undefined })

async function stepDown(walk: Walk, layer: Layer, imageFile: ImageFile | undefined): Promise<Step> {
  const { options, report } = walk
  const name = layer.facts.backingFile
  if (name === undefined || name === '') return end([])
  const { maxDepth } = options.policy
  if (layer.depth >= maxDepth) {
    return end(report('depth', { message: `the chain has more than ${maxDepth} layers` }))
  }
  const subject = subjectOf(layer, name)
  const reached = await reachFile(options, layer.path, name)
  if (reached.kind !== 'file') return end(obstacleFindings(reached, subject, report))
  const { file, path } = reached
  try {
    if (layer.depth === 1 && file.identity === imageFile?.identity) return end(report('same'))
    const other = walk.seen.get(file.identity)
    if (other !== undefined) {
      return end(report('loop', { message: `${subject} leads back to ${quoted(other)}` }))
    }
    walk.seen.set(file.identity, path)
    return await lookBelow(walk, layer, { file, path, subject })
  } catch (error) {
    // It was opened, so it is there.
    const { state } = reasonOf(error)
    return end(report('no_access', { message: `${subject} cannot be read: ${state}` }))
  } finally {
    await closed(file)
  }
}

/** What messages call the backing file of a layer. */
function subjectOf({ depth, path }: Layer, name: string): string {
  const subject = `the backing file ${quoted(name)}`
  return depth === 1 ? subject : `${subject} of ${quoted(path)}`
}

async function lookBelow(walk: Walk, layer: Layer, below: Below): Promise<Step> {
  const { file, path, subject } = below
  const { store } = file
  const first = await store.read(0, headSize)
  const tail = await store.read(Math.max(0, store.size - tailSize), tailSize)
  const { format, foreign } = bytesAre({ first, tail })
  const recorded = layer.facts.backingFormat || undefined
  const mismatch = mismatchFindings(walk, { recorded, format, foreign, subject })
  const isTop = layer.depth === 1
  if (recorded === 'raw' || format === undefined || mismatch.length > 0) {
    const isRaw = recorded === 'raw' || (recorded === undefined && foreign === undefined)
    const size = isRaw ? BigInt(store.size) : undefined
    return end([...mismatch, ...(isTop ? againstTop(walk, file, size) : [])])
  }
  const { header, findings } = await examined(walk, format, below)
  const about = isTop ? againstTop(walk, file, header.facts.virtualSize) : []
  const next = { depth: layer.depth + 1, path, facts: header.facts }
  return { findings: [...findings, ...about], next }
}
