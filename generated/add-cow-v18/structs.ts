// Generated from schemas/add-cow/v18.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  decodeText,
  notConstant,
  readText,
  requirePresent,
  startStruct,
  textThatFits,
  truncated,
  uint32,
  uint64,
  writeText,
} from '../../src/binary/index.ts'

/** Size of a AddCowV18Header, bytes. */
export const ADD_COW_V18_HEADER_SIZE = 76
/** Offset of every field of a AddCowV18Header, bytes. */
export const ADD_COW_V18_HEADER_OFFSETS = {
  magic: 0,
  backingFileOffset: 4,
  backingFileSize: 8,
  imageFileOffset: 12,
  imageFileSize: 16,
  clusterBits: 20,
  features: 24,
  compatibleFeatures: 32,
  headerSize: 40,
  backingFileFormat: 44,
  imageFileFormat: 60,
} as const
/** magic: The text "ACOW", in ASCII. */
export const ADD_COW_V18_HEADER_MAGIC = 'ACOW'
/** Smallest and largest valid cluster_bits. */
export const ADD_COW_V18_HEADER_CLUSTER_BITS_RANGE = { min: 9, max: 21 } as const
/** Masks of the bits of features. */
export const ADD_COW_V18_HEADER_FEATURES = {
} as const
/** Masks of the bits of compatible_features. */
export const ADD_COW_V18_HEADER_COMPATIBLE_FEATURES = {
  /** Every cluster is in the image file; backing file and bitmap are not used. */
  allAllocated: 0x1n,
} as const
/** Smallest and largest valid header_size. */
export const ADD_COW_V18_HEADER_HEADER_SIZE_RANGE = { min: 4096, max: 2097152 } as const

/**
 * AddCowV18Header: 76 bytes, little-endian.
 * Fixed header at the start of the file; the names follow, up to the header size.
 *
 * The C struct is packed: the last fields begin at 40, 44 and 60 and leave the total no multiple of 8.
 *
 * A file that ends inside the header is read as if zeros followed; what then fails is the header size.
 */
export interface AddCowV18Header {
  /**
   * The text "ACOW", in ASCII.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof ADD_COW_V18_HEADER_MAGIC
  /**
   * Where in this file the name of the backing file begins; 0 for none.
   *
   * Bytes 4–7, bytes.
   */
  readonly backingFileOffset: number
  /**
   * Length of the name of the backing file; 0 exactly if there is none.
   *
   * Bytes 8–11, bytes.
   */
  readonly backingFileSize: number
  /**
   * Where in this file the name of the image file begins.
   *
   * Bytes 12–15, bytes.
   */
  readonly imageFileOffset: number
  /**
   * Length of the name of the image file.
   *
   * Bytes 16–19, bytes.
   */
  readonly imageFileSize: number
  /**
   * The cluster size is 2 to this power: 512 bytes to 2 MiB.
   *
   * Bytes 20–23.
   */
  readonly clusterBits: number
  /**
   * Incompatible features: a reader refuses the image if it does not know a bit. None is defined.
   *
   * Bytes 24–31.
   */
  readonly features: bigint
  /**
   * Compatible features: a reader may ignore a bit that it does not know.
   *
   * Bytes 32–39.
   */
  readonly compatibleFeatures: bigint
  /**
   * Length of the header area, where the bitmap begins: 4096 or a cluster, whichever is more.
   *
   * Bytes 40–43, bytes.
   */
  readonly headerSize: number
  /**
   * Format of the backing file, in ASCII; empty exactly if there is none.
   *
   * Bytes 44–59.
   */
  readonly backingFileFormat: string
  /**
   * Format of the image file, in ASCII; "raw" unless create was told otherwise.
   *
   * Bytes 60–75.
   */
  readonly imageFileFormat: string
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a AddCowV18Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface AddCowV18HeaderFields {
  /** bytes 0–3 */
  magic: string | undefined
  /** bytes 4–7 */
  backingFileOffset: number | undefined
  /** bytes 8–11 */
  backingFileSize: number | undefined
  /** bytes 12–15 */
  imageFileOffset: number | undefined
  /** bytes 16–19 */
  imageFileSize: number | undefined
  /** bytes 20–23 */
  clusterBits: number | undefined
  /** bytes 24–31 */
  features: bigint | undefined
  /** bytes 32–39 */
  compatibleFeatures: bigint | undefined
  /** bytes 40–43 */
  headerSize: number | undefined
  /** bytes 44–59 */
  backingFileFormat: string | undefined
  /** bytes 60–75 */
  imageFileFormat: string | undefined
}

/** What `serializeAddCowV18Header` needs: constants and fields with a default may be left out. */
export type AddCowV18HeaderInit = Omit<AddCowV18Header, 'magic' | 'backingFileOffset' | 'backingFileSize' | 'clusterBits' | 'features' | 'compatibleFeatures' | 'backingFileFormat'> & Partial<Pick<AddCowV18Header, 'magic' | 'backingFileOffset' | 'backingFileSize' | 'clusterBits' | 'features' | 'compatibleFeatures' | 'backingFileFormat'>>

/** Reads whatever fields of a AddCowV18Header the bytes hold, at `offset`. Never throws. */
export function readAddCowV18Header(bytes: Uint8Array, offset = 0): AddCowV18HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : decodeText(bytes, offset, offset + 4),
    backingFileOffset: have < 8 ? undefined : view.getUint32(offset + 4, true),
    backingFileSize: have < 12 ? undefined : view.getUint32(offset + 8, true),
    imageFileOffset: have < 16 ? undefined : view.getUint32(offset + 12, true),
    imageFileSize: have < 20 ? undefined : view.getUint32(offset + 16, true),
    clusterBits: have < 24 ? undefined : view.getUint32(offset + 20, true),
    features: have < 32 ? undefined : view.getBigUint64(offset + 24, true),
    compatibleFeatures: have < 40 ? undefined : view.getBigUint64(offset + 32, true),
    headerSize: have < 44 ? undefined : view.getUint32(offset + 40, true),
    backingFileFormat: have < 60 ? undefined : readText(bytes, offset + 44, offset + 44 + 16),
    imageFileFormat: have < 76 ? undefined : readText(bytes, offset + 60, offset + 60 + 16),
  }
}

