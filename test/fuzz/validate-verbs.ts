/** Validation of hostile images: it never throws, and however the bytes come, it says the same. */
import { type Files, openImageFrom, sourceFiles } from '../../src/chain/index.ts'
import { createPaint } from '../../src/cli/io.ts'
import { type ByteSource, memorySource } from '../../src/source/index.ts'
import {
  inspectStream,
  type Policy,
  sarifText,
  TRUSTED,
  UNTRUSTED,
  type Validation,
  validate,
  validationJson,
  validationText,
} from '../../src/validate/index.ts'
import { MAIN } from './bases.ts'
import { expectThat, isDocumented } from './failure.ts'
import { expectNoControl } from './image-verbs.ts'
import type { Random } from './random.ts'
import type { Subject } from './subject.ts'

const REPORT = { paint: createPaint(false), width: 100, specs: 'docs/specs' }
const OPTIONS = { filename: MAIN, path: MAIN }

/** Files that nobody may ask for. */
const FORBIDDEN: Files = {
  open: async (path) => refuse('open', path),
  resolve: (_base, name) => name,
  realPath: async (path) => refuse('look up', path),
}

function refuse(verb: string, path: string): never {
  throw new TypeError(`asks to ${verb} "${path}"`)
}

/** The image as a file of the file system that the subject has. */
function sourceOf({ bytes }: Subject): ByteSource {
  return { ...memorySource(bytes), identity: MAIN }
}

/** A check that follows names; what it finds no error in can be opened. */
export async function trustedVerb(subject: Subject): Promise<void> {
  const validation = await validateTrusted(subject)
  expectSound(validation)
  const { verdict, schema, findings } = validation
  if (schema === null || (verdict !== 'valid' && verdict !== 'warnings')) return
  const refusal = await refusalOf(subject, schema)
  // Devices are not looked at: a warning says so, and they are not opened either.
  if (findings.some(({ rule }) => rule.endsWith('.device'))) {
    expectThat(refusal !== undefined, () => 'a device is named, and the image opens')
  } else if (refusal?.name !== 'UnsupportedError') {
    // What is sound may be something that cannot be opened yet.
    expectThat(!refusal, () => `no error is found, and opening says: ${refusal?.message}`)
  }
}

function validateTrusted(subject: Subject): Promise<Validation> {
  const files = sourceFiles(subject.sources)
  return validate(sourceOf(subject), { ...OPTIONS, files, policy: TRUSTED })
}

/** Reports of what a check finds, for people and for programs. */
export async function reportVerb(subject: Subject): Promise<void> {
  const validation = await validateTrusted(subject)
  expectNoControl(await validationText(validation, sourceOf(subject), REPORT))
  JSON.parse(validationJson(validation))
  JSON.parse(sarifText([validation], { version: '0.0.0' }))
}

/** The documented error with which opening ends, if it does. */
async function refusalOf({ sources }: Subject, format: string): Promise<Error | undefined> {
  try {
    const image = await openImageFrom(sources, MAIN, { format, probe: true })
    await image.close()
    return undefined
  } catch (error) {
    if (error instanceof Error && isDocumented(error)) return error
    throw error
  }
}

/** A check that opens nothing, under another policy. */
export async function untrustedVerb(subject: Subject): Promise<void> {
  const options = { ...OPTIONS, files: FORBIDDEN, policy: UNTRUSTED }
  const validation = await validate(sourceOf(subject), options)
  expectSound(validation)
  await expectSameAsStream(subject, validation, UNTRUSTED)
}

/** A check without files, of the file and of its stream. */
export async function streamVerb(subject: Subject): Promise<void> {
  const policy = TRUSTED
  const validation = await validate(sourceOf(subject), { ...OPTIONS, policy })
  expectSound(validation)
  await expectSameAsStream(subject, validation, policy)
}

async function expectSameAsStream(
  { bytes, random }: Subject,
  seeking: Validation,
  policy: Policy,
): Promise<void> {
  const flowing = await inspectStream(inChunks(bytes, random), { filename: MAIN, policy })
  expectThat(gistOf(flowing) === gistOf(seeking), () => {
    return `a stream is ${flowing.verdict} (${rules(flowing)}), the file ${seeking.verdict} (${rules(seeking)})`
  })
}

function gistOf({ verdict, schema, findings }: Validation): string {
  const each = findings.map((found) => Object.values(found).join())
  return `${verdict} ${schema} ${each.join()}`
}

function rules({ findings }: Validation): string {
  return findings.map(({ rule }) => rule).join(' ')
}

/** The bytes in pieces of one size: tiny ones where that is not too many. */
async function* inChunks(bytes: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  const usual = random.pick([64, 511, 4096, 65_536, bytes.length + 1])
  const size = bytes.length <= 2048 ? random.pick([1, 7, usual]) : usual
  const least = Math.max(size, bytes.length >> 8)
  for (let at = 0; at < bytes.length; at += least) yield bytes.subarray(at, at + least)
}

function expectSound({ verdict, findings }: Validation): void {
  const worst = ['error', 'warning'].find((one) =>
    findings.some(({ severity }) => severity === one),
  )
  const isSound =
    verdict === 'unreadable' || verdict === 'invalid'
      ? worst === 'error'
      : worst === (verdict === 'warnings' ? 'warning' : undefined)
  expectThat(isSound, () => `the verdict is ${verdict}, and the worst finding is ${worst}`)
}
