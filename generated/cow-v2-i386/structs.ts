// Generated from schemas/cow/v2-i386.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
  int32,
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

/** Size of a CowV2I386Header, bytes. */
export const COW_V2_I386_HEADER_SIZE = 1048
/** Offset of every field of a CowV2I386Header, bytes. */
export const COW_V2_I386_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  backingFile: 8,
  mtime: 1032,
  size: 1036,
  sectorsize: 1044,
} as const
/** magic: The text "OOOM". */
export const COW_V2_I386_HEADER_MAGIC = 0x4f4f4f4d
/** version: Format version. */
export const COW_V2_I386_HEADER_VERSION = 2

/**
 * CowV2I386Header: 1048 bytes, big-endian.
 * Fixed header at the start of the file.
 */
export interface CowV2I386Header {
  /**
   * The text "OOOM".
   *
   * Bytes 0–3.
   */
  readonly magic: typeof COW_V2_I386_HEADER_MAGIC
  /**
   * Format version.
   *
   * Bytes 4–7.
   */
  readonly version: typeof COW_V2_I386_HEADER_VERSION
  /**
   * Name of the backing file; empty for none.
   *
   * Bytes 8–1031.
   */
  readonly backingFile: string
  /**
   * Modification time of the backing file when the image was made; 0 if unknown.
   *
   * Bytes 1032–1035, seconds since 1970-01-01 UTC.
   */
  readonly mtime: number
  /**
   * Virtual size of the disk.
   *
   * Bytes 1036–1043, bytes.
   */
  readonly size: bigint
  /**
   * Sector size, always 512.
   *
   * Bytes 1044–1047, bytes.
   */
  readonly sectorsize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a CowV2I386Header as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface CowV2I386HeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–1031 */
  backingFile: string | undefined
  /** bytes 1032–1035 */
  mtime: number | undefined
  /** bytes 1036–1043 */
  size: bigint | undefined
  /** bytes 1044–1047 */
  sectorsize: number | undefined
}

/** What `serializeCowV2I386Header` needs: constants and fields with a default may be left out. */
export type CowV2I386HeaderInit = Omit<CowV2I386Header, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'> & Partial<Pick<CowV2I386Header, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'>>

/** Reads whatever fields of a CowV2I386Header the bytes hold, at `offset`. Never throws. */
export function readCowV2I386Header(bytes: Uint8Array, offset = 0): CowV2I386HeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : view.getUint32(offset),
    version: have < 8 ? undefined : view.getUint32(offset + 4),
    backingFile: have < 1032 ? undefined : readText(bytes, offset + 8, offset + 8 + 1024),
    mtime: have < 1036 ? undefined : view.getInt32(offset + 1032),
    size: have < 1044 ? undefined : view.getBigUint64(offset + 1036),
    sectorsize: have < 1048 ? undefined : view.getUint32(offset + 1044),
  }
}

/**
 * Parses a CowV2I386Header at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseCowV2I386Header(bytes: Uint8Array): CowV2I386Header {
  if (bytes.length < 1048) throw truncated('header', 1048, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0)
  if (fieldMagic !== COW_V2_I386_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: COW_V2_I386_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4)
  if (fieldVersion !== COW_V2_I386_HEADER_VERSION) throw notConstant(
    'header.version',
    4,
    { actual: fieldVersion, expected: COW_V2_I386_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFile: readText(bytes, 8, 1032),
    mtime: view.getInt32(1032),
    size: view.getBigUint64(1036),
    sectorsize: view.getUint32(1044),
    raw: bytes,
  }
}

/**
 * Writes a CowV2I386Header: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeCowV2I386Header(header: CowV2I386HeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, COW_V2_I386_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, COW_V2_I386_HEADER_MAGIC)
  view.setUint32(4, COW_V2_I386_HEADER_VERSION)
  writeText(
    bytes,
    8,
    { text: header.backingFile ?? '', size: 1024, terminated: true, name: 'header.backing_file' },
  )
  view.setInt32(1032, int32(header.mtime ?? 0, 'header.mtime'))
  view.setBigUint64(1036, uint64(header.size, 'header.size'))
  view.setUint32(1044, uint32(header.sectorsize ?? 512, 'header.sectorsize'))
  return bytes
}

/** Fields for `patchCowV2I386Header`. */
export type CowV2I386HeaderChanges = Partial<Pick<CowV2I386Header, 'backingFile' | 'mtime' | 'size' | 'sectorsize'>>

/**
 * Writes the given fields into the bytes of a CowV2I386Header, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchCowV2I386Header(bytes: Uint8Array, changes: CowV2I386HeaderChanges): void {
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 1032, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 1024, terminated: true, name: 'header.backing_file' },
    )
  }
  if (changes.mtime !== undefined) {
    requirePresent(bytes.length >= 1036, 'header.mtime')
    int32(changes.mtime, 'header.mtime')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 1044, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.sectorsize !== undefined) {
    requirePresent(bytes.length >= 1048, 'header.sectorsize')
    uint32(changes.sectorsize, 'header.sectorsize')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    8,
    { text: changes.backingFile, size: 1024, terminated: true, name: 'header.backing_file' },
  )
  if (changes.mtime !== undefined) view.setInt32(1032, changes.mtime)
  if (changes.size !== undefined) view.setBigUint64(1036, changes.size)
  if (changes.sectorsize !== undefined) view.setUint32(1044, changes.sectorsize)
}
