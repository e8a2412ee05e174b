/** The formats that this library knows, and how one is chosen for a file. */
import { formats } from '../../generated/index.ts'
import { UnsupportedError } from '../binary/errors.ts'
import type { Format } from '../binary/format.ts'
import { type Detection, detectAmong, oneOf } from './detect.ts'

export { formats }

/** Bytes from the start of a file that hold every signature. */
export const signatureSize: number = formats
  .flatMap(({ signatures }) => signatures)
  .reduce((size, { at, bytes }) => Math.max(size, at + bytes.length), 0)

/** The format of that exact id, or the only one of that family. */
export function findFormat(idOrFamily: string): Format | undefined {
  const [first, ...others] = formatsNamed(idOrFamily)
  return others.length === 0 ? first : undefined
}

/** Tells the format from the first bytes of a file. */
export function detect(bytes: Uint8Array): Detection {
  return detectAmong(formats, bytes)
}

/**
 * The format to read a file as: the one that `idOrFamily` names, or that the bytes tell.
 *
 * An exact id is taken at its word. Of a family with several formats the one whose signature
 * matches is taken, else the one that comes nearest.
 *
 * @throws UnsupportedError `format` if there is no such format, or the family leaves it open
 */
export function chooseFormat(bytes: Uint8Array, idOrFamily?: string): Detection {
  if (idOrFamily === undefined) return detect(bytes)
  const named = formatsNamed(idOrFamily)
  const [only, ...others] = named
  if (only === undefined) {
    throw unsupported(idOrFamily, `Cannot use format "${idOrFamily}": is not ${namesText()}`)
  }
  if (others.length === 0) return { kind: 'known', format: only }
  const detection = detectAmong(named, bytes)
  if (detection.kind === 'known') return detection
  const near = new Set(detection.candidates.map(({ format }) => format))
  const [nearest] = near
  if (nearest !== undefined && near.size === 1) return { kind: 'known', format: nearest }
  const ids = oneOf((near.size > 0 ? [...near] : named).map(({ id }) => id))
  const found = detect(bytes)
  const hint = found.kind === 'known' ? `, but its bytes are ${found.format.id}` : ''
  throw unsupported(idOrFamily, `Cannot tell which ${idOrFamily} the file is: name ${ids}${hint}`)
}

function formatsNamed(idOrFamily: string): readonly Format[] {
  const exact = formats.filter(({ id }) => id === idOrFamily)
  return exact.length > 0 ? exact : formats.filter(({ family }) => family === idOrFamily)
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
