// Generated from schemas/add-cow/v4.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  notConstant,
  readText,
  requirePresent,
  startStruct,
  textThatFits,
  truncated,
  uint64,
  writeText,
} from '../../src/binary/index.ts'

/** Size of a AddCowV4Header, bytes. */
export const ADD_COW_V4_HEADER_SIZE = 2068
/** Offset of every field of a AddCowV4Header, bytes. */
export const ADD_COW_V4_HEADER_OFFSETS = {
  magic: 0,
  version: 8,
  backingFile: 12,
  imageFile: 1036,
  size: 2060,
} as const
/** magic: The text "ADD_COW" and the byte 0xff. */
export const ADD_COW_V4_HEADER_MAGIC = 0x4144445f434f57ffn
/** version: Format version, always 1. */
export const ADD_COW_V4_HEADER_VERSION = 1
/** Smallest and largest valid size. */
export const ADD_COW_V4_HEADER_SIZE_RANGE = { min: 0n, max: 9223372036854775807n } as const

/**
 * AddCowV4Header: 2068 bytes, big-endian.
 * Fixed header at the start of the file.
 *
 * The C struct is packed: the 64-bit size at 2060 is not aligned to 8 bytes, and no compiler leaves a hole.
 *
 * Neither a header nor a bitmap that the end of the file cuts off is noticed by the driver: it works with whatever its memory held in the missing places.
 */
export interface AddCowV4Header {
  /**
   * The text "ADD_COW" and the byte 0xff.
   *
   * Bytes 0–7.
   */
  readonly magic: typeof ADD_COW_V4_HEADER_MAGIC
  /**
   * Format version, always 1.
   *
   * Bytes 8–11.
   */
  readonly version: typeof ADD_COW_V4_HEADER_VERSION
  /**
   * Name of the backing file, which holds every sector whose bit is 0.
   *
   * Bytes 12–1035.
   */
  readonly backingFile: string
  /**
   * Name of the raw file that holds the allocated sectors, at the guest’s own offsets.
   *
   * Bytes 1036–2059.
   */
  readonly imageFile: string
  /**
   * Virtual size of the disk.
   *
   * Bytes 2060–2067, bytes.
   */
  readonly size: bigint
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a AddCowV4Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface AddCowV4HeaderFields {
  /** bytes 0–7 */
  magic: bigint | undefined
  /** bytes 8–11 */
  version: number | undefined
  /** bytes 12–1035 */
  backingFile: string | undefined
  /** bytes 1036–2059 */
  imageFile: string | undefined
  /** bytes 2060–2067 */
  size: bigint | undefined
}

/** What `serializeAddCowV4Header` needs: constants and fields with a default may be left out. */
export type AddCowV4HeaderInit = Omit<AddCowV4Header, 'magic' | 'version' | 'backingFile'> & Partial<Pick<AddCowV4Header, 'magic' | 'version' | 'backingFile'>>

/** Reads whatever fields of a AddCowV4Header the bytes hold, at `offset`. Never throws. */
export function readAddCowV4Header(bytes: Uint8Array, offset = 0): AddCowV4HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 8 ? undefined : view.getBigUint64(offset),
    version: have < 12 ? undefined : view.getUint32(offset + 8),
    backingFile: have < 1036 ? undefined : readText(bytes, offset + 12, offset + 12 + 1024),
    imageFile: have < 2060 ? undefined : readText(bytes, offset + 1036, offset + 1036 + 1024),
    size: have < 2068 ? undefined : view.getBigUint64(offset + 2060),
  }
}

/**
 * Parses a AddCowV4Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseAddCowV4Header(bytes: Uint8Array): AddCowV4Header {
  if (bytes.length < 2068) throw truncated('header', 2068, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getBigUint64(0)
  if (fieldMagic !== ADD_COW_V4_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: ADD_COW_V4_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(8)
  if (fieldVersion !== ADD_COW_V4_HEADER_VERSION) throw notConstant(
    'header.version',
    8,
    { actual: fieldVersion, expected: ADD_COW_V4_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFile: readText(bytes, 12, 1036),
    imageFile: readText(bytes, 1036, 2060),
    size: view.getBigUint64(2060),
    raw: bytes,
  }
}

/**
 * Writes a AddCowV4Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeAddCowV4Header(header: AddCowV4HeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, ADD_COW_V4_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, ADD_COW_V4_HEADER_MAGIC)
  view.setUint32(8, ADD_COW_V4_HEADER_VERSION)
  writeText(
    bytes,
    12,
    { text: header.backingFile ?? '', size: 1024, terminated: true, name: 'header.backing_file' },
  )
  writeText(
    bytes,
    1036,
    { text: header.imageFile, size: 1024, terminated: true, name: 'header.image_file' },
  )
  view.setBigUint64(2060, uint64(header.size, 'header.size'))
  return bytes
}

/** Fields for `patchAddCowV4Header`. */
export type AddCowV4HeaderChanges = Partial<Pick<AddCowV4Header, 'backingFile' | 'imageFile' | 'size'>>

/**
 * Writes the given fields into the bytes of a AddCowV4Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchAddCowV4Header(bytes: Uint8Array, changes: AddCowV4HeaderChanges): void {
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 1036, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 1024, terminated: true, name: 'header.backing_file' },
    )
  }
  if (changes.imageFile !== undefined) {
    requirePresent(bytes.length >= 2060, 'header.image_file')
    textThatFits(
      { text: changes.imageFile, size: 1024, terminated: true, name: 'header.image_file' },
    )
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 2068, 'header.size')
    uint64(changes.size, 'header.size')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    12,
    { text: changes.backingFile, size: 1024, terminated: true, name: 'header.backing_file' },
  )
  if (changes.imageFile !== undefined) writeText(
    bytes,
    1036,
    { text: changes.imageFile, size: 1024, terminated: true, name: 'header.image_file' },
  )
  if (changes.size !== undefined) view.setBigUint64(2060, changes.size)
}
