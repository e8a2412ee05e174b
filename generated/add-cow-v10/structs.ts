// Generated from schemas/add-cow/v10.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  hexBytes,
  hexText,
  notConstant,
  requirePresent,
  startStruct,
  truncated,
  uint32,
  uint64,
} from '../../src/binary/index.ts'

/** Size of a AddCowV10Header, bytes. */
export const ADD_COW_V10_HEADER_SIZE = 36
/** Offset of every field of a AddCowV10Header, bytes. */
export const ADD_COW_V10_HEADER_OFFSETS = {
  magic: 0,
  version: 8,
  backingFilenameOffset: 12,
  backingFilenameSize: 16,
  imageFilenameOffset: 20,
  imageFilenameSize: 24,
  features: 28,
} as const
/** magic: The text "ADD_COW" and the byte 0xff. */
export const ADD_COW_V10_HEADER_MAGIC = '41 44 44 5f 43 4f 57 ff'
/** version: Format version, always 1. */
export const ADD_COW_V10_HEADER_VERSION = 1
/** Masks of the bits of features. */
export const ADD_COW_V10_HEADER_FEATURES = {
  /** The image has a backing file. */
  backingFile: 0x1n,
  /** The backing file is raw and must not be probed. */
  backingFormatNoProbe: 0x2n,
} as const

/**
 * AddCowV10Header: 36 bytes, little-endian.
 * Fixed header at the start of the file; the names follow, up to byte 4095.
 *
 * The specification gives byte positions and no C struct. The 64-bit field at 28 is not aligned to 8 bytes, so a C struct of this layout would
 * have to be packed.
 */
export interface AddCowV10Header {
  /**
   * The text "ADD_COW" and the byte 0xff.
   *
   * Bytes 0–7.
   */
  readonly magic: typeof ADD_COW_V10_HEADER_MAGIC
  /**
   * Format version, always 1.
   *
   * Bytes 8–11.
   */
  readonly version: typeof ADD_COW_V10_HEADER_VERSION
  /**
   * Where in this file the name of the backing file begins; 0 for none.
   *
   * Bytes 12–15, bytes.
   */
  readonly backingFilenameOffset: number
  /**
   * Length of the name of the backing file.
   *
   * Bytes 16–19, bytes.
   */
  readonly backingFilenameSize: number
  /**
   * Where in this file the name of the image file begins.
   *
   * Bytes 20–23, bytes.
   */
  readonly imageFilenameOffset: number
  /**
   * Length of the name of the image file.
   *
   * Bytes 24–27, bytes.
   */
  readonly imageFilenameSize: number
  /**
   * Feature bits.
   *
   * Bytes 28–35.
   */
  readonly features: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a AddCowV10Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface AddCowV10HeaderFields {
  /** bytes 0–7 */
  magic: string | undefined
  /** bytes 8–11 */
  version: number | undefined
  /** bytes 12–15 */
  backingFilenameOffset: number | undefined
  /** bytes 16–19 */
  backingFilenameSize: number | undefined
  /** bytes 20–23 */
  imageFilenameOffset: number | undefined
  /** bytes 24–27 */
  imageFilenameSize: number | undefined
  /** bytes 28–35 */
  features: bigint | undefined
}

/** What `serializeAddCowV10Header` needs: constants and fields with a default may be left out. */
export type AddCowV10HeaderInit = Omit<AddCowV10Header, 'magic' | 'version' | 'backingFilenameOffset' | 'backingFilenameSize' | 'features'> & Partial<Pick<AddCowV10Header, 'magic' | 'version' | 'backingFilenameOffset' | 'backingFilenameSize' | 'features'>>

/** Reads whatever fields of a AddCowV10Header the bytes hold, at `offset`. Never throws. */
export function readAddCowV10Header(bytes: Uint8Array, offset = 0): AddCowV10HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 8 ? undefined : hexText(bytes, offset, offset + 8),
    version: have < 12 ? undefined : view.getUint32(offset + 8, true),
    backingFilenameOffset: have < 16 ? undefined : view.getUint32(offset + 12, true),
    backingFilenameSize: have < 20 ? undefined : view.getUint32(offset + 16, true),
    imageFilenameOffset: have < 24 ? undefined : view.getUint32(offset + 20, true),
    imageFilenameSize: have < 28 ? undefined : view.getUint32(offset + 24, true),
    features: have < 36 ? undefined : view.getBigUint64(offset + 28, true),
  }
}