/**
 * Parses a AddCowV18Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseAddCowV18Header(bytes: Uint8Array): AddCowV18Header {
  if (bytes.length < 76) throw truncated('header', 76, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = decodeText(bytes, 0, 4)
  if (fieldMagic !== ADD_COW_V18_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: ADD_COW_V18_HEADER_MAGIC },
  )
  return {
    magic: fieldMagic,
    backingFileOffset: view.getUint32(4, true),
    backingFileSize: view.getUint32(8, true),
    imageFileOffset: view.getUint32(12, true),
    imageFileSize: view.getUint32(16, true),
    clusterBits: view.getUint32(20, true),
    features: view.getBigUint64(24, true),
    compatibleFeatures: view.getBigUint64(32, true),
    headerSize: view.getUint32(40, true),
    backingFileFormat: readText(bytes, 44, 60),
    imageFileFormat: readText(bytes, 60, 76),
    raw: bytes,
  }
}

/**
 * Writes a AddCowV18Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeAddCowV18Header(header: AddCowV18HeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, ADD_COW_V18_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  writeText(
    bytes,
    0,
    { text: ADD_COW_V18_HEADER_MAGIC, size: 4, terminated: false, name: 'header.magic' },
  )
  view.setUint32(4, uint32(header.backingFileOffset ?? 0, 'header.backing_file_offset'), true)
  view.setUint32(8, uint32(header.backingFileSize ?? 0, 'header.backing_file_size'), true)
  view.setUint32(12, uint32(header.imageFileOffset, 'header.image_file_offset'), true)
  view.setUint32(16, uint32(header.imageFileSize, 'header.image_file_size'), true)
  view.setUint32(20, uint32(header.clusterBits ?? 16, 'header.cluster_bits'), true)
  view.setBigUint64(24, uint64(header.features ?? 0n, 'header.features'), true)
  view.setBigUint64(32, uint64(header.compatibleFeatures ?? 0n, 'header.compatible_features'), true)
  view.setUint32(40, uint32(header.headerSize, 'header.header_size'), true)
  writeText(
    bytes,
    44,
    {
      text: header.backingFileFormat ?? '',
      size: 16,
      terminated: false,
      name: 'header.backing_file_format',
    },
  )
  writeText(
    bytes,
    60,
    { text: header.imageFileFormat, size: 16, terminated: false, name: 'header.image_file_format' },
  )
  return bytes
}

/** Fields for `patchAddCowV18Header`. */
export type AddCowV18HeaderChanges = Partial<Pick<AddCowV18Header, 'backingFileOffset' | 'backingFileSize' | 'imageFileOffset' | 'imageFileSize' | 'clusterBits' | 'features' | 'compatibleFeatures' | 'headerSize' | 'backingFileFormat' | 'imageFileFormat'>>

