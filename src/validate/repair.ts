/**
 * Plans how an image is mended, without guessing.
 *
 * A plan is exact: bytes before and after. It is made only where it is certain what the bytes are,
 * and tried out before anybody sees it: the findings that it mends are gone then, and no other came.
 * Nothing is written here; see `undo.ts`.
 *
 * | the image                                     | what becomes of it                           |
 * |-----------------------------------------------|----------------------------------------------|
 * | is of no known format, or of another          | refused                                      |
 * | has an error that no repair mends             | refused: what else was found may follow from |
 * |                                               | it, and mending that would make it worse     |
 * | names files that are missing, loop, …         | mended: its own bytes are not in doubt       |
 */
import { FormatError } from '../binary/errors.ts'
import type { Finding, Repair } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import { findLayout } from '../formats/layouts.ts'
import { findFormat } from '../formats/registry.ts'
import { readHeader } from '../source/header.ts'
import type { ByteSource } from '../source/source.ts'
import { TRUSTED } from './policy.ts'
import { closed, reachFile } from './reach.ts'
import { EDIT_LIMITS, type Edit, editedSource, sizeOfEdits, withEdit } from './repair-edits.ts'
import { mend, type RepairedImage, tooMuch } from './repair-kinds.ts'
import { GENERAL_RULES, ruleOf } from './rules.ts'
import { type ValidateOptions, validate } from './validate.ts'
import { sortFindings, type Validation } from './validation.ts'

/** A repair that changes what is no plain fault: done only if it is asked for. */
export type Consent = 'mtime'

/** How to plan a repair. */
export interface RepairOptions {
  /** How the image is checked, and where the files are that it names. */
  readonly checking: ValidateOptions
  readonly allow?: readonly Consent[] | undefined
  /** Checks the image: once as it is, and once as it would be. Default: `validate`. */
  readonly check?: ((source: ByteSource) => Promise<Validation>) | undefined
  /** How findings of a rule are mended. Default: the catalogue says so. */
  readonly repairOf?: ((format: Format, rule: string) => Repair | undefined) | undefined
}

/** A finding that could be mended, and is not. */
export interface LeftFinding {
  readonly finding: Finding
  /** `it lies past the end of the file` */
  readonly reason: string
}

/** What a repair would do. */
export type RepairPlan =
  | {
      readonly kind: 'refused'
      /** Of the image as it is. */
      readonly validation: Validation
      /** `it is of no known format` */
      readonly reason: string
    }
  | {
      readonly kind: 'ready'
      /** Of the image as it is. */
      readonly validation: Validation
      /** Length of the file, bytes. */
      readonly size: number
      /** By offset; none if there is nothing to mend. */
      readonly edits: readonly Edit[]
      readonly mended: readonly Finding[]
      readonly left: readonly LeftFinding[]
      /** Of the image as it will be. */
      readonly after: Validation
    }

/** Plans the repair of an image; reads it, and writes nothing. */
export async function planRepair(source: ByteSource, options: RepairOptions): Promise<RepairPlan> {
  const check = options.check ?? ((bytes: ByteSource) => validate(bytes, options.checking))
  const validation = await check(source)
  const refused = (reason: string): RepairPlan => ({ kind: 'refused', validation, reason })
  const format = validation.schema === null ? undefined : findFormat(validation.schema)
  const layout = format && findLayout(format.id)
  const fatal = validation.findings.find((found) => isFatal(found, format))
  if (fatal !== undefined) return refused(fatal.message)
  if (validation.schema === 'raw') return refused('a raw disk has nothing that could be repaired')
  if (format === undefined || layout === undefined) return refused('it is of no known format')
  const bytes = await readHeader(source, format)
  const problem = parseProblem(format, bytes)
  if (problem !== undefined) return refused(`its header cannot be read: ${problem}`)
  const known = { source, format, layout, bytes }
  const image = await imageOf(known, validation.findings, options)
  const { edits, mended, left } = await collect(validation.findings, image, options)
  const doubt = doubtIn(image, mended)
  if (doubt !== undefined) {
    return refused(
      `it has an error that no repair mends, and the rest may follow from it: ${doubt}`,
    )
  }
  const after = edits.length === 0 ? validation : await check(editedSource(source, edits))
  const fault = repairFault({ validation, mended }, after)
  if (fault !== undefined) return refused(fault)
  return { kind: 'ready', validation, size: source.size, edits, mended, left, after }
}

const ruleRepair = (format: Format, rule: string) =>
  ruleOf(format.id, rule.slice(format.id.length + 1))?.repair

/** Whether the check itself did not get through: what it found is not all, or of another format. */
function isFatal({ rule, severity }: Finding, format: Format | undefined): boolean {
  return severity === 'error' && !rule.startsWith(`${format?.id}.`)
}