/**
 * Parses a AddCowV10Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseAddCowV10Header(bytes: Uint8Array): AddCowV10Header {
  if (bytes.length < 36) throw truncated('header', 36, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = hexText(bytes, 0, 8)
  if (fieldMagic !== ADD_COW_V10_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: ADD_COW_V10_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(8, true)
  if (fieldVersion !== ADD_COW_V10_HEADER_VERSION) throw notConstant(
    'header.version',
    8,
    { actual: fieldVersion, expected: ADD_COW_V10_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFilenameOffset: view.getUint32(12, true),
    backingFilenameSize: view.getUint32(16, true),
    imageFilenameOffset: view.getUint32(20, true),
    imageFilenameSize: view.getUint32(24, true),
    features: view.getBigUint64(28, true),
    raw: bytes,
  }
}

/**
 * Writes a AddCowV10Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeAddCowV10Header(header: AddCowV10HeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, ADD_COW_V10_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  bytes.set(hexBytes(ADD_COW_V10_HEADER_MAGIC), 0)
  view.setUint32(8, ADD_COW_V10_HEADER_VERSION, true)
  view.setUint32(
    12,
    uint32(header.backingFilenameOffset ?? 0, 'header.backing_filename_offset'),
    true,
  )
  view.setUint32(16, uint32(header.backingFilenameSize ?? 0, 'header.backing_filename_size'), true)
  view.setUint32(20, uint32(header.imageFilenameOffset, 'header.image_filename_offset'), true)
  view.setUint32(24, uint32(header.imageFilenameSize, 'header.image_filename_size'), true)
  view.setBigUint64(28, uint64(header.features ?? 0n, 'header.features'), true)
  return bytes
}

/** Fields for `patchAddCowV10Header`. */
export type AddCowV10HeaderChanges = Partial<Pick<AddCowV10Header, 'backingFilenameOffset' | 'backingFilenameSize' | 'imageFilenameOffset' | 'imageFilenameSize' | 'features'>>

/**
 * Writes the given fields into the bytes of a AddCowV10Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchAddCowV10Header(bytes: Uint8Array, changes: AddCowV10HeaderChanges): void {
  if (changes.backingFilenameOffset !== undefined) {
    requirePresent(bytes.length >= 16, 'header.backing_filename_offset')
    uint32(changes.backingFilenameOffset, 'header.backing_filename_offset')
  }
  if (changes.backingFilenameSize !== undefined) {
    requirePresent(bytes.length >= 20, 'header.backing_filename_size')
    uint32(changes.backingFilenameSize, 'header.backing_filename_size')
  }
  if (changes.imageFilenameOffset !== undefined) {
    requirePresent(bytes.length >= 24, 'header.image_filename_offset')
    uint32(changes.imageFilenameOffset, 'header.image_filename_offset')
  }
  if (changes.imageFilenameSize !== undefined) {
    requirePresent(bytes.length >= 28, 'header.image_filename_size')
    uint32(changes.imageFilenameSize, 'header.image_filename_size')
  }
  if (changes.features !== undefined) {
    requirePresent(bytes.length >= 36, 'header.features')
    uint64(changes.features, 'header.features')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (
    changes.backingFilenameOffset !== undefined
  ) view.setUint32(12, changes.backingFilenameOffset, true)
  if (
    changes.backingFilenameSize !== undefined
  ) view.setUint32(16, changes.backingFilenameSize, true)
  if (
    changes.imageFilenameOffset !== undefined
  ) view.setUint32(20, changes.imageFilenameOffset, true)
  if (changes.imageFilenameSize !== undefined) view.setUint32(24, changes.imageFilenameSize, true)
  if (changes.features !== undefined) view.setBigUint64(28, changes.features, true)
}
