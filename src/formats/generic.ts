/** A driver for every format whose schema says which header fields take the facts of an image. */
import type { Format, HeaderFacts, Writing } from '../binary/format.ts'
import type { Driver, NewImage } from './driver.ts'

/** The driver of a format that has `writing`. */
export function genericDriver(format: Format, writing: Writing): Driver {
  const { sizeUnit, unbacked, needsBacking, hasImageFile, hasSize, setHeader } = writing
  return {
    format,
    hasImageFile,
    needsBacking,
    sizeUnit,
    unbacked,
    create: ({ size, backing, imageFile }) =>
      setHeader(undefined, { ...backingFacts(backing), size: BigInt(size), imageFile }),
    rebase: (bytes, backing) => setHeader(bytes, backingFacts(backing)),
    resizeHeader: hasSize ? (bytes, size) => setHeader(bytes, { size: BigInt(size) }) : undefined,
  }
}

/** What the header says of the backing file; of none, that there is none. */
function backingFacts(backing: NewImage['backing']): HeaderFacts {
  return { backingFile: backing?.name ?? '', backingMtime: BigInt(backing?.mtime ?? 0) }
}
