// Generated from schemas/uml-cow/v1.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import {
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

/** Size of a UmlCowV1BeHeader, bytes. */
export const UML_COW_V1_BE_HEADER_SIZE = 280
/** Offset of every field of a UmlCowV1BeHeader, bytes. */
export const UML_COW_V1_BE_HEADER_OFFSETS = {
  magic: 0,
  version: 4,
  backingFile: 8,
  mtime: 264,
  size: 268,
  sectorsize: 276,
} as const
/** magic: The text "OOOM", or "MOOO" where the number was written little-endian. */
export const UML_COW_V1_BE_HEADER_MAGIC = 0x4f4f4f4d
/** version: Format version. */
export const UML_COW_V1_BE_HEADER_VERSION = 1

/**
 * UmlCowV1BeHeader: 280 bytes, big-endian.
 * Fixed header at the start of the file.
 */
export interface UmlCowV1BeHeader {
  /**
   * The text "OOOM", or "MOOO" where the number was written little-endian.
   *
   * Bytes 0–3.
   */
  readonly magic: typeof UML_COW_V1_BE_HEADER_MAGIC
  /**
   * Format version.
   *
   * Bytes 4–7.
   */
  readonly version: typeof UML_COW_V1_BE_HEADER_VERSION
  /**
   * Name of the backing file.
   *
   * Bytes 8–263.
   */
  readonly backingFile: string
  /**
   * Modification time of the backing file when the image was made.
   *
   * Bytes 264–267, seconds since 1970-01-01 UTC.
   */
  readonly mtime: number
  /**
   * Length of the backing file when the image was made, and so the size of the disk.
   *
   * Bytes 268–275, bytes.
   */
  readonly size: bigint
  /**
   * Bytes that one bit of the bitmap stands for.
   *
   * Bytes 276–279, bytes.
   */
  readonly sectorsize: number
  /**
   * The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps
   * from them what no field owns: holes, reserved space, text after a NUL, an unknown tail.
   */
  readonly raw?: Uint8Array | undefined
}

/**
 * The fields of a UmlCowV1BeHeader as they stand in any bytes; undefined where the bytes end before.
 * An absent field has its default.
 */
export interface UmlCowV1BeHeaderFields {
  /** bytes 0–3 */
  magic: number | undefined
  /** bytes 4–7 */
  version: number | undefined
  /** bytes 8–263 */
  backingFile: string | undefined
  /** bytes 264–267 */
  mtime: number | undefined
  /** bytes 268–275 */
  size: bigint | undefined
  /** bytes 276–279 */
  sectorsize: number | undefined
}

/** What `serializeUmlCowV1BeHeader` needs: constants and fields with a default may be left out. */
export type UmlCowV1BeHeaderInit = Omit<UmlCowV1BeHeader, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'> & Partial<Pick<UmlCowV1BeHeader, 'magic' | 'version' | 'backingFile' | 'mtime' | 'sectorsize'>>

/** Reads whatever fields of a UmlCowV1BeHeader the bytes hold, at `offset`. Never throws. */
export function readUmlCowV1BeHeader(bytes: Uint8Array, offset = 0): UmlCowV1BeHeaderFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const have = bytes.length - offset
  return {
    magic: have < 4 ? undefined : view.getUint32(offset),
    version: have < 8 ? undefined : view.getUint32(offset + 4),
    backingFile: have < 264 ? undefined : readText(bytes, offset + 8, offset + 8 + 256),
    mtime: have < 268 ? undefined : view.getUint32(offset + 264),
    size: have < 276 ? undefined : view.getBigUint64(offset + 268),
    sectorsize: have < 280 ? undefined : view.getUint32(offset + 276),
  }
}

/**
 * Parses a UmlCowV1BeHeader at the start of the bytes.
 *
 * @throws FormatError (truncated, bad-magic, bad-constant)
 */
export function parseUmlCowV1BeHeader(bytes: Uint8Array): UmlCowV1BeHeader {
  if (bytes.length < 280) throw truncated('header', 280, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fieldMagic = view.getUint32(0)
  if (fieldMagic !== UML_COW_V1_BE_HEADER_MAGIC) throw notConstant(
    'header.magic',
    0,
    { actual: fieldMagic, expected: UML_COW_V1_BE_HEADER_MAGIC },
  )
  const fieldVersion = view.getUint32(4)
  if (fieldVersion !== UML_COW_V1_BE_HEADER_VERSION) throw notConstant(
    'header.version',
    4,
    { actual: fieldVersion, expected: UML_COW_V1_BE_HEADER_VERSION },
  )
  return {
    magic: fieldMagic,
    version: fieldVersion,
    backingFile: readText(bytes, 8, 264),
    mtime: view.getUint32(264),
    size: view.getBigUint64(268),
    sectorsize: view.getUint32(276),
    raw: bytes,
  }
}

/**
 * Writes a UmlCowV1BeHeader: constants filled in; holes and reserved space as in `raw`, else zero.
 *
 * @throws RangeError if a value does not fit its field
 */
export function serializeUmlCowV1BeHeader(header: UmlCowV1BeHeaderInit): Uint8Array {
  const bytes = startStruct(header.raw, UML_COW_V1_BE_HEADER_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, UML_COW_V1_BE_HEADER_MAGIC)
  view.setUint32(4, UML_COW_V1_BE_HEADER_VERSION)
  writeText(
    bytes,
    8,
    { text: header.backingFile ?? '', size: 256, terminated: true, name: 'header.backing_file' },
  )
  view.setUint32(264, uint32(header.mtime ?? 0, 'header.mtime'))
  view.setBigUint64(268, uint64(header.size, 'header.size'))
  view.setUint32(276, uint32(header.sectorsize ?? 512, 'header.sectorsize'))
  return bytes
}

/** Fields for `patchUmlCowV1BeHeader`. */
export type UmlCowV1BeHeaderChanges = Partial<Pick<UmlCowV1BeHeader, 'backingFile' | 'mtime' | 'size' | 'sectorsize'>>

/**
 * Writes the given fields into the bytes of a UmlCowV1BeHeader, and no other byte. Checks all before it
 * writes any.
 *
 * @throws RangeError if a value does not fit, or the field is not in these bytes
 */
export function patchUmlCowV1BeHeader(bytes: Uint8Array, changes: UmlCowV1BeHeaderChanges): void {
  if (changes.backingFile !== undefined) {
    requirePresent(bytes.length >= 264, 'header.backing_file')
    textThatFits(
      { text: changes.backingFile, size: 256, terminated: true, name: 'header.backing_file' },
    )
  }
  if (changes.mtime !== undefined) {
    requirePresent(bytes.length >= 268, 'header.mtime')
    uint32(changes.mtime, 'header.mtime')
  }
  if (changes.size !== undefined) {
    requirePresent(bytes.length >= 276, 'header.size')
    uint64(changes.size, 'header.size')
  }
  if (changes.sectorsize !== undefined) {
    requirePresent(bytes.length >= 280, 'header.sectorsize')
    uint32(changes.sectorsize, 'header.sectorsize')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (changes.backingFile !== undefined) writeText(
    bytes,
    8,
    { text: changes.backingFile, size: 256, terminated: true, name: 'header.backing_file' },
  )
  if (changes.mtime !== undefined) view.setUint32(264, changes.mtime)
  if (changes.size !== undefined) view.setBigUint64(268, changes.size)
  if (changes.sectorsize !== undefined) view.setUint32(276, changes.sectorsize)
}
