/** The formats that this library knows, and how one is chosen for a file. */
import { foreignSignatures } from '../../generated/foreign.ts'
import { formats as builtInFormats } from '../../generated/index.ts'
import { UnsupportedError } from '../binary/errors.ts'
import type { RuleDoc } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import type { Layout } from '../layout/layout.ts'
import { type Detection, detectAmong, oneOf } from './detect.ts'

export { builtInFormats }

/** A format whose schema is not in this package. */
export interface OutsideFormat {
  readonly format: Format
  readonly layout: Layout
  readonly rules: readonly RuleDoc[]
}

/** What `useFormats` was given last. */
export let outsideFormats: readonly OutsideFormat[] = []

/** Every known format: those from outside, then those of this package. */
export let formats: readonly Format[] = builtInFormats

/** Bytes from the start of a file that hold every signature. */
export let signatureSize: number = sizeOfSignatures()

/** Bytes from the start of a file that hold every signature, foreign ones too, and every header struct. */
export let headSize: number = sizeOfHeads()

/** Bytes at the end of a file that hold every signature that stands there. */
export const tailSize: number = Math.max(
  0,
  ...foreignSignatures.map(({ at, fromEnd }) => (fromEnd ? at : 0)),
)

/**
 * Makes formats known to everything that looks for one, from now on and in place of those given
 * before; none: `[]`. One with the id of a format of this package hides that, and so does one with the
 * same signature where the bytes decide.
 */
export function useFormats(outside: readonly OutsideFormat[]): void {
  const ids = new Set(outside.map(({ format }) => format.id))
  outsideFormats = outside
  formats = [
    ...outside.map(({ format }) => format),
    ...builtInFormats.filter(({ id }) => !ids.has(id)),
  ]
  signatureSize = sizeOfSignatures()
  headSize = sizeOfHeads()
}

/** Whether a format of this package has that id. */
export function isBuiltIn(id: string): boolean {
  return builtInFormats.some((format) => format.id === id)
}

function sizeOfSignatures(): number {
  return formats
    .flatMap(({ signatures }) => signatures)
    .reduce((size, { at, bytes }) => Math.max(size, at + bytes.length), 0)
}

function sizeOfHeads(): number {
  return Math.max(
    signatureSize,
    ...formats.map((format) => format.headerSize),
    ...foreignSignatures.map(({ at, fromEnd, bytes }) => (fromEnd ? 0 : at + bytes.length)),
  )
}

/** The format of that exact id, or the only usual one of that family. */
export function findFormat(idOrFamily: string): Format | undefined {
  const [first, ...others] = usual(formatsNamed(idOrFamily))
  return others.length === 0 ? first : undefined
}

/** Tells the format from the first bytes of a file: `headSize` of them, or all that there are. */
export function detect(bytes: Uint8Array): Detection {
  return detectAmong(formats, bytes)
}

/**
 * The format to read a file as: the one that `idOrFamily` names, or that the bytes tell.
 *
 * An exact id is taken at its word. Of a family with several formats the one whose signature
 * matches is taken, else the one that comes nearest. `bytes` are the first `headSize` ones.
 *
 * @throws UnsupportedError `format` if there is no such format, or the family leaves it open
 */
export function chooseFormat(bytes: Uint8Array, idOrFamily?: string): Detection {
  const choice = chooseAmong(bytes, idOrFamily)
  if (choice.kind === 'known' || idOrFamily === undefined) return choice
  const near = new Set(choice.candidates.map(({ format }) => format))
  const ids = oneOf((near.size > 0 ? [...near] : formatsNamed(idOrFamily)).map(({ id }) => id))
  const found = detect(bytes)
  const hint = found.kind === 'known' ? `, but its bytes are ${found.format.id}` : ''
  throw unsupported(idOrFamily, `Cannot tell which ${idOrFamily} the file is: name ${ids}${hint}`)
}

/**
 * As `chooseFormat`; a family that leaves it open is `unknown`, since the bytes are at fault.
 *
 * @throws UnsupportedError `format` if there is no such format
 */
export function chooseAmong(bytes: Uint8Array, idOrFamily?: string): Detection {
  if (idOrFamily === undefined) return detect(bytes)
  const named = formatsNamed(idOrFamily)
  const [only, ...others] = named
  if (only === undefined) {
    throw unsupported(
      idOrFamily,
      `Cannot use format "${idOrFamily}": no such format; name ${namesText()}`,
    )
  }
  if (others.length === 0) return { kind: 'known', format: only }
  const detection = detectAmong(named, bytes)
  if (detection.kind === 'known') return detection
  const near = new Set(detection.candidates.map(({ format }) => format))
  const [nearest, ...further] = usual(near.size > 0 ? [...near] : named)
  return nearest !== undefined && further.length === 0
    ? { kind: 'known', format: nearest }
    : detection
}

/** The formats of that exact id, or else with those variants, or else of that family. */
export function formatsNamed(name: string): readonly Format[] {
  const [exact = []] = [
    formats.filter(({ id }) => id === name),
    formats.filter(({ variantOf }) => variantOf === name),
    formats.filter(({ family }) => family === name),
  ].filter(({ length }) => length > 0)
  return exact
}

/** Those that a family stands for where bytes do not tell; all, if none of them is usual. */
export function usual(some: readonly Format[]): readonly Format[] {
  const found = some.filter(({ unusual }) => unusual !== true)
  return found.length > 0 ? found : some
}

/** All that names a format: `add-cow (add-cow-v4, add-cow-v10), cow (cow-v2) or qcow2`. */
function namesText(): string {
  return oneOf(
    formats.map(({ family }) => {
      const ids = formatsNamed(family).map(({ id }) => id)
      return ids.join() === family ? family : `${family} (${ids.join(', ')})`
    }),
  )
}

function unsupported(feature: string, message: string): UnsupportedError {
  return new UnsupportedError(message, { code: 'format', feature })
}