/**
 * Writes the given fields into the bytes of a AddCowV18Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchAddCowV18Header(bytes: Uint8Array, changes: AddCowV18HeaderChanges): void {
  if (changes.backingFileOffset !== undefined) {
    requirePresent(bytes.length >= 8, 'header.backing_file_offset')
    uint32(changes.backingFileOffset, 'header.backing_file_offset')
  }
  if (changes.backingFileSize !== undefined) {
    requirePresent(bytes.length >= 12, 'header.backing_file_size')
    uint32(changes.backingFileSize, 'header.backing_file_size')
  }
  if (changes.imageFileOffset !== undefined) {
    requirePresent(bytes.length >= 16, 'header.image_file_offset')
    uint32(changes.imageFileOffset, 'header.image_file_offset')
  }
  if (changes.imageFileSize !== undefined) {
    requirePresent(bytes.length >= 20, 'header.image_file_size')
    uint32(changes.imageFileSize, 'header.image_file_size')
  }
  if (changes.clusterBits !== undefined) {
    requirePresent(bytes.length >= 24, 'header.cluster_bits')
    uint32(changes.clusterBits, 'header.cluster_bits')
  }
  if (changes.features !== undefined) {
    requirePresent(bytes.length >= 32, 'header.features')
    uint64(changes.features, 'header.features')
  }
  if (changes.compatibleFeatures !== undefined) {
    requirePresent(bytes.length >= 40, 'header.compatible_features')
    uint64(changes.compatibleFeatures, 'header.compatible_features')
  }
  if (changes.headerSize !== undefined) {
    requirePresent(bytes.length >= 44, 'header.header_size')
    uint32(changes.headerSize, 'header.header_size')
  }
  if (changes.backingFileFormat !== undefined) {
    requirePresent(bytes.length >= 60, 'header.backing_file_format')
    textThatFits(
      {
        text: changes.backingFileFormat,
        size: 16,
        terminated: false,
        name: 'header.backing_file_format',
      },
    )
  }
  if (changes.imageFileFormat !== undefined) {
    requirePresent(bytes.length >= 76, 'header.image_file_format')
    textThatFits(
      {
        text: changes.imageFileFormat,
        size: 16,
        terminated: false,
        name: 'header.image_file_format',
      },
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFileOffset !== undefined) view.setUint32(4, changes.backingFileOffset, true)
  if (changes.backingFileSize !== undefined) view.setUint32(8, changes.backingFileSize, true)
  if (changes.imageFileOffset !== undefined) view.setUint32(12, changes.imageFileOffset, true)
  if (changes.imageFileSize !== undefined) view.setUint32(16, changes.imageFileSize, true)
  if (changes.clusterBits !== undefined) view.setUint32(20, changes.clusterBits, true)
  if (changes.features !== undefined) view.setBigUint64(24, changes.features, true)
  if (
    changes.compatibleFeatures !== undefined
  ) view.setBigUint64(32, changes.compatibleFeatures, true)
  if (changes.headerSize !== undefined) view.setUint32(40, changes.headerSize, true)
  if (changes.backingFileFormat !== undefined) writeText(
    bytes,
    44,
    {
      text: changes.backingFileFormat,
      size: 16,
      terminated: false,
      name: 'header.backing_file_format',
    },
  )
  if (changes.imageFileFormat !== undefined) writeText(
    bytes,
    60,
    {
      text: changes.imageFileFormat,
      size: 16,
      terminated: false,
      name: 'header.image_file_format',
    },
  )
}
