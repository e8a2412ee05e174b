/** What every generated format has in common; tools that work on any format use only this. */
import type { Finding } from './finding.ts'

/** What the caller knows and the header does not say. */
export interface Context {
  /** Length of the file, bytes. Default: the bytes given are the whole file. */
  readonly fileSize?: bigint | number | undefined
  /** Inputs of the format, by spec name: `image_file_size`. */
  readonly inputs?: Readonly<Record<string, bigint | number | undefined>> | undefined
}

/** A run of bytes in the file. */
export interface Region {
  /** Spec name: `allocation_bitmap`. */
  readonly name: string
  readonly kind: 'bitmap' | 'table' | 'data'
  /** In the file, bytes; unknown where a field is out of range or an input is missing. */
  readonly offset: bigint | undefined
  readonly size: bigint | undefined
  /** For a bitmap: guest bytes per bit, and bits in use. */
  readonly bitmap?:
    | {
        readonly unit: bigint | undefined
        readonly count: bigint | undefined
        readonly bits: 'lsb-first' | 'msb-first'
      }
    | undefined
}

/** A fact of one format, as info shows it. */
export type SpecificFact =
  | string
  | number
  | boolean
  | Readonly<Record<string, string | number | boolean>>

/** The facts that every image has. Unknown ones are undefined. */
export interface ImageFacts {
  readonly virtualSize: bigint | undefined
  readonly clusterSize: bigint | undefined
  readonly backingFile: string | undefined
  readonly backingFormat: string | undefined
  /** Name of the file that holds the data, for formats that keep it apart. */
  readonly imageFile: string | undefined
  readonly imageFormat: string | undefined
  /** Input that takes the length of the image file. */
  readonly imageSizeInput: string | undefined
  /** Under qemu-img's keys, in order. */
  readonly specific: Readonly<Record<string, SpecificFact>>
}

/** A header extension as it stands in the file. */
export interface RawExtension {
  readonly type: number
  /** Of the record, in the file, bytes. */
  readonly offset: number
  readonly data: Uint8Array
  /** What stands between the content and the next record; zero in most images. */
  readonly padding: Uint8Array
}

/** Bytes that tell a format from others. */
export interface Signature {
  readonly at: number
  readonly bytes: Uint8Array
}

/**
 * One version of one format. Every function is synchronous and takes the first bytes of a file;
 * none but `parse` and `serialize` throws on bad bytes.
 */
export interface Format<Image = unknown, Init = Image> {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly status: 'current' | 'historic' | 'proposed' | 'example'
  readonly summary: string
  readonly signatures: readonly Signature[]
  /** Bytes that `area` needs to see. */
  readonly headerSize: number
  /** How many bytes belong to the header: read these before anything below. At most `areaLimit`. */
  area(bytes: Uint8Array): number
  readonly areaLimit: number
  /** @throws FormatError */
  parse(bytes: Uint8Array): Image
  /** @throws RangeError */
  serialize(image: Init): Uint8Array
  check(bytes: Uint8Array, context?: Context): Finding[]
  regions(bytes: Uint8Array, context?: Context): Region[]
  facts(bytes: Uint8Array, context?: Context): ImageFacts
}
