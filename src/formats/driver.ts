/** What a format adds to the generic overlay: how a new image looks, and how its size is changed. */
import type { Format } from '../binary/format.ts'

/** A new image, as far as its header is concerned. */
export interface NewImage {
  /** Virtual size, bytes. */
  readonly size: number
  /** Allocation unit, bytes; the format's own if left out. */
  readonly clusterSize?: number | undefined
  readonly backing?:
    | {
        /** As the header shall name it. */
        readonly name: string
        readonly format?: string | undefined
        /** Seconds since 1970; 0 if unknown. */
        readonly mtime: number
      }
    | undefined
  /** Name of the image file, as the header shall have it. */
  readonly imageFile?: string | undefined
}

/** A format that images can be opened and made in. */
export interface Driver {
  readonly format: Format
  /** Images can be read, and neither made nor written. */
  readonly isReadOnly?: true
  /** Keeps the data in a file of its own. */
  readonly hasImageFile: boolean
  /** Cannot do without a backing file. */
  readonly needsBacking: boolean
  /** Cluster sizes that a new image can have, bytes; undefined where there is one only. */
  readonly clusterSizes?: { readonly min: number; readonly max: number; readonly usual: number }
  /** Multiple that the size of a new disk is cut to, bytes. */
  readonly sizeUnit: number
  /** The header area of a new image. @throws RangeError if a name does not fit */
  create(image: NewImage): Uint8Array
  /**
   * The header area with another backing file, or with none. All else that it says stays.
   *
   * @throws RangeError if the name does not fit
   */
  rebase(bytes: Uint8Array, backing: NewImage['backing']): Uint8Array
  /**
   * What clusters that are not allocated show where there is no backing file: zeros, what the image
   * file has there (the bitmap is not used then), or nothing that is certain.
   */
  readonly unbacked: 'zeros' | 'image file' | 'uncertain'
  /** The header with another virtual size; undefined where the header has none. */
  readonly resizeHeader?: ((bytes: Uint8Array, size: number) => Uint8Array) | undefined
}