function parseProblem(format: Format, bytes: Uint8Array): string | undefined {
  try {
    format.parse(bytes)
    return undefined
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    return error.message
  }
}

/** The image with what only the files tell that it names. They are reached as a check reaches them. */
async function imageOf(
  known: Pick<RepairedImage, 'source' | 'format' | 'layout' | 'bytes'>,
  findings: readonly Finding[],
  { checking, repairOf = ruleRepair, allow = [] }: RepairOptions,
): Promise<RepairedImage> {
  const { source, format, bytes } = known
  const fileSize = source.size
  const { imageFile, imageSizeInput, backingFile } = format.facts(bytes, { fileSize })
  const isAsked =
    allow.includes('mtime') && findings.some(({ rule }) => repairOf(format, rule)?.kind === 'mtime')
  const image = imageSizeInput === undefined ? undefined : await reach(checking, imageFile)
  const backing = isAsked ? await reach(checking, backingFile) : undefined
  const inputs =
    image && imageSizeInput !== undefined ? { [imageSizeInput]: image.size } : undefined
  const { modified } = backing ?? {}
  const backingTime = modified === undefined ? undefined : BigInt(modified)
  return { ...known, context: { fileSize, inputs }, backingTime }
}

/** What is known of a file that the image names; undefined if it is left alone, or cannot be had. */
async function reach(
  { filename, path = filename, files, policy = TRUSTED }: ValidateOptions,
  name: string | undefined,
): Promise<{ readonly size: number; readonly modified: number | undefined } | undefined> {
  if (files === undefined || name === undefined || name === '') return undefined
  const options = { files, path, policy, identity: undefined, isExpired: () => false }
  const reached = await reachFile(options, path, name)
  if (reached.kind !== 'file') return undefined
  const { store, modified } = reached.file
  const { size } = store
  await closed(reached.file)
  return { size, modified }
}

type Collected = Pick<Extract<RepairPlan, { kind: 'ready' }>, 'edits' | 'mended' | 'left'>

/** The edits for all findings that can be mended; each finding is mended as a whole or left. */
async function collect(
  findings: readonly Finding[],
  image: RepairedImage,
  { repairOf = ruleRepair, allow = [] }: RepairOptions,
): Promise<Collected> {
  let edits: readonly Edit[] = []
  const mended: Finding[] = []
  const left: LeftFinding[] = []
  for (const found of findings) {
    const repair = repairOf(image.format, found.rule)
    if (repair === undefined) continue
    if (repair.kind === 'mtime' && !allow.includes('mtime')) {
      left.push({
        finding: found,
        reason: 'only --allow mtime records its new time',
      })
      continue
    }
    const mending = await mend(found, repair, image)
    const outcome = mending.kind === 'left' ? mending.reason : added(edits, mending.edits)
    if (typeof outcome === 'string') left.push({ finding: found, reason: outcome })
    else {
      edits = outcome
      mended.push(found)
    }
  }
  return { edits, mended, left }
}

/** All edits together, or why the new ones cannot be among them. */
function added(edits: readonly Edit[], fresh: readonly Edit[]): readonly Edit[] | string {
  let all: readonly Edit[] = edits
  for (const edit of fresh) {
    const next = withEdit(all, edit)
    if (next === undefined) return 'another repair gives these bytes other values'
    all = next
  }
  const isTooMuch = all.length > EDIT_LIMITS.places || sizeOfEdits(all) > EDIT_LIMITS.bytes
  return isTooMuch ? tooMuch() : all
}

/** The first error of the image's own bytes that is not mended. */
function doubtIn(
  { format, bytes, context }: RepairedImage,
  mended: readonly Finding[],
): string | undefined {
  const keys = new Set(mended.map(keyOf))
  return sortFindings(format.check(bytes, context)).find(
    (found) => found.severity === 'error' && !keys.has(keyOf(found)),
  )?.message
}

const keyOf = ({ rule, field, offset }: Finding) => `${rule} ${field} ${offset}`

/** What is wrong with an image after a repair: a finding that stays, or a new one. */
export function repairFault(
  plan: { readonly validation: Validation; readonly mended: readonly Finding[] },
  after: Validation,
): string | undefined {
  const before = new Set(plan.validation.findings.map(keyOf))
  const gone = new Set(plan.mended.map(keyOf))
  const stays = after.findings.find((found) => gone.has(keyOf(found)))
  if (stays !== undefined) return `a repair of ${stays.rule} would not mend it: ${stays.message}`
  if (after.schema !== plan.validation.schema) return `the repair would make it ${after.schema}`
  // Which readings were weighed is no fault: zeros can only make one of them clearer.
  const isFault = ({ rule }: Finding) => rule !== GENERAL_RULES['format.choice'].id
  const fresh = after.findings.find((found) => !before.has(keyOf(found)) && isFault(found))
  return fresh && `the repair would bring ${fresh.rule}: ${fresh.message}`
}
