/** What every generated format has in common; tools that work on any format use only this. */
import type { Finding, Severity } from './finding.ts'

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
  /** `unused`: bytes that tools write as zero and do not read. */
  readonly kind: 'bitmap' | 'table' | 'data' | 'unused'
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
  /** Time of the last change to the backing file as recorded, seconds since 1970. */
  readonly backingMtime?: bigint | undefined
  /** Size of the backing file as recorded, where the format compares it, bytes. */
  readonly backingSize?: bigint | undefined
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

/** Bytes that tell a format which is known by its name alone. */
export interface ForeignSignature extends Signature {
  /** As people call the format: `VMDK`. */
  readonly name: string
  /** What it is, in a few words. */
  readonly title: string
  /** The first bytes of a raw disk may well be these. */
  readonly onDisks?: true
  /** `at` counts back from the end of the file. */
  readonly fromEnd: boolean
}

/** Something that speaks for a format, or against it where it does not hold. */
export interface Evidence {
  readonly summary: string
  /** Undefined where the bytes do not tell. */
  readonly holds: boolean | undefined
}

/** What the header of a new or changed image shall say; what is left out stays as it is. */
export interface HeaderFacts {
  /** Virtual size, bytes. */
  readonly size?: bigint | undefined
  /** Empty for none. */
  readonly backingFile?: string | undefined
  /** Seconds since 1970; 0 if unknown. */
  readonly backingMtime?: bigint | undefined
  readonly imageFile?: string | undefined
}

/** How images of a format are made, where its schema says it. */
export interface Writing {
  /** Multiple that the size of a new disk is cut to, bytes. */
  readonly sizeUnit: number
  readonly unbacked: 'zeros' | 'image file' | 'uncertain'
  readonly needsBacking: boolean
  readonly hasImageFile: boolean
  /** The header says how large the disk is. */
  readonly hasSize: boolean
  /**
   * The header area of a new image, or a copy of `bytes` with these facts.
   *
   * @throws RangeError if one does not fit its field
   */
  setHeader(bytes: Uint8Array | undefined, facts: HeaderFacts): Uint8Array
}

/**
 * One version of one format. Every function is synchronous and takes the first bytes of a file;
 * none but `parse` and `serialize` throws on bad bytes.
 */
export interface Format<Image = unknown, Init = Image> {
  readonly id: string
  /** Id by which it may be called too, where the bytes tell which variant is meant. */
  readonly variantOf?: string | undefined
  readonly family: string
  readonly title: string
  readonly status: 'current' | 'historic' | 'proposed' | 'example'
  /** Where bytes do not tell, the family stands for another format. */
  readonly unusual?: boolean | undefined
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
  /** What decides between this format and others with the same signature. */
  evidence?(bytes: Uint8Array, context?: Context): Evidence[]
  /** How severe it is that the backing file is not what the image records of it. */
  readonly changedBacking?: { readonly mtime?: Severity; readonly size?: Severity } | undefined
  readonly writing?: Writing | undefined
}
